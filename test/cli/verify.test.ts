import { escapeIdentifier } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repair } from "../../src/drift/repair.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useDatabase } from "../support/database.ts";
import { createRole, type TestRole } from "../support/roles.ts";
import { phoenixKit } from "./phoenix-kit.ts";

const database = useDatabase();
const index = "phoenix_kit_users_email_index";
const run = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  phoenixKit(args, { env: { DATABASE_URL: database().url, ...env } });

describe("phoenix-kit verify of a schema without drift", () => {
  it("says that the schema matches its version, and exits 0", async () => {
    expect(await run(["verify"])).toMatchObject({
      exitCode: 0,
      stdout: `Schema "public" matches V${getNewestVersion()}.`,
      stderr: "",
    });
  });

  it("prints one JSON object with --json", async () => {
    const { exitCode, stdout } = await run(["verify", "--json"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      prefix: "public",
      version: getNewestVersion(),
      newerThanPackage: false,
      unreadableTables: [],
      unwritableTables: [],
      ok: true,
      differences: [],
      unmanagedTables: [],
    });
  });

  it("prints with --sql that there is nothing to repair", async () => {
    expect(await run(["verify", "--sql"])).toMatchObject({
      exitCode: 0,
      stdout: "-- Nothing to repair.",
    });
  });

  it("says that the schema has no managed tables", async () => {
    const { exitCode, stdout } = await run(["verify", "--prefix", "nowhere"]);
    expect([exitCode, stdout]).toEqual([0, 'Schema "nowhere" has no managed tables. Nothing to verify.']);
  });
});

describe("phoenix-kit verify of a schema that has drifted", () => {
  beforeAll(() =>
    database().pool.query(`DROP INDEX ${index}; DROP EXTENSION pg_trgm CASCADE; CREATE TABLE notes (id integer);
      ALTER TABLE phoenix_kit_users ALTER COLUMN account_type SET DEFAULT 'organization', ADD COLUMN nick text;
      ALTER TABLE phoenix_kit_files ALTER COLUMN ext TYPE text`),
  );

  it("exits 3 with a tree of differences by table, and lists separately what is not drift", async () => {
    const { exitCode, stdout } = await run(["verify"]);
    expect(exitCode).toBe(3);
    const [summary, ...lines] = stdout.split("\n");
    expect(summary).toBe(`Schema "public" has drifted from V${getNewestVersion()}: 7 differences.`);
    expect(lines).toEqual([
      "the schema itself",
      "  - extension pg_trgm is missing",
      "phoenix_kit_email_logs",
      ...["campaign_id", "subject", "to"].map(
        (c) => `  - index phoenix_kit_email_logs_${c}_trgm_index is missing`,
      ),
      "phoenix_kit_files",
      expect.stringMatching(/^ {2}~ column ext: type is "text", expected "character varying\(\d+\)"$/),
      "phoenix_kit_users",
      `  ~ column account_type: default is "'organization'::character varying", expected "'person'::character varying"`,
      `  - index ${index} is missing`,
      "Differences that are not drift:",
      "phoenix_kit_users",
      "  + column nick is not expected",
      "Unmanaged tables, unchanged: notes",
    ]);
  });

  it("uses colours if FORCE_COLOR asks for them, and not with NO_COLOR", async () => {
    expect((await run(["verify"], { FORCE_COLOR: "1" })).stdout).toContain("\u001b[31m");
    expect((await run(["verify"], { FORCE_COLOR: "1", NO_COLOR: "1" })).stdout).not.toContain("\u001b[");
  });

  it("prints each difference as JSON", async () => {
    const { exitCode, stdout } = await run(["verify", "--json"]);
    expect(exitCode).toBe(3);
    const { ok, differences, unmanagedTables } = JSON.parse(stdout);
    expect([ok, unmanagedTables, differences.length]).toEqual([false, ["notes"], 9]);
    expect(differences).toContainEqual({
      kind: "index",
      table: "phoenix_kit_users",
      name: index,
      outcome: "missing",
      isDrift: true,
    });
    expect(differences).toContainEqual(
      expect.objectContaining({ name: "nick", outcome: "extra", isDrift: false }),
    );
  });

  it("prints the SQL that repairs the schema, each statement with a comment, and the remaining drift on stderr", async () => {
    const { exitCode, stdout, stderr } = await run(["verify", "--sql"]);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^-- extension pg_trgm is missing\nCREATE EXTENSION IF NOT EXISTS "pg_trgm"/);
    expect(stdout).toContain(
      `-- index phoenix_kit_users.${index} is missing\nCREATE UNIQUE INDEX CONCURRENTLY ${index} ON "public".`,
    );
    expect(stderr).toMatch(
      /^1 difference needs a manual fix:\ncolumn phoenix_kit_files\.ext: type is "text"/,
    );
    expect(stderr).toContain("  By hand: ALTER TABLE");
  });
});

describe("phoenix-kit verify as a role that may not create schemas", () => {
  let role: TestRole;
  beforeAll(async () => {
    role = await createRole(database(), { createOnDatabase: false });
    await database().pool.query(
      `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${escapeIdentifier(role.name)}`,
    );
    await repair(database().pool);
  });
  afterAll(() => role.drop());

  it("works, because it only reads", async () => {
    const { exitCode, stdout } = await run(["verify", "--json"], { DATABASE_URL: role.url });
    expect(exitCode).toBe(3);
    const { differences } = JSON.parse(stdout);
    expect(differences.filter((one: { isDrift: boolean }) => one.isDrift)).toMatchObject([
      { name: "ext", property: "type" },
    ]);
  });
});
