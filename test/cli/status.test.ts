import { describe, expect, it } from "vitest";
import { formatVersions } from "../../src/cli/text.ts";
import { plan } from "../../src/migrate/plan.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useDatabase } from "../support/database.ts";
import { phoenixKit } from "./phoenix-kit.ts";

const database = useDatabase({ from: "empty" });
const status = (...args: string[]) => phoenixKit(["status", ...args, "--url", database().url]);

describe("phoenix-kit status", () => {
  it("says that nothing is set up yet", async () => {
    const { exitCode, stdout } = await status();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^Schema {3}"public"\nVersion {2}none: not set up yet\nNewest {3}V\d+\nPending {2}V01–V/,
    );
  });

  it("prints the version, the pending versions and the history", async () => {
    await up(database().url, { version: 2 });
    const { stdout } = await status();
    const { steps } = await plan(database().url, "up");
    expect(stdout).toMatch(/\nVersion {2}V02\n/);
    expect(stdout).toContain(
      `\nPending  V03–V${getNewestVersion()} (${getNewestVersion() - 2} versions in ${steps.length} steps)\n`,
    );
    expect(stdout).toMatch(/\nHistory\n {2}V01 {2}\d{4}-\d\d-\d\d \S+\n {2}V02 {2}\d{4}-\S+ \S+$/);
    expect(stdout).toContain("\nJournal  drizzle-kit goes on after V02\n");
    expect(stdout).not.toContain("Citus");
  });

  it("prints the same as JSON with --json", async () => {
    expect(JSON.parse((await status("--json")).stdout)).toMatchObject({
      prefix: "public",
      version: 2,
      newest: getNewestVersion(),
      newerThanPackage: false,
      distributed: false,
      journal: 2,
      pending: expect.arrayContaining([3]),
      history: [{ version: 1 }, { version: 2 }],
    });
  });

  it("says where drizzle-kit would go on, also if its journal is behind, empty or locked", async () => {
    const { pool } = database();
    const readJournal = async (...args: string[]) =>
      JSON.parse((await status("--json", ...args)).stdout).journal;
    await pool.query(`DELETE FROM drizzle.__phoenix_kit_migrations
      WHERE created_at = (SELECT max(created_at) FROM drizzle.__phoenix_kit_migrations)`);
    expect(await readJournal()).toBe(1);
    await pool.query("CREATE TABLE kept AS TABLE drizzle.__phoenix_kit_migrations");
    await pool.query("TRUNCATE drizzle.__phoenix_kit_migrations");
    expect(await readJournal()).toBe(0);
    expect((await status()).stdout).toContain("\nJournal  drizzle-kit has applied nothing\n");
    await pool.query("INSERT INTO drizzle.__phoenix_kit_migrations TABLE kept; DROP TABLE kept");
    await up(pool, { prefix: "own", version: 2 });
    expect(await readJournal("--prefix", "own")).toBe(null);
    const client = await pool.connect();
    try {
      await client.query("BEGIN; LOCK drizzle.__phoenix_kit_migrations");
      const { exitCode, stderr } = await status("--prefix", "own", "--prefix", "public");
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/own.*at V02[\s\S]*public.*lock timeout/);
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
  });

  it("exits 3 with --check while versions are pending, and 0 when none are", async () => {
    expect((await status("--check")).exitCode).toBe(3);
    await up(database().url);
    expect(await status("--check")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("Pending  nothing\n"),
    });
  });

  it("says that the schema is newer than the package, and exits 1 with --check", async () => {
    await database().pool.query("COMMENT ON TABLE phoenix_kit IS '999'");
    expect(await status()).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/V999, newer than this package \(V\d+\)[\s\S]*newer phoenix-kit-schema/),
    });
    expect((await status("--check")).exitCode).toBe(1);
  });

  it("exits 1 if the version cannot be read", async () => {
    await database().pool.query("COMMENT ON TABLE phoenix_kit IS 'abc'");
    const { exitCode, stdout } = await status("--json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: "marker_unreadable", remedy: expect.stringMatching(/COMMENT ON TABLE/) },
    });
  });
});

describe("formatVersions", () => {
  it("joins consecutive versions to ranges", () => {
    expect(formatVersions([6, 7, 8, 12, 14, 15])).toBe("V06–V08, V12, V14–V15");
  });
});
