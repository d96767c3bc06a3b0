import { execa } from "execa";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { verify } from "../../src/drift/verify.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useDatabase } from "../support/database.ts";
import { phoenixKit, printed } from "./phoenix-kit.ts";
import { typing } from "./terminal.ts";

const database = useDatabase();
const prefix = `Käse "tenant" o'1`;
const s = '"Käse ""tenant"" o\'1"';
const run = (args: string[]) =>
  phoenixKit([...args, "--prefix", prefix], { env: { DATABASE_URL: database().url } });
const isSound = async () => (await verify(database().pool, { prefix })).ok;

beforeEach(async () => {
  await up(database().pool, { prefix });
  await database().pool.query(`DROP INDEX IF EXISTS ${s}.phoenix_kit_users_email_index;
    ALTER TABLE ${s}.phoenix_kit_users ALTER COLUMN account_type DROP NOT NULL`);
});
afterAll(() => database().pool.query(`DROP SCHEMA ${s} CASCADE`));

describe("phoenix-kit repair", () => {
  it("shows what it would run, and refuses without a terminal to confirm on", async () => {
    const { exitCode, stdout, stderr } = await run(["repair"]);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(
      "-- index phoenix_kit_users.phoenix_kit_users_email_index is missing\nCREATE UNIQUE INDEX",
    );
    expect(stderr).toMatch(
      /error: Refusing to change the schema without confirmation: this is not a terminal.*\n→ Add --yes/,
    );
    expect(await isSound()).toBe(false);
  });

  it("refuses with --json, and prints the error as JSON", async () => {
    const { exitCode, stdout } = await run(["repair", "--json"]);
    expect([exitCode, JSON.parse(stdout).error.code]).toEqual([1, "confirmation_needed"]);
  });

  it("repairs with --yes, and finds nothing to do the second time", async () => {
    expect(await run(["repair", "--yes"])).toMatchObject({
      exitCode: 0,
      stdout: "Repaired: 4 statements run.",
    });
    expect(await isSound()).toBe(true);
    expect(await run(["repair"])).toMatchObject({
      exitCode: 0,
      stdout: `Nothing to repair at V${getNewestVersion()}.`,
    });
  });

  it("names whom it waits for, and on SIGINT cancels the build and names the INVALID index", async () => {
    const report = await database().pool.connect();
    await report.query("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT");
    const child = run(["repair", "--yes", "--json"]);
    await printed(child.stderr, "Waiting for process");
    child.kill("SIGINT");
    const { exitCode, stdout } = await child;
    await report.query("COMMIT");
    report.release();
    expect([exitCode, JSON.parse(stdout).error]).toEqual([
      130,
      expect.objectContaining({
        code: "aborted",
        detail: expect.stringContaining("phoenix_kit_users_email_index;"),
      }),
    ]);
    expect(await run(["repair", "--yes"])).toMatchObject({ exitCode: 0 });
    expect(await isSound()).toBe(true);
  });

  it.each([
    ["y", 0, true],
    ["n", 1, false],
    ["\u0003", 130, false],
  ])("asks on a terminal; the key %j exits %i", async (key, exitCode, sound) => {
    const answered = await typing(key, ["repair", "--prefix", prefix, "--url", database().url]);
    expect(answered.exitCode).toBe(exitCode);
    const { host, pathname } = new URL(database().url);
    expect(answered.stderr).toContain(
      `Run 4 statements in schema ${s} of database "${pathname.slice(1)}" on ${host}?`,
    );
    expect(await isSound()).toBe(sound);
  });

  it("exits 3 if rows block a fix, and says how many and how to list them", async () => {
    const { pool } = database();
    await pool.query(`INSERT INTO ${s}.phoenix_kit_users (email, hashed_password, account_type, inserted_at, updated_at)
      VALUES ('a@example.com', '', NULL, now(), now()), ('A@example.com', '', NULL, now(), now())`);
    const { exitCode, stdout, stderr } = await run(["repair", "--yes", "--json"]);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/2 differences need a manual fix:/);
    const { prefix: said, version, statements, remaining, ok } = JSON.parse(stdout);
    expect([said, version, statements, ok]).toEqual([prefix, getNewestVersion(), [], false]);
    expect(remaining.map((one: { rows: { count: number }[] }) => one.rows[0]?.count)).toEqual([2, 2]);
    for (const { rows } of remaining) expect((await pool.query(rows[0].query)).rows).toHaveLength(2);
    expect((await run(["repair"])).stdout).toBe("Nothing could be repaired.");
    await pool.query(`DELETE FROM ${s}.phoenix_kit_users`);
  });
});

const { exitCode: withoutPsql } = await execa("psql", ["--version"], { reject: false });

describe.skipIf(withoutPsql !== 0)("the SQL of phoenix-kit verify --sql, run by psql,", () => {
  it("repairs the schema", async () => {
    const { stdout } = await run(["verify", "--sql"]);
    const options = ["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--dbname", database().url];
    await execa("psql", options, { input: stdout });
    expect(await isSound()).toBe(true);
  });
});
