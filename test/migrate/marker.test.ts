import { escapeIdentifier, escapeLiteral } from "pg";
import { describe, expect, it } from "vitest";
import { PhoenixKitError } from "../../src/error.ts";
import { migratedVersion, migratedVersionRuntime } from "../../src/migrate/migrated-version.ts";
import { plan } from "../../src/migrate/plan.ts";
import { status } from "../../src/migrate/status.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";

const database = useDatabase({ from: "empty" });

/** A schema of its own, made and then spoilt; `$` in the SQL stands for it. */
async function schema(name: string, spoil: string, version = 5): Promise<string> {
  const { pool } = database();
  const quoted = escapeIdentifier(name);
  if (version > 0) await up(pool, { prefix: name, version });
  else await pool.query(`CREATE SCHEMA ${quoted}`);
  await pool.query(spoil.replaceAll("$", () => quoted));
  return name;
}

const comment = (text: string | null) =>
  `COMMENT ON TABLE $.phoenix_kit IS ${text === null ? "NULL" : escapeLiteral(text)}`;

const without = "DROP TABLE $.phoenix_kit; ";

const spoilt = [
  { found: "the comment abc", code: "marker_unreadable", spoil: comment("abc") },
  { found: "the comment -5", code: "marker_unreadable", spoil: comment("-5") },
  { found: "the comment +5", code: "marker_unreadable", spoil: comment("+5") },
  { found: "the comment 5.0", code: "marker_unreadable", spoil: comment("5.0") },
  { found: "the comment V5", code: "marker_unreadable", spoil: comment("V5") },
  { found: "the comment 5 6", code: "marker_unreadable", spoil: comment("5 6") },
  { found: "a comment of two lines", code: "marker_unreadable", spoil: comment("5\nsix") },
  { found: "the comment ٥", code: "marker_unreadable", spoil: comment("٥") },
  { found: "a number of thirty digits", code: "marker_unreadable", spoil: comment("9".repeat(30)) },
  { found: "a blank comment", code: "marker_unreadable", spoil: comment("  ") },
  { found: "an empty comment", code: "marker_without_comment", spoil: comment("") },
  { found: "no comment", code: "marker_without_comment", spoil: comment(null) },
  { found: "tables but no version table", code: "marker_missing", spoil: without },
  {
    found: "a view named phoenix_kit",
    code: "marker_not_a_table",
    spoil: `${without}CREATE VIEW $.phoenix_kit AS SELECT 5 AS version; COMMENT ON VIEW $.phoenix_kit IS '5'`,
  },
  {
    found: "a materialized view named phoenix_kit",
    code: "marker_not_a_table",
    spoil: `${without}CREATE MATERIALIZED VIEW $.phoenix_kit AS SELECT 5 AS version;
      COMMENT ON MATERIALIZED VIEW $.phoenix_kit IS '5'`,
  },
  {
    found: "a foreign table named phoenix_kit",
    code: "marker_not_a_table",
    spoil: `${without}CREATE FOREIGN DATA WRAPPER elsewhere;
      CREATE SERVER elsewhere FOREIGN DATA WRAPPER elsewhere;
      CREATE FOREIGN TABLE $.phoenix_kit (version integer) SERVER elsewhere;
      COMMENT ON FOREIGN TABLE $.phoenix_kit IS '5'`,
  },
  {
    found: "a sequence named phoenix_kit",
    code: "marker_not_a_table",
    spoil: `${without}CREATE SEQUENCE $.phoenix_kit`,
  },
];

describe.each(spoilt)("a schema with $found", ({ found, code, spoil }) => {
  it("is changed by nothing, and every command fails with a remedy", async () => {
    const { pool, url } = database();
    await schema(found, spoil, 1);
    const before = await stateOf(url, found);
    for (const [name, run] of Object.entries({
      up: () => up(pool, { prefix: found }),
      "down to 0": () => down(pool, { prefix: found, version: 0 }),
      "down to 5": () => down(pool, { prefix: found, version: 5 }),
      "plan up": () => plan(pool, "up", { prefix: found }),
      "plan down": () => plan(pool, "down", { prefix: found, version: 0 }),
      status: () => status(pool, { prefix: found }),
      migratedVersion: () => migratedVersion(pool, { prefix: found }),
      migratedVersionRuntime: () => migratedVersionRuntime(pool, { prefix: found }),
    })) {
      const error = await run().catch((reason: unknown) => reason);
      expect(error, name).toBeInstanceOf(PhoenixKitError);
      expect(error, name).toMatchObject({
        code,
        message: expect.stringContaining(found),
        remedy: expect.stringMatching(/\w+ .*\.$|;$/),
      });
    }
    expect(await stateOf(url, found)).toEqual(before);
  });
});

describe("a version above the newest known", () => {
  it("is reported by status and migratedVersion, and changed by nothing: up does nothing, down refuses", async () => {
    const prefix = await schema("999", comment("999"));
    const { pool, url } = database();
    const before = await stateOf(url, prefix);
    for (const run of [
      () => up(pool, { prefix }),
      () => up(pool, { prefix, version: 5 }),
      () => plan(pool, "up", { prefix }),
    ]) {
      expect(await run()).toMatchObject({ from: 999, to: 999, steps: [] });
    }
    for (const run of [
      () => down(pool, { prefix, version: 0 }),
      () => plan(pool, "down", { prefix, version: getNewestVersion() }),
    ]) {
      await expect(run()).rejects.toMatchObject({
        code: "version_unknown",
        message: expect.stringContaining("999"),
        remedy: expect.stringContaining("newer"),
      });
    }
    expect(await status(pool, { prefix })).toMatchObject({
      version: 999,
      newest: getNewestVersion(),
      newerThanPackage: true,
      pending: [],
    });
    expect(await migratedVersion(pool, { prefix })).toBe(999);
    expect(await stateOf(url, prefix)).toEqual(before);
  });
});

describe("a version table that says 0 and yet is there", () => {
  it("stops up, and stays unchanged", async () => {
    const { pool, url } = database();
    const prefix = await schema("zero", comment("0"), 1);
    const before = await stateOf(url, prefix);
    await expect(up(pool, { prefix })).rejects.toMatchObject({
      code: "marker_unreadable",
    });
    expect(await stateOf(url, prefix)).toEqual(before);
  });
});

describe("tables of the host", () => {
  it("are unmanaged unless one has the name of a managed table", async () => {
    const { pool, url } = database();
    const prefix = await schema("host", "CREATE TABLE $.users (); CREATE TABLE $.oban_jobs ()", 0);
    expect(await migratedVersion(pool, { prefix })).toBe(0);
    expect(await up(pool, { prefix })).toMatchObject({ from: 0, to: getNewestVersion() });
    expect((await stateOf(url, prefix)).catalog.tables.oban_jobs?.columns).toEqual({});
  });

  it("are in the way when one does, and are named", async () => {
    const { pool } = database();
    const prefix = await schema("mine", "CREATE VIEW $.phoenix_kit_settings AS SELECT 1 AS id", 0);
    await expect(up(pool, { prefix })).rejects.toMatchObject({
      code: "marker_missing",
      message: expect.stringContaining("phoenix_kit_settings"),
      remedy: expect.stringContaining("prefix"),
    });
  });
});
