import { escapeIdentifier } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adopt } from "../../src/drift/adopt.ts";
import { verify } from "../../src/drift/verify.ts";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { status } from "../../src/migrate/status.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { readVersions } from "../../src/migrations/migrations.ts";
import { contentsOf, rowsOf } from "../support/catalogs.ts";
import { newestWithFiles } from "../support/catalogs-by-version.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { fillPeople } from "../support/people.ts";
import { drizzleKit } from "../support/processes.ts";
import { awkward, listDrift } from "./drift.ts";
import { makeEarlyPhoenixKits, makePhoenixKits, makePhoenixKitsInOneRun } from "./phoenixkit.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase();
});
afterEach(() => database.drop());

const drift = (prefix: string) => listDrift(database.pool, prefix);

const stepsUpTo = (version: number) =>
  readVersions()
    .migrations.map((step) => step.version)
    .filter((step) => step <= version);

describe.each([
  [6, awkward],
  [27, awkward],
  [80, awkward],
  [137, "public"],
])("PhoenixKit's V%i in %j", (version, prefix) => {
  it("is adopted with its rows untouched, and migrates up and down like a schema of this package", async () => {
    const { pool } = database;
    if (version >= 27) {
      await down(pool, { prefix, version: 27 });
      await up(pool, { prefix, version: 27 });
      await fillPeople(pool, prefix, 20);
    }
    await makePhoenixKits(pool, prefix, version);
    const { phoenix_kit: _, ...before } = await rowsOf(pool, prefix);
    const oban = version < 27 ? [] : ["oban_jobs", "oban_peers"];

    const adoption = await adopt(pool, { prefix });
    expect(adoption).toMatchObject({ prefix, from: version, version, adopted: true, unmanagedTables: oban });
    expect(adoption.statements.length).toBeGreaterThan(3);
    expect(await drift(prefix)).toEqual([]);
    const { history } = await status(pool, { prefix });
    expect(history.map((row) => row.version)).toEqual(stepsUpTo(version));
    const { phoenix_kit: __, ...after } = await rowsOf(pool, prefix);
    const assignments = "phoenix_kit_user_role_assignments";
    const active = before[assignments]?.map((row) => row.replace(/\)$/, ",t)"));
    expect(after).toEqual({ ...before, [assignments]: active });

    await up(pool, { prefix });
    expect(await drift(prefix)).toEqual([]);
    await down(pool, { prefix, version: 0, onConflict: "dedupe" });
    const { rows } = await pool.query(
      "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = $1::regnamespace ORDER BY 1",
      [escapeIdentifier(prefix)],
    );
    expect(rows.map(({ relname }) => relname)).toEqual(oban);
  });
});

describe.each([1, 4])("PhoenixKit's V0%i, whose order is another", (version) => {
  it("is adopted as V06", async () => {
    const { pool } = database;
    await makeEarlyPhoenixKits(pool, awkward, version);
    expect(await adopt(pool, { prefix: awkward })).toMatchObject({
      from: version,
      version: 6,
      adopted: true,
    });
    expect(await drift(awkward)).toEqual([]);
    await up(pool, { prefix: awkward });
    await down(pool, { prefix: awkward, version: 0 });
  });
});

describe("PhoenixKit's V137 in the one-run shape", () => {
  it("is adopted and repaired, and its locales survive a down and an up", async () => {
    const { pool } = database;
    const { columns, keys } = await makePhoenixKitsInOneRun(pool, "public");
    await pool.query(`INSERT INTO phoenix_kit_users (email, hashed_password, preferred_locale, custom_fields, inserted_at, updated_at)
      VALUES ('a@example.com', '', 'de', NULL, now(), now()), ('b@example.com', '', 'fr', '{"a": 1}', now(), now()),
        ('c@example.com', '', NULL, '{}', now(), now())`);
    const { differences } = await verify(pool);
    const loose = differences.filter(({ property }) => property === "notNull");
    expect([loose.length, differences.filter(({ name }) => name.startsWith("fk_")).length]).toEqual([
      columns,
      keys,
    ]);
    await adopt(pool);
    expect(await drift("public")).toEqual([]);
    await down(pool, { version: 28 });
    const locales = "SELECT preferred_locale AS locale FROM phoenix_kit_users ORDER BY email";
    expect((await pool.query(locales)).rows.map(({ locale }) => locale)).toEqual(["de", "fr", null]);
    await up(pool);
    expect(await drift("public")).toEqual([]);
  });

  it("is refused with a report while rows are in the way, and nothing is changed", async () => {
    const { pool } = database;
    await makePhoenixKitsInOneRun(pool, awkward);
    const events = `${escapeIdentifier(awkward)}.phoenix_kit_email_events`;
    await pool.query(`INSERT INTO ${events} (email_log_uuid, event_type, occurred_at, inserted_at, updated_at)
      VALUES (gen_random_uuid(), 'open', now(), now(), now()), (NULL, 'open', now(), now(), now())`);
    const before = await contentsOf(pool, awkward);
    await expect(adopt(pool, { prefix: awkward })).rejects.toMatchObject({
      code: "not_adoptable",
      detail: expect.stringMatching(
        /1 rows? refer to nothing:[\s\S]*SELECT child[\s\S]*;|1 rows have no value/,
      ),
    });
    expect(await contentsOf(pool, awkward)).toEqual(before);
    await pool.query(`DELETE FROM ${events}`);
    expect(await adopt(pool, { prefix: awkward })).toMatchObject({ adopted: true });
  });
});

describe("columns that may be NULL in one of PhoenixKit's shapes", () => {
  it("are right with and without NOT NULL; their rows are kept, and leftovers of one run are no drift", async () => {
    const { pool } = database;
    await makePhoenixKits(pool, awkward, 137);
    const s = escapeIdentifier(awkward);
    const columns = [
      ["phoenix_kit_users_tokens", "user_uuid"],
      ["phoenix_kit_entity_data", "created_by_uuid"],
    ];
    for (const action of ["SET", "DROP"]) {
      for (const [table, column] of columns) {
        await pool.query(`ALTER TABLE ${s}.${table} ALTER COLUMN ${column} ${action} NOT NULL`);
      }
      const { statements } = await adopt(pool, { prefix: awkward });
      expect(
        statements.filter(({ sql }) => sql.includes("NOT NULL") && sql.includes("ALTER COLUMN")),
      ).toEqual([]);
      expect(await drift(awkward)).toEqual([]);
    }
    await pool.query(`ALTER TABLE ${s}.phoenix_kit_users ADD COLUMN preferred_locale varchar(10);
      CREATE INDEX phoenix_kit_users_preferred_locale_index ON ${s}.phoenix_kit_users (preferred_locale);
      INSERT INTO ${s}.phoenix_kit_users_tokens (user_uuid, token, context, sent_to, inserted_at)
        VALUES (NULL, 'x', 'magic_link_registration', 'a@example.com', now());
      INSERT INTO ${s}.phoenix_kit_entities (name, display_name, created_by_uuid)
        VALUES ('form', 'Form', gen_random_uuid());
      INSERT INTO ${s}.phoenix_kit_entity_data (entity_uuid, title, created_by_uuid)
        SELECT uuid, 'anonymous', NULL FROM ${s}.phoenix_kit_entities`);
    const before = await rowsOf(pool, awkward);
    expect(await adopt(pool, { prefix: awkward })).toMatchObject({ statements: [], remaining: [] });
    expect(await rowsOf(pool, awkward)).toEqual(before);
    expect(await verify(pool, { prefix: awkward })).toMatchObject({ ok: true });
  });
});

describe("an unmanaged table", () => {
  const hosts = `
    CREATE TABLE phoenix_kit_posts (uuid uuid PRIMARY KEY DEFAULT uuid_generate_v7(), title text, author uuid);
    INSERT INTO phoenix_kit_posts (title) VALUES ('one');
    CREATE TABLE notes (id serial PRIMARY KEY, text text)`;

  it("is listed and left alone, also by every down migration", async () => {
    const { pool } = database;
    await makePhoenixKits(pool, "public", 137);
    await pool.query(hosts);
    const { unmanagedTables } = await adopt(pool);
    expect(unmanagedTables).toEqual(["notes", "oban_jobs", "oban_peers", "phoenix_kit_posts"]);
    await down(pool, { version: 0 });
    await pool.query("INSERT INTO phoenix_kit_posts (title) VALUES ('two')");
    const { rows } = await pool.query("SELECT title FROM phoenix_kit_posts ORDER BY uuid");
    expect(rows).toEqual([{ title: "one" }, { title: "two" }]);
  });

  it("stops a down migration by its foreign key, and is not cascaded to", async () => {
    const { pool } = database;
    await makePhoenixKits(pool, "public", 137);
    await pool.query(`${hosts};
      ALTER TABLE phoenix_kit_posts ADD FOREIGN KEY (author) REFERENCES phoenix_kit_users (uuid)`);
    await adopt(pool);
    await expect(down(pool, { version: 0 })).rejects.toMatchObject({
      code: "dependent_objects",
      detail: expect.stringContaining("phoenix_kit_posts"),
    });
    await pool.query("ALTER TABLE phoenix_kit_posts DROP CONSTRAINT phoenix_kit_posts_author_fkey");
    await down(pool, { version: 0 });
    expect((await pool.query("SELECT title FROM phoenix_kit_posts")).rows).toEqual([{ title: "one" }]);
  });
});

it("drizzle-kit migrate continues from the version that a schema was adopted at", async () => {
  const { pool, url } = database;
  await down(pool, { version: 27 });
  await makePhoenixKits(pool, "public", 27);
  await adopt(pool);
  const { exitCode, output } = await drizzleKit(["migrate"], { url });
  expect(exitCode, output).toBe(0);
  expect(await migratedVersion(pool)).toBe(newestWithFiles());
  expect(await drift("public")).toEqual([]);
  await down(pool, { version: 26 });
  expect((await drizzleKit(["migrate"], { url })).exitCode).toBe(0);
  expect(await migratedVersion(pool)).toBe(newestWithFiles());
  expect(await drift("public")).toEqual([]);
});

it("PhoenixKit's templates that had uuids from V15 on keep them through V56", async () => {
  const { pool } = database;
  const s = escapeIdentifier(awkward);
  await up(pool, { prefix: awkward, version: 27 });
  await fillPeople(pool, awkward, 3);
  await makePhoenixKits(pool, awkward, 40);
  await pool.query(`ALTER TABLE ${s}.phoenix_kit_email_templates
    ADD uuid uuid, ADD created_by_user_uuid uuid, ADD updated_by_user_uuid uuid`);
  const own = "018f0000-0000-7000-8000-000000000001";
  await pool.query(`UPDATE ${s}.phoenix_kit_email_templates SET uuid = '${own}' WHERE name = 'x1'`);
  const creator = `SELECT u.email FROM ${s}.phoenix_kit_email_templates t
    JOIN ${s}.phoenix_kit_users u ON u.uuid = t.created_by_user_uuid WHERE t.name = 'x1'`;

  await adopt(pool, { prefix: awkward });
  await up(pool, { prefix: awkward });
  expect(await drift(awkward)).toEqual([]);
  const uuids = await pool.query(
    `SELECT name FROM ${s}.phoenix_kit_email_templates WHERE uuid = '${own}' OR uuid IS NULL`,
  );
  expect(uuids.rows).toEqual([{ name: "x1" }]);
  expect((await pool.query(creator)).rows).toHaveLength(1);
  await down(pool, { prefix: awkward, version: 55 });
  expect(await drift(awkward)).toEqual([]);
});
