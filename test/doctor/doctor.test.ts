import { escapeIdentifier } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Finding } from "../../src/doctor/check.ts";
import { checkServerVersion } from "../../src/doctor/checks/server.ts";
import { doctor } from "../../src/doctor/doctor.ts";
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

async function findingsOf(target: Parameters<typeof doctor>[0] = database.pool, prefix = "public") {
  return (await doctor(target, { prefix })).findings;
}

/** The findings that are not ok. */
async function problems(target?: Parameters<typeof doctor>[0], prefix?: string): Promise<Finding[]> {
  return (await findingsOf(target, prefix)).filter(({ level }) => level !== "ok");
}

const bad = (level: "warning" | "error", check: string, message: string, remedy: string) => ({
  level,
  check,
  message: expect.stringContaining(message),
  remedy: expect.stringContaining(remedy),
});

/** The SQL that a remedy gives, from the first of its statements on. */
const sqlOf = (finding: Finding | undefined) =>
  /(?<= )[A-Z]{4,} [\s\S]+;/.exec(` ${finding?.remedy}`)?.[0] ?? "";

describe("doctor on a sound database", () => {
  it.each([0, 7, getNewestVersion()])("reports no warning and no error at V%i", async (version) => {
    await up(database.pool, { version });
    const before = await stateOf(database.url);
    const report = await doctor(database.url);
    expect(report).toMatchObject({ prefix: "public", ok: true });
    expect(report.findings.filter(({ level }) => level !== "ok")).toEqual([]);
    const checks = report.findings.map(({ check }) => check);
    expect(checks).toEqual(expect.arrayContaining(["server", "pooler", "extensions", "marker", "sessions"]));
    expect([report, report.findings, ...report.findings].every(Object.isFrozen)).toBe(true);
    expect(await stateOf(database.url)).toEqual(before);
  });

  it("leaves no transaction open on the client that it was given, whatever the prefix is", async () => {
    const prefix = `Käse "x" o'y \\`;
    await up(database.pool, { prefix, version: 8 });
    const client = await database.pool.connect();
    expect(await problems(client, prefix)).toEqual([]);
    expect(client.getTransactionStatus()).toBe("I");
    client.release();
  });

  it.each([
    { number: 140_019, text: "14.19", level: "error" },
    { number: 150_000, text: "15.0", level: "ok" },
    { number: 189_999, text: "18.99", level: "ok" },
    { number: 190_000, text: "19beta1", level: "warning" },
  ])("reports PostgreSQL $text as $level", ({ number, text, level }) => {
    expect(checkServerVersion(number, text)).toMatchObject({ level, message: expect.stringContaining(text) });
  });
});

describe("doctor on a database that it cannot reach", () => {
  it.each([
    ["no server", (url: string) => Object.assign(new URL(url), { port: "1" }).href, "database_unreachable"],
    ["no such role", (url: string) => changeUrl(url, { user: "nobody_at_all" }), "authentication_failed"],
    ["no such database", (url: string) => changeUrl(url, { database: "nowhere" }), "database_missing"],
  ])("throws a typed error if there is %s", async (_, changed, code) => {
    await expect(doctor(changed(database.url))).rejects.toMatchObject({ name: "PhoenixKitError", code });
  });
});

describe("doctor as a role with few rights", () => {
  const withExtensions = "CREATE EXTENSION citext; CREATE EXTENSION pg_trgm;";
  const schema = () => `CREATE SCHEMA theirs AUTHORIZATION ${name};`;
  const grantTables = () =>
    `GRANT ALL ON SCHEMA theirs TO ${name}; GRANT ALL ON ALL TABLES IN SCHEMA theirs TO ${name}`;

  it.each([
    {
      lacks: "the schema",
      sql: () => withExtensions,
      expected: () => [
        bad("error", "schema", "cannot create it", `CREATE SCHEMA "theirs" AUTHORIZATION ${name}`),
      ],
    },
    {
      lacks: "CREATE in the schema",
      sql: () => `${withExtensions} CREATE SCHEMA theirs; GRANT USAGE ON SCHEMA theirs TO ${name}`,
      expected: () => [
        bad("error", "schema", "cannot create objects", 'GRANT USAGE, CREATE ON SCHEMA "theirs"'),
      ],
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
      expected: () => [bad("error", "extensions", "cannot use", `GRANT USAGE ON SCHEMA "ext" TO ${name}`)],
    },
    {
      lacks: "the schema public, into which extensions go",
      sql: () => `DROP SCHEMA public; GRANT CREATE ON DATABASE "${database.name}" TO ${name}; ${schema()}`,
      expected: () => [
        bad("error", "extensions", "citext", "CREATE EXTENSION citext SCHEMA"),
        bad("error", "extensions", "pg_trgm", "CREATE EXTENSION pg_trgm SCHEMA"),
      ],
    },
    {
      lacks: "nothing, because it owns the schema",
      sql: () => `${withExtensions} ${schema()}`,
      expected: () => [],
    },
    {
      lacks: "nothing, because it can create schemas in the database",
      sql: () => `GRANT CREATE ON DATABASE "${database.name}" TO ${name}`,
      expected: () => [],
    },
  ])("reports an error if, and only if, up fails for a role that lacks $lacks", async ({ sql, expected }) => {
    await asAdmin(sql());
    expect(await problems(role.url, "theirs")).toEqual(expected());
    const moved = await up(role.url, { prefix: "theirs" }).then(
      () => true,
      () => false,
    );
    expect(moved).toBe(expected().length === 0);
  });

  it("names the owner of the tables, and what the role cannot read", async () => {
    await up(database.pool, { prefix: "theirs", version: 5 });
    const owner = bad("error", "tables", "only the owner", "GRANT ");
    const unread = bad(
      "warning",
      "history",
      "cannot read",
      `GRANT SELECT ON "theirs".phoenix_kit TO ${name}`,
    );
    const shut = bad("error", "schema", "cannot create objects", "GRANT USAGE, CREATE");
    expect(await problems(role.url, "theirs")).toEqual([
      shut,
      owner,
      bad("error", "extensions", "pg_trgm", "CREATE EXTENSION"),
      unread,
    ]);
    await asAdmin(`CREATE EXTENSION pg_trgm; ${grantTables()}`);
    expect(await problems(role.url, "theirs")).toEqual([owner]);
    await expect(up(role.url, { prefix: "theirs" })).rejects.toMatchObject({
      code: "insufficient_privilege",
    });
  });

  it("names the grants that the role needs to write drizzle-kit's journal", async () => {
    await asAdmin(`${withExtensions} GRANT CREATE ON SCHEMA public TO ${name}`);
    expect((await findingsOf(role.url)).find(({ check }) => check === "journal")).toMatchObject({
      level: "ok",
      message: expect.stringContaining("There is no journal"),
    });
    await asAdmin("CREATE SCHEMA drizzle");
    await asAdmin(
      "CREATE TABLE drizzle.__phoenix_kit_migrations (id serial PRIMARY KEY, hash text, created_at bigint)",
    );
    const [finding, ...others] = await problems(role.url);
    expect([finding, others]).toEqual([bad("warning", "journal", "cannot write", "GRANT "), []]);
    await asAdmin(sqlOf(finding));
    expect(await problems(role.url)).toEqual([]);
  });

  it("names the settings of the role that would stop a migration", async () => {
    await up(database.pool);
    await asAdmin(`ALTER ROLE ${name} SET default_transaction_read_only = on;
      ALTER ROLE ${name} SET statement_timeout = '10min'; ALTER ROLE ${name} SET search_path = '';
      ALTER ROLE ${name} SET standard_conforming_strings = off; ALTER ROLE ${name} SET lock_timeout = '1h';
      GRANT CREATE ON SCHEMA public TO ${name}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name};
      GRANT USAGE ON SCHEMA drizzle TO ${name}`);
    expect(await problems(role.url)).toMatchObject([
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

describe("doctor on a marker", () => {
  it.each([
    ["is not a number", "COMMENT ON TABLE phoenix_kit IS 'abc'", "not a version", "COMMENT ON TABLE"],
    ["has no comment", "COMMENT ON TABLE phoenix_kit IS NULL", "no comment", "COMMENT ON TABLE"],
    ["is gone", "DROP TABLE phoenix_kit", "no version table", "backup"],
  ])("reports an error if it %s", async (_, sql, message, remedy) => {
    await up(database.pool, { version: 7 });
    await asAdmin(sql);
    expect(await problems()).toContainEqual(bad("error", "marker", message, remedy));
  });

  it("warns if it is above the newest version, and offers nothing that would move the database backwards", async () => {
    await up(database.pool);
    await asAdmin(`COMMENT ON TABLE phoenix_kit IS '999'; DELETE FROM drizzle.__phoenix_kit_migrations`);
    expect(await problems()).toEqual([
      bad("warning", "marker", "V999, newer than this package", "newer phoenix-kit-schema"),
    ]);
  });

  it("reports the history, names and journal that contradict a marker which was set back by hand", async () => {
    await up(database.pool, { version: 7 });
    await asAdmin("COMMENT ON TABLE phoenix_kit IS '6'");
    const found = await problems();
    expect(found).toContainEqual(bad("error", "names", '"phoenix_kit_email_logs" already', "Rename"));
    expect(found).toContainEqual(bad("error", "history", "has V07", "IS '7'"));
    expect(found).toContainEqual(bad("warning", "journal", "V06", "created_at"));
    await expect(up(database.pool)).rejects.toMatchObject({ version: 7 });
  });
});

describe("doctor on drizzle-kit's journal", () => {
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
  ])("warns if the journal %s, with a remedy that corrects it", async (_, sql) => {
    await up(database.pool, { version: 12 });
    await asAdmin(sql);
    const [finding, ...others] = await problems();
    expect([finding, others]).toEqual([bad("warning", "journal", "V12", "INSERT INTO"), []]);
    await asAdmin(sqlOf(finding));
    expect(await problems()).toEqual([]);
    expect((await stateOf(database.url)).journal.at(-1)).toBe(12);
  });

  it("warns of entries in the journal of a schema that is not set up", async () => {
    await up(database.pool, { version: 1 });
    await asAdmin(`CREATE TABLE kept AS SELECT * FROM ${journal}`);
    await down(database.pool, { version: 0 });
    await asAdmin(`CREATE SCHEMA drizzle; CREATE TABLE ${journal} AS SELECT * FROM kept`);
    const [finding] = await problems();
    expect(finding).toEqual(bad("warning", "journal", "no version", "DELETE FROM"));
    await asAdmin(sqlOf(finding));
    expect(await problems()).toEqual([]);
  });

  it("compares the journal that drizzle-kit has created in another prefix", async () => {
    const prefix = `o'k "x`;
    await up(database.pool, { prefix, version: 12 });
    expect(await problems(undefined, prefix)).toEqual([]);
    const columns = "id serial PRIMARY KEY, hash text NOT NULL, created_at bigint";
    await asAdmin(`CREATE TABLE ${escapeIdentifier(prefix)}.__phoenix_kit_journal (${columns})`);
    const [finding] = await problems(undefined, prefix);
    expect(finding).toEqual(bad("warning", "journal", "V12", "INSERT INTO"));
    await asAdmin(sqlOf(finding));
    expect(await problems(undefined, prefix)).toEqual([]);
  });
});

describe("doctor on indexes and names", () => {
  it("names an INVALID index, with a remedy that rebuilds it", async () => {
    await up(database.pool, { version: 7 });
    const user =
      "INSERT INTO phoenix_kit_users (email, hashed_password, first_name, inserted_at, updated_at)";
    await asAdmin(`${user} SELECT n || '@x', '', 'same', now(), now() FROM generate_series(1, 2) n`);
    const made = asAdmin('CREATE UNIQUE INDEX CONCURRENTLY "Half" ON phoenix_kit_users (first_name)');
    await expect(made).rejects.toThrow(/could not create unique index/);
    const [finding, ...others] = await problems();
    expect([finding, others]).toEqual([
      bad("warning", "indexes", '"public"."Half" on phoenix_kit_users', 'DROP INDEX "public"."Half";'),
      [],
    ]);
    await asAdmin("UPDATE phoenix_kit_users SET first_name = email");
    await asAdmin(/REINDEX [^;]+/.exec(finding?.remedy ?? "")?.[0] ?? "");
    expect(await problems()).toEqual([]);
  });

  it("names an index and a view whose names a pending version needs", async () => {
    await up(database.pool, { version: 94 });
    await asAdmin(`CREATE VIEW phoenix_kit_media_folders AS SELECT 1 AS one;
      CREATE INDEX phoenix_kit_email_logs_to_trgm_index ON phoenix_kit_email_logs ("to")`);
    expect(await problems()).toEqual([
      bad("error", "names", "index", "Rename or drop"),
      bad("error", "names", 'a view "phoenix_kit_media_folders" already, and V95 creates a table', "Rename"),
    ]);
    await expect(up(database.pool)).rejects.toMatchObject({ version: 95 });
  });
});
