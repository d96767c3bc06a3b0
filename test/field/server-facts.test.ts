import { escapeIdentifier } from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { changeUrl, withClient } from "../support/admin.ts";
import { createDatabase, serverUrlOf, type TestDatabase } from "../support/database.ts";
import { fieldMajors, useServer } from "../support/field.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function createAt(version: number, major: (typeof fieldMajors)[number] = 18): Promise<TestDatabase> {
  const database = await createDatabase({ version, major });
  cleanups.push(() => database.drop());
  return database;
}

/** A database of another encoding or locale, by the options of CREATE DATABASE. */
async function createWith(options: string, major: (typeof fieldMajors)[number]): Promise<string> {
  const serverUrl = await serverUrlOf(major);
  const name = `field_${Math.random().toString(36).slice(2)}`;
  await withClient(serverUrl, (client) =>
    client.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE template0 ${options}`),
  );
  cleanups.push(() =>
    withClient(serverUrl, (client) => client.query(`DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`)),
  );
  return changeUrl(serverUrl, { database: name });
}

async function problemsOf(url: string, ...checks: string[]) {
  const { findings } = await doctor(url);
  return findings.filter(({ level, check }) => level !== "ok" && checks.includes(check));
}

describe("a provider's allow-list of extensions", () => {
  it.each([
    ["azure.extensions", "PGCRYPTO", ["citext", "pg_trgm"]],
    ["azure.extensions", "", ["citext", "pg_trgm"]],
    ["azure.extensions", "pgcrypto, CITEXT", ["pg_trgm"]],
    ["azure.extensions", "CITEXT,PG_TRGM", []],
    ["rds.allowed_extensions", "pgcrypto,pg_trgm", ["citext"]],
    ["rds.allowed_extensions", "*", []],
  ])("%s = '%s' is an error of doctor for what it leaves out", async (name, value, left) => {
    const database = await createAt(0);
    await database.pool.query(`ALTER DATABASE "${database.name}" SET ${name} = '${value}'`);
    expect(await problemsOf(database.url, "extensions")).toEqual(
      left.map((extension) => ({
        check: "extensions",
        level: "error",
        message: expect.stringMatching(`^Extension ${extension} .*${name}`),
        remedy: expect.stringContaining(`Add ${extension} to the server parameter ${name}`),
      })),
    );
  });

  it("is no matter for an extension that exists", async () => {
    const database = await createAt(0);
    await database.pool.query(`CREATE EXTENSION citext; CREATE EXTENSION pg_trgm;
      ALTER DATABASE "${database.name}" SET azure.extensions = ''`);
    expect(await problemsOf(database.url, "extensions")).toEqual([]);
  });

  it("is named by up when the server refuses the extension", async () => {
    const database = await createAt(0);
    await database.pool.query(`ALTER DATABASE "${database.name}" SET azure.extensions = 'PGCRYPTO';
      CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'extension "citext" is not allow-listed' USING ERRCODE = '0A000';
      END $$;
      CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION') EXECUTE FUNCTION refuse()`);
    await expect(up(database.url)).rejects.toMatchObject({
      remedy: expect.stringContaining("azure.extensions"),
    });
  });
});

describe.each(fieldMajors)("collations whose version has changed on PostgreSQL %i", (major) => {
  const icu = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8' ENCODING 'UTF8'";

  it("the database's is a warning, with a remedy that ends it", async () => {
    const url = await createWith(icu, major);
    await up(url, { version: 27 });
    expect(await problemsOf(url, "collations")).toEqual([]);
    await withClient(url, (client) =>
      client.query("UPDATE pg_database SET datcollversion = '1.0' WHERE datname = current_database()"),
    );
    const [found, ...others] = await problemsOf(url, "collations");
    expect([found?.level, found?.message, others]).toEqual([
      "warning",
      expect.stringContaining("version 1.0 of its collation"),
      [],
    ]);
    await runRemedy(url, found?.remedy);
    expect(await problemsOf(url, "collations")).toEqual([]);
  });

  it.each([
    [
      "a column's",
      'ALTER TABLE phoenix_kit_users ALTER first_name TYPE varchar COLLATE "host-x-icu"',
      "Columns of managed tables",
    ],
    [
      "an index's",
      'CREATE INDEX host_index ON phoenix_kit_users (last_name COLLATE "host-x-icu")',
      "Indexes public.host_index were",
    ],
  ])("%s is a warning, with a remedy that ends it", async (_, sql, message) => {
    const { url, pool } = await createAt(27, major);
    await pool.query(`CREATE COLLATION "host-x-icu" (provider = icu, locale = 'de-DE');
      CREATE COLLATION unused (provider = icu, locale = 'de-DE'); ${sql};
      UPDATE pg_collation SET collversion = '1.0' WHERE collname IN ('host-x-icu', 'unused')`);
    const [found, ...others] = await problemsOf(url, "collations");
    expect([found?.level, found?.message, others]).toEqual(["warning", expect.stringContaining(message), []]);
    expect(found?.message).toContain('public."host-x-icu"');
    await runRemedy(url, found?.remedy);
    expect(await problemsOf(url, "collations")).toEqual([]);
  });
});

/** Runs the SQL of a remedy, each statement by itself. */
async function runRemedy(url: string, remedy = ""): Promise<void> {
  const statements = remedy.match(/\b(REINDEX|ALTER)\b[^;]*;/g) ?? [];
  expect(statements.length).toBeGreaterThan(0);
  await withClient(url, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}

describe.each(fieldMajors)("an encoding other than UTF8 on PostgreSQL %i", (major) => {
  it.each(["SQL_ASCII", "LATIN1"])("%s is a warning of doctor, and up and verify pass", async (encoding) => {
    const url = await createWith(`ENCODING '${encoding}' LOCALE 'C'`, major);
    expect(await problemsOf(url, "encoding")).toEqual([
      {
        check: "encoding",
        level: "warning",
        message: expect.stringContaining(`encoding is ${encoding}`),
        remedy: expect.stringContaining("ENCODING 'UTF8'"),
      },
    ]);
    expect(await up(url)).toMatchObject({ to: getNewestVersion() });
  });
});

describe.each(fieldMajors)("a replication slot on PostgreSQL %i", (major) => {
  const server = useServer({ major, settings: { wal_level: "logical" } });

  it.each([
    ["physical", "pg_create_physical_replication_slot('host_slot', true)", null],
    ["logical", "pg_create_logical_replication_slot('host_slot', 'test_decoding')", null],
    ["logical", "pg_create_logical_replication_slot('host_slot', 'test_decoding')", "64MB"],
  ])(
    "that is %s and that nobody reads is a warning before a step that rewrites tables",
    async (type, sql, limit) => {
      const { url } = server();
      await up(url, { version: 39 });
      expect(await problemsOf(url, "slots")).toEqual([]);
      await withClient(url, async (client) => {
        if (limit) await client.query(`ALTER SYSTEM SET max_slot_wal_keep_size = '${limit}'`);
        await client.query("SELECT pg_reload_conf()");
        await client.query(`SELECT ${sql}`);
      });
      const [found, ...others] = await problemsOf(url, "slots");
      expect([found?.level, found?.message, others]).toEqual([
        "warning",
        expect.stringMatching(
          new RegExp(`^The ${type} replication slot 'host_slot' .*${limit ?? "disk is full"}`),
        ),
        [],
      ]);
      await up(url);
      expect(await problemsOf(url, "slots")).toEqual([]);
      await withClient(url, (client) =>
        client.query(/SELECT pg_drop_replication_slot.*;/.exec(found?.remedy ?? "")?.[0] ?? ""),
      );
      await withClient(url, (client) =>
        client.query("DROP SCHEMA public CASCADE; DROP SCHEMA drizzle CASCADE; CREATE SCHEMA public"),
      );
    },
  );
});
