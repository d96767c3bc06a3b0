import { Client, escapeIdentifier } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { planRepair } from "../../src/drift/repair.ts";
import { verify } from "../../src/drift/verify.ts";
import { status } from "../../src/migrate/status.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import type { Connection } from "../../src/postgres/connection.ts";
import { contentsOf, databaseObjects } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { createRole } from "../support/roles.ts";
import { awkward } from "./drift.ts";

const database = useDatabase();

/** A connection on which something else happens after each query. */
async function watched(
  after: (sql: string, client: Client) => Promise<void>,
): Promise<Connection & { end(): void }> {
  const client = new Client({ connectionString: database().url });
  await client.connect();
  const query: Connection["query"] = async (sql, values) => {
    const result = await client.query(sql, values);
    await after(sql, client);
    return result;
  };
  return { query, end: () => void client.end() };
}

describe("verify", () => {
  it.each([1, 5, 27, 74, getNewestVersion()])(
    "finds no drift in a schema that up created at V%i, and leaves nothing behind",
    async (version) => {
      const { pool } = database();
      const prefix = version === getNewestVersion() ? "public" : `${awkward} ${version}`;
      await up(pool, { prefix, version });
      const objects = await databaseObjects(pool);
      expect(await verify(pool, { prefix })).toEqual({
        prefix,
        version,
        newerThanPackage: false,
        ok: true,
        differences: [],
        unreadableTables: [],
        unwritableTables: [],
        unmanagedTables: [],
      });
      expect(await databaseObjects(pool)).toEqual(objects);
    },
  );

  it("reports version 0 if there are no managed tables", async () => {
    expect(await verify(database().pool, { prefix: "nowhere" })).toMatchObject({ version: 0, ok: true });
  });

  it("finds nothing wrong with a version that has no file", async () => {
    await up(database().pool, { prefix: "module", version: 29 });
    expect(await verify(database().pool, { prefix: "module" })).toMatchObject({ version: 29, ok: true });
  });

  it("lists what a version brings if the marker is ahead of the tables, as after a half-failed deploy", async () => {
    const { pool } = database();
    const s = escapeIdentifier(`${awkward} ahead`);
    await up(pool, { prefix: `${awkward} ahead`, version: 136 });
    await pool.query(`COMMENT ON TABLE ${s}.phoenix_kit IS '137'`);
    const { ok, version, differences } = await verify(pool, { prefix: `${awkward} ahead` });
    expect({ ok, version }).toEqual({ ok: false, version: 137 });
    expect(differences.filter(({ isDrift }) => isDrift).map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "phoenix_kit_email_events_log_uuid_event_type_index",
        "phoenix_kit_email_logs_subject_trgm_index",
      ]),
    );
  });

  it("takes what a module of PhoenixKit puts on a managed table for no drift, and repair leaves it", async () => {
    const { pool } = database();
    const prefix = `${awkward} module's`;
    const logs = `${escapeIdentifier(prefix)}.phoenix_kit_email_logs`;
    await up(pool, { prefix, version: 137 });
    await pool.query(`ALTER TABLE ${logs} ADD COLUMN integration_uuid uuid, ADD COLUMN sender_name text;
      CREATE INDEX module_integration_index ON ${logs} (integration_uuid);
      COMMENT ON TABLE ${logs} IS 'pke_schema:2'`);
    const before = await contentsOf(pool, prefix);
    expect(await verify(pool, { prefix })).toMatchObject({ ok: true, version: 137 });
    expect(await planRepair(pool, { prefix })).toMatchObject({ statements: [], remaining: [] });
    expect((await status(pool, { prefix })).moduleMarkers).toEqual([
      { table: "phoenix_kit_email_logs", comment: "pke_schema:2" },
    ]);
    await up(pool, { prefix });
    expect((await contentsOf(pool, prefix)).catalog.tables.phoenix_kit_email_logs).toEqual(
      before.catalog.tables.phoenix_kit_email_logs,
    );
  });

  it("counts drizzle-kit's journal in a prefix neither as drift nor as an unmanaged table", async () => {
    const { pool } = database();
    await up(pool, { prefix: "exported", version: 1 });
    await pool.query("CREATE TABLE exported.__phoenix_kit_journal (id serial PRIMARY KEY, hash text)");
    expect(await verify(pool, { prefix: "exported" })).toMatchObject({
      ok: true,
      differences: [],
      unmanagedTables: [],
    });
  });

  it("treats definitions as equal that a dump spells differently", async () => {
    const { pool } = database();
    await up(pool, { prefix: "restored" });
    const { rows } = await pool.query(`
      SELECT format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I %s', conrelid::regclass, conname,
        pg_get_constraintdef(oid)) AS sql
      FROM pg_constraint WHERE connamespace = 'restored'::regnamespace AND contype = 'c'
      UNION ALL
      SELECT format('DROP INDEX %s; %s', indexrelid::regclass, pg_get_indexdef(indexrelid))
      FROM pg_index WHERE indpred IS NOT NULL AND indrelid IN
        (SELECT oid FROM pg_class WHERE relnamespace = 'restored'::regnamespace)`);
    expect(rows.length).toBeGreaterThan(10);
    for (const { sql } of rows) await pool.query(sql);
    expect(await verify(pool, { prefix: "restored" })).toMatchObject({ ok: true, differences: [] });
  });

  it("takes no lock except that of a reader, and does not block writers", async () => {
    const { pool } = database();
    await pool.query(`INSERT INTO phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
      VALUES ('a@example.com', '', now(), now())`);
    const modes = new Set<string>();
    const connection = await watched(async (_, client) => {
      const { rows } = await pool.query(
        `SELECT DISTINCT mode FROM pg_locks WHERE pid = $1 AND relation IN
           (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)`,
        [(client as unknown as { processID: number }).processID],
      );
      for (const { mode } of rows) modes.add(mode);
      await pool.query(
        "SET lock_timeout = 100; UPDATE phoenix_kit_users SET last_name = 'x'; RESET lock_timeout",
      );
    });
    expect(await verify(connection)).toMatchObject({ ok: true });
    expect([...modes]).toEqual(["AccessShareLock"]);
    connection.end();
  });

  it("does not wait for writers", async () => {
    const writer = await database().pool.connect();
    await writer.query(
      "BEGIN; UPDATE phoenix_kit_users SET last_name = 'y'; LOCK phoenix_kit_settings IN ROW EXCLUSIVE MODE",
    );
    expect(await verify(database().pool)).toMatchObject({ ok: true });
    await writer.query("ROLLBACK");
    writer.release();
  });

  it("compares with the version of its snapshot while another runner migrates the schema", async () => {
    const { pool } = database();
    await up(pool, { prefix: "moving", version: 5 });
    let moved = false;
    const connection = await watched(async (sql) => {
      if (moved || !sql.includes("pg_description")) return;
      moved = true;
      await up(pool, { prefix: "moving", version: 6 });
    });
    expect(await verify(connection, { prefix: "moving" })).toMatchObject({ ok: true });
    expect(moved).toBe(true);
    connection.end();
  });

  it.each([
    ["marker_without_comment", "COMMENT ON TABLE {s}.phoenix_kit IS NULL"],
    ["marker_unreadable", "COMMENT ON TABLE {s}.phoenix_kit IS 'abc'"],
    ["marker_missing", "DROP TABLE {s}.phoenix_kit"],
  ])("throws %s where the marker says no version", async (code, sql) => {
    const prefix = `marker ${code}`;
    await up(database().pool, { prefix, version: 2 });
    await database().pool.query(sql.replace("{s}", escapeIdentifier(prefix)));
    await expect(verify(database().pool, { prefix })).rejects.toMatchObject({ code });
  });
});

describe("a role that may not create schemas", () => {
  let role: Awaited<ReturnType<typeof createRole>>;

  beforeAll(async () => {
    role = await createRole(database(), { createOnDatabase: false });
    await database().pool.query(
      `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${escapeIdentifier(role.name)}`,
    );
  });
  afterAll(() => role.drop());
  beforeEach(() =>
    database().pool.query("CREATE INDEX IF NOT EXISTS idx_users_active ON phoenix_kit_users (is_active)"),
  );

  it("verifies and plans a repair all the same, and creates nothing", async () => {
    const objects = await databaseObjects(database().pool);
    expect(await verify(role.url)).toMatchObject({ version: getNewestVersion(), ok: true });
    expect(await databaseObjects(database().pool)).toEqual(objects);
    await database().pool.query("DROP INDEX idx_users_active");
    const { statements } = await planRepair(role.url);
    expect(statements.map(({ sql }) => sql)).toEqual([
      'CREATE INDEX CONCURRENTLY idx_users_active ON "public".phoenix_kit_users USING btree (is_active);',
    ]);
  });
});

it("planning changes nothing", async () => {
  const { pool } = database();
  await pool.query(
    "CREATE INDEX IF NOT EXISTS idx_users_active ON phoenix_kit_users (is_active); DROP INDEX phoenix_kit_users_email_index; ALTER TABLE phoenix_kit_users ALTER account_type DROP NOT NULL",
  );
  const contents = await contentsOf(pool, "public");
  expect((await planRepair(pool)).statements).toHaveLength(4);
  expect(await contentsOf(pool, "public")).toEqual(contents);
});
