import { escapeIdentifier } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serverVerdict } from "../../src/doctor/checks/server.ts";
import { doctor } from "../../src/doctor/doctor.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { changeUrl } from "../support/admin.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";
import { createRole, type TestRole } from "../support/roles.ts";

let database: TestDatabase;
let role: TestRole;
let name: string;

beforeEach(async () => {
  database = await createDatabase({ from: "empty" });
  role = await createRole(database, { createOnDatabase: false });
  name = escapeIdentifier(role.name);
});

afterEach(async () => {
  await role.drop();
  await database.drop();
});

const asAdmin = (sql: string) => database.pool.query(sql);

async function findings(target: Parameters<typeof doctor>[0] = database.pool, prefix = "public") {
  return (await doctor(target, { prefix })).findings;
}

/** What is not ok, by check. */
async function troubles(target?: Parameters<typeof doctor>[0], prefix?: string): Promise<Finding[]> {
  return (await findings(target, prefix)).filter(({ level }) => level !== "ok");
}

const bad = (level: "warning" | "error", check: string, message: string, remedy: string) => ({
  ...{ level, check, message: expect.stringContaining(message), remedy: expect.stringContaining(remedy) },
});

/** The SQL that a remedy gives, from the first of its statements on. */
const sqlOf = (finding: Finding | undefined) =>
  /(?<= )[A-Z]{4,} [\s\S]+;/.exec(` ${finding?.remedy}`)?.[0] ?? "";

describe("a database in which all is well", () => {
  it.each([0, 7, getNewestVersion()])("has nothing but good findings at V%i", async (version) => {
    await up(database.pool, { version });
    const before = await stateOf(database.url);
    const diagnosis = await doctor(database.url);
    expect(diagnosis).toMatchObject({ prefix: "public", ok: true });
    expect(diagnosis.findings.filter(({ level }) => level !== "ok")).toEqual([]);
    const checks = diagnosis.findings.map(({ check }) => check);
    expect(checks).toEqual(expect.arrayContaining(["server", "pooler", "extensions", "marker", "sessions"]));
    expect([diagnosis, diagnosis.findings, ...diagnosis.findings].every(Object.isFrozen)).toBe(true);
    expect(await stateOf(database.url)).toEqual(before);
  });

  it("leaves a client that was given as it was, under any legal prefix", async () => {
    const prefix = `Käse "x" o'y \\`;
    await up(database.pool, { prefix, version: 8 });
    const client = await database.pool.connect();
    expect(await troubles(client, prefix)).toEqual([]);
    expect(client.getTransactionStatus()).toBe("I");
    client.release();
  });

  it.each([
    { number: 140_019, text: "14.19", level: "error" },
    { number: 150_000, text: "15.0", level: "ok" },
    { number: 189_999, text: "18.99", level: "ok" },
    { number: 190_000, text: "19beta1", level: "warning" },
  ])("would be judged on PostgreSQL $text: $level", ({ number, text, level }) => {
    expect(serverVerdict(number, text)).toMatchObject({ level, message: expect.stringContaining(text) });
  });
});

describe("a database that cannot be reached", () => {
  it.each([
    ["no server", (url: string) => Object.assign(new URL(url), { port: "1" }).href, "database_unreachable"],
    ["no such role", (url: string) => changeUrl(url, { user: "nobody_at_all" }), "authentication_failed"],
    ["no such database", (url: string) => changeUrl(url, { database: "nowhere" }), "database_missing"],
  ])("is an error: %s", async (_, changed, code) => {
    await expect(doctor(changed(database.url))).rejects.toMatchObject({ name: "PhoenixKitError", code });
  });
});

describe("a role's rights", () => {
  const withExtensions = "CREATE EXTENSION citext; CREATE EXTENSION pg_trgm;";
  const schema = () => `CREATE SCHEMA theirs AUTHORIZATION ${name};`;
  const grantTables = () =>
    `GRANT ALL ON SCHEMA theirs TO ${name}; GRANT ALL ON ALL TABLES IN SCHEMA theirs TO ${name}`;

  it.each([
    {
      lacks: "the schema",
      sql: () => withExtensions,
      expected: () => [
        bad("error", "schema", "may not make it", `CREATE SCHEMA "theirs" AUTHORIZATION ${name}`),
      ],
    },
    {
      lacks: "CREATE in the schema",
      sql: () => `${withExtensions} CREATE SCHEMA theirs; GRANT USAGE ON SCHEMA theirs TO ${name}`,
      expected: () => [bad("error", "schema", "may not create", 'GRANT USAGE, CREATE ON SCHEMA "theirs"')],
    },
    {
      lacks: "the extensions",
      sql: () => schema(),
      expected: () => [
        bad("error", "extensions", "citext (from V01 on) is missing", "CREATE EXTENSION citext"),
        bad("error", "extensions", "pg_trgm (from V111 on) is missing", "CREATE EXTENSION pg_trgm"),
      ],
    },
    {
      lacks: "the use of an extension's schema",
      sql: () =>
        `CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE EXTENSION pg_trgm; ${schema()}`,
      expected: () => [bad("error", "extensions", "may not use", `GRANT USAGE ON SCHEMA "ext" TO ${name}`)],
    },
    {
      lacks: "nothing, but that public is gone that extensions go into",
      sql: () => `DROP SCHEMA public; GRANT CREATE ON DATABASE "${database.name}" TO ${name}; ${schema()}`,
      expected: () => [
        bad("error", "extensions", "citext", "CREATE EXTENSION citext SCHEMA"),
        bad("error", "extensions", "pg_trgm", "CREATE EXTENSION pg_trgm SCHEMA"),
      ],
    },
    { lacks: "nothing: it owns the schema", sql: () => `${withExtensions} ${schema()}`, expected: () => [] },
    {
      lacks: "nothing: it may create in the database",
      sql: () => `GRANT CREATE ON DATABASE "${database.name}" TO ${name}`,
      expected: () => [],
    },
  ])("where it lacks $lacks: doctor and up agree", async ({ sql, expected }) => {
    await asAdmin(sql());
    expect(await troubles(role.url, "theirs")).toEqual(expected());
    const moved = await up(role.url, { prefix: "theirs" }).then(
      () => true,
      () => false,
    );
    expect(moved).toBe(expected().length === 0);
  });

  it("are not enough for tables of somebody else; where it may read nothing, that is said, too", async () => {
    await up(database.pool, { prefix: "theirs", version: 5 });
    const owner = bad("error", "tables", "only the owner", "GRANT ");
    const unread = bad(
      "warning",
      "history",
      "may not read",
      `GRANT SELECT ON "theirs".phoenix_kit TO ${name}`,
    );
    const shut = bad("error", "schema", "may not create", "GRANT USAGE, CREATE");
    expect(await troubles(role.url, "theirs")).toEqual([
      ...[shut, owner, bad("error", "extensions", "pg_trgm", "CREATE EXTENSION"), unread],
    ]);
    await asAdmin(`CREATE EXTENSION pg_trgm; ${grantTables()}`);
    expect(await troubles(role.url, "theirs")).toEqual([owner]);
    await expect(up(role.url, { prefix: "theirs" })).rejects.toMatchObject({
      code: "insufficient_privilege",
    });
  });

  it("to drizzle-kit's journal are asked for in public, and the remedy gives them", async () => {
    await asAdmin(`${withExtensions} GRANT CREATE ON SCHEMA public TO ${name}`);
    expect((await findings(role.url)).find(({ check }) => check === "journal")).toMatchObject({
      ...{ level: "ok", message: expect.stringContaining("No journal is kept") },
    });
    await asAdmin("CREATE SCHEMA drizzle");
    await asAdmin(
      "CREATE TABLE drizzle.__phoenix_kit_migrations (id serial PRIMARY KEY, hash text, created_at bigint)",
    );
    const [finding, ...others] = await troubles(role.url);
    expect([finding, others]).toEqual([bad("warning", "journal", "may not write", "GRANT "), []]);
    await asAdmin(sqlOf(finding));
    expect(await troubles(role.url)).toEqual([]);
  });

  it("are the same with settings that would spoil a migration, and those are named", async () => {
    await up(database.pool);
    await asAdmin(`ALTER ROLE ${name} SET default_transaction_read_only = on;
      ALTER ROLE ${name} SET statement_timeout = '10min'; ALTER ROLE ${name} SET search_path = '';
      ALTER ROLE ${name} SET standard_conforming_strings = off; ALTER ROLE ${name} SET lock_timeout = '1h';
      GRANT CREATE ON SCHEMA public TO ${name}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name};
      GRANT USAGE ON SCHEMA drizzle TO ${name}`);
    expect(await troubles(role.url)).toMatchObject([
      bad("warning", "writes", "(set by: user)", `ALTER ROLE ${name} SET default_transaction_read_only`),
      bad(
        "warning",
        "timeouts",
        "statement_timeout is 10min",
        `ALTER ROLE ${name} SET statement_timeout = 0`,
      ),
      { check: "tables" },
      { check: "journal" },
    ]);
  });
});

describe("the marker", () => {
  it.each([
    ["is no number", "COMMENT ON TABLE phoenix_kit IS 'abc'", "not a version", "COMMENT ON TABLE"],
    ["has no comment", "COMMENT ON TABLE phoenix_kit IS NULL", "no comment", "COMMENT ON TABLE"],
    ["is gone", "DROP TABLE phoenix_kit", "no version table", "backup"],
    ["is beyond all", "COMMENT ON TABLE phoenix_kit IS '999'", "V999", "newer phoenix-kit-schema"],
  ])("that %s is a finding", async (_, sql, message, remedy) => {
    await up(database.pool, { version: 7 });
    await asAdmin(sql);
    expect(await troubles()).toContainEqual(bad("error", "marker", message, remedy));
  });

  it("that is behind the history is a finding, and so are the names and the journal that it leaves", async () => {
    await up(database.pool, { version: 7 });
    await asAdmin("COMMENT ON TABLE phoenix_kit IS '6'");
    const found = await troubles();
    expect(found).toContainEqual(bad("error", "names", '"phoenix_kit_email_logs" already', "Rename"));
    expect(found).toContainEqual(bad("error", "history", "has V07", "IS '7'"));
    expect(found).toContainEqual(bad("warning", "journal", "V06", "created_at"));
    await expect(up(database.pool)).rejects.toMatchObject({ version: 7 });
  });
});

describe("drizzle-kit's journal", () => {
  const journal = "drizzle.__phoenix_kit_migrations";

  it.each([
    [
      "has lost its newest row",
      `DELETE FROM ${journal} WHERE created_at = (SELECT max(created_at) FROM ${journal})`,
    ],
    ["is ahead", `INSERT INTO ${journal} (hash, created_at) VALUES ('x', 99999999999999)`],
    ["is empty", `DELETE FROM ${journal}`],
    ["is gone", `DROP TABLE ${journal}`],
    ["is gone with its schema", "DROP SCHEMA drizzle CASCADE"],
  ])("that %s does not agree, and the remedy mends it", async (_, sql) => {
    await up(database.pool, { version: 12 });
    await asAdmin(sql);
    const [finding, ...others] = await troubles();
    expect([finding, others]).toEqual([bad("warning", "journal", "V12", "INSERT INTO"), []]);
    await asAdmin(sqlOf(finding));
    expect(await troubles()).toEqual([]);
    expect((await stateOf(database.url)).journal.at(-1)).toBe(12);
  });

  it("that is left over where nothing is set up is to be emptied", async () => {
    await up(database.pool, { version: 1 });
    await asAdmin(`CREATE TABLE kept AS SELECT * FROM ${journal}`);
    await down(database.pool, { version: 0 });
    await asAdmin(`CREATE SCHEMA drizzle; CREATE TABLE ${journal} AS SELECT * FROM kept`);
    const [finding] = await troubles();
    expect(finding).toEqual(bad("warning", "journal", "no version", "DELETE FROM"));
    await asAdmin(sqlOf(finding));
    expect(await troubles()).toEqual([]);
  });

  it("of another prefix is looked at where drizzle-kit has made one", async () => {
    const prefix = `o'k "x`;
    await up(database.pool, { prefix, version: 12 });
    expect(await troubles(undefined, prefix)).toEqual([]);
    const columns = "id serial PRIMARY KEY, hash text NOT NULL, created_at bigint";
    await asAdmin(`CREATE TABLE ${escapeIdentifier(prefix)}.__phoenix_kit_journal (${columns})`);
    const [finding] = await troubles(undefined, prefix);
    expect(finding).toEqual(bad("warning", "journal", "V12", "INSERT INTO"));
    await asAdmin(sqlOf(finding));
    expect(await troubles(undefined, prefix)).toEqual([]);
  });
});

describe("an index", () => {
  it("that is INVALID is named, and the remedy mends it", async () => {
    await up(database.pool, { version: 7 });
    const user =
      "INSERT INTO phoenix_kit_users (email, hashed_password, first_name, inserted_at, updated_at)";
    await asAdmin(`${user} SELECT n || '@x', '', 'same', now(), now() FROM generate_series(1, 2) n`);
    const made = asAdmin('CREATE UNIQUE INDEX CONCURRENTLY "Half" ON phoenix_kit_users (first_name)');
    await expect(made).rejects.toThrow(/could not create unique index/);
    const [finding, ...others] = await troubles();
    expect([finding, others]).toEqual([
      ...[
        bad("warning", "indexes", '"public"."Half" on phoenix_kit_users', 'DROP INDEX "public"."Half";'),
        [],
      ],
    ]);
    await asAdmin("UPDATE phoenix_kit_users SET first_name = email");
    await asAdmin(/REINDEX [^;]+/.exec(finding?.remedy ?? "")?.[0] ?? "");
    expect(await troubles()).toEqual([]);
  });

  it("or a table with the name of one that a pending version makes is in the way", async () => {
    await up(database.pool, { version: 94 });
    await asAdmin(`CREATE VIEW phoenix_kit_media_folders AS SELECT 1 AS one;
      CREATE INDEX phoenix_kit_email_logs_to_trgm_index ON phoenix_kit_email_logs ("to")`);
    expect(await troubles()).toEqual([
      bad("error", "names", "index", "Rename or drop"),
      bad("error", "names", 'a view "phoenix_kit_media_folders" already, and V95 makes a table', "Rename"),
    ]);
    await expect(up(database.pool)).rejects.toMatchObject({ version: 95 });
  });
});
