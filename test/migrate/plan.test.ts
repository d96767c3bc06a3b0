import { execa } from "execa";
import { escapeIdentifier } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { compareCatalogs } from "../../src/catalog/compare.ts";
import { plan } from "../../src/migrate/plan.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { type Direction, getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { contentsOf, databaseObjects } from "../support/catalogs.ts";
import { versionsWithFiles } from "../support/catalogs-by-version.ts";
import { useDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";
import { createRole } from "../support/roles.ts";

const database = useDatabase({ from: "empty" });

/** Runs a plan's steps as somebody would who was given them in a file; gives what psql complains about. */
async function psql(steps: readonly { sql: string }[], url = database().url): Promise<string> {
  const input = steps.map(({ sql }) => sql).join("\n");
  const options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"];
  const { stderr } = await execa("psql", [...options, url], { input, reject: false });
  return stderr;
}

const hasFiles = (version: number) => versionsWithFiles().includes(version);
/** A version without files is a step of its own only where the way ends. */
const stepsTo = (to: number) =>
  [...new Set([...versionsWithFiles(), to])].filter((version) => version > 0 && version <= to);

const prefixes = ["public", 'Käse "tenant" 1', "o'brien\\", "$phoenix_kit$ -- $$"];

describe.each(prefixes)("a plan for %j", (prefix) => {
  const ways: { direction: Direction; from: number; to: number }[] = [
    { direction: "up", from: 0, to: 12 },
    { direction: "up", from: 12, to: getNewestVersion() },
    { direction: "down", from: getNewestVersion(), to: 9 },
    { direction: "down", from: 9, to: 0 },
  ];

  it("run through psql leaves what up and down leave", async () => {
    const { pool, url } = database();
    for (const { direction, from, to } of ways) {
      const { steps, ...ends } = await plan(pool, direction, { prefix, version: to });
      expect(ends).toEqual({ prefix, from, to });
      expect(await psql(steps)).toBe("");
      await (direction === "up" ? up : down)(pool, { prefix: "same", version: to });
      const state = await stateOf(url, prefix);
      expect([state.version, state.history]).toEqual([to, stepsTo(to)]);
      if (prefix === "public") expect(state.journal).toEqual(stepsTo(to).filter(hasFiles));
      expect(compareCatalogs(state.catalog, (await stateOf(url, "same")).catalog)).toEqual([]);
    }
  });
});

describe("a plan", () => {
  it("is one transaction a version, which says what it is", async () => {
    const { steps } = await plan(database().pool, "up", { prefix: "empty", version: getNewestVersion() });
    expect(steps).toHaveLength(stepsTo(getNewestVersion()).length);
    for (const { version, title, direction, sql, losses } of steps) {
      expect({ version, title, direction, losses }).toEqual({
        version,
        title: expect.any(String),
        direction: "up",
        losses: [],
      });
      expect(sql).toMatch(/^BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;\n[\s\S]*\nCOMMIT;$/);
      expect(sql).toContain(`COMMENT ON TABLE "empty".phoenix_kit IS '${version}';`);
    }
  });

  it("stops at the first statement if the schema has been migrated meanwhile", async () => {
    const { pool, url } = database();
    await pool.query("CREATE SCHEMA moved");
    const { steps } = await plan(pool, "up", { prefix: "moved", version: 2 });
    await up(pool, { prefix: "moved", version: 1 });
    const before = await stateOf(url, "moved");
    expect(await psql(steps)).toContain("V01 needs an empty schema");
    expect(await stateOf(url, "moved")).toEqual(before);
  });

  it("creates the schema in its first step if it may and must", async () => {
    const { pool } = database();
    const [first, second] = (await plan(pool, "up", { prefix: 'ne"w', version: 2 })).steps;
    expect(first?.sql).toContain('CREATE SCHEMA "ne""w";');
    expect(second?.sql).not.toContain("CREATE SCHEMA");
    await expect(plan(pool, "up", { prefix: 'ne"w', createSchema: false })).rejects.toMatchObject({
      code: "schema_missing",
    });
  });

  it("runs as a role that has standard_conforming_strings off", async () => {
    const prefix = "back\\slash's";
    const role = await createRole(database(), { createOnDatabase: true });
    const name = escapeIdentifier(role.name);
    await database().pool.query(`ALTER ROLE ${name} SET standard_conforming_strings = off;
      ALTER ROLE ${name} SET escape_string_warning = off`);
    expect(await psql((await plan(role.url, "up", { prefix })).steps, role.url)).toBe("");
    expect(await stateOf(database().url, prefix)).toMatchObject({ version: getNewestVersion() });
    expect((await plan(role.url, "down", { prefix, version: 0 })).steps).toHaveLength(
      readVersions().migrations.length,
    );
    await role.drop();
  });
});

describe("asking for a plan", () => {
  const version = 12;

  beforeAll(async () => {
    await up(database().pool, { prefix: "asked", version });
  });

  it("touches nothing, and so needs no right to", async () => {
    const { pool } = database();
    const reader = await createRole(database(), { createOnDatabase: false });
    const name = escapeIdentifier(reader.name);
    await pool.query(
      `GRANT USAGE ON SCHEMA asked TO ${name}; GRANT SELECT ON ALL TABLES IN SCHEMA asked TO ${name}`,
    );
    const before = [await contentsOf(pool, "asked"), await databaseObjects(pool)];
    for (const target of [pool, reader.url]) {
      expect((await plan(target, "up", { prefix: "asked" })).steps).toHaveLength(
        stepsTo(getNewestVersion()).length - 12,
      );
      expect((await plan(target, "down", { prefix: "asked", version: 0 })).steps).toHaveLength(12);
      const version = getNewestVersion();
      const stepwise = await plan(target, "up", { prefix: "not there yet", version });
      expect(stepwise.steps).toHaveLength(stepsTo(version).length);
      expect((await plan(target, "up", { prefix: "not there yet" })).steps).toHaveLength(1);
    }
    expect([await contentsOf(pool, "asked"), await databaseObjects(pool)]).toEqual(before);
    await reader.drop();
  });

  it("reports what would be lost, and how many rows", async () => {
    const { pool } = database();
    await pool.query(`INSERT INTO asked.phoenix_kit_users (email, hashed_password, user_timezone, inserted_at, updated_at)
      SELECT i || '@example.com', '', CASE WHEN i < 3 THEN '+1' END, now(), now() FROM generate_series(1, 5) i`);
    const { steps } = await plan(pool, "down", { prefix: "asked", version: 0 });
    const lost = new Map(steps.map((step) => [step.version, step.losses]));
    expect(lost.get(11)).toEqual([{ what: "values of phoenix_kit_users.user_timezone", count: 2 }]);
    expect(lost.get(10)).toEqual([]);
    expect(lost.get(1)).toContainEqual({ what: "rows of phoenix_kit_users", count: 5 });
    await pool.query("DELETE FROM asked.phoenix_kit_users");
  });
});
