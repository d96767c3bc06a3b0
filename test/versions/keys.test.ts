import { escapeIdentifier } from "pg";
import { expect, test } from "vitest";
import { down, PhoenixKitError, up } from "../../src/index.ts";
import { catalogOf, expectSame } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { fillPeople, relations } from "../support/people.ts";

const database = useDatabase({ from: "empty" });

const upTo = (prefix: string, version: number) => up(database().pool, { prefix, version });
const downTo = (prefix: string, version: number) => down(database().pool, { prefix, version });
const query = async (sql: string) => (await database().pool.query(sql)).rows;
const quoted = escapeIdentifier;

/** A schema at V27 with related rows in it. */
async function filled(prefix: string, count = 20): Promise<string> {
  await upTo(prefix, 27);
  await fillPeople(database().pool, prefix, count);
  return quoted(prefix);
}

const failure = (promise: Promise<unknown>): Promise<PhoenixKitError> =>
  promise.then(
    () => expect.unreachable("it went through"),
    (error) => (error instanceof PhoenixKitError ? error : Promise.reject(error)),
  );

/** The tables whose rows get UUIDs by their age, and the column that says it. */
const aged: Record<string, string> = {
  users: "inserted_at",
  users_tokens: "inserted_at",
  user_oauth_providers: "inserted_at",
  user_role_assignments: "inserted_at",
  settings: "date_added",
  referral_codes: "date_created",
  referral_code_usage: "date_used",
  email_logs: "inserted_at",
  email_events: "inserted_at",
  email_blocklist: "inserted_at",
  email_orphaned_events: "inserted_at",
  email_templates: "inserted_at",
  entities: "date_created",
  entity_data: "date_created",
  audit_logs: "inserted_at",
};

test.each(["public", 'Käse "tenant" 1', "o'brien $1 %s"])(
  "every row of V27 arrives at V137 with the same parents, and comes back with them: %s",
  async (prefix) => {
    const { pool } = database();
    await filled(prefix);
    const before = await relations(pool, prefix, "id");
    await upTo(prefix, 137);
    expect(await relations(pool, prefix, "uuid")).toEqual(before);
    await downTo(prefix, 73);
    expect(await relations(pool, prefix, "id")).toEqual(before);
    expect(await relations(pool, prefix, "uuid")).toEqual(before);
    await downTo(prefix, 27);
    expect(await relations(pool, prefix, "id")).toEqual(before);
    await upTo(prefix, 137);
    expect(await relations(pool, prefix, "uuid")).toEqual(before);
  },
);

test("twenty thousand rows of each keep their parents, too many for a memory of 1 MB", {
  timeout: 600_000,
}, async () => {
  const { pool } = database();
  await filled("many", 20_000);
  const before = await relations(pool, "many", "id");
  const expectSameAs = (after: typeof before) => {
    for (const [reference, lines] of Object.entries(before)) {
      expect(after[reference]?.length, reference).toBe(lines.length);
      expect(after[reference]?.join() === lines.join(), reference).toBe(true);
    }
  };
  await up(pool, { prefix: "many", version: 137, memory: "1MB" });
  expectSameAs(await relations(pool, "many", "uuid"));
  await down(pool, { prefix: "many", version: 73, memory: "1MB" });
  expectSameAs(await relations(pool, "many", "id"));
  const [{ misplaced }] = await query(`SELECT count(*)::int AS misplaced FROM (
    SELECT id, row_number() OVER (ORDER BY uuid) AS place FROM many.phoenix_kit_email_events) AS e WHERE id <> place`);
  expect(misplaced).toBe(0);
});

test("few rows of many parents keep them", async () => {
  const { pool } = database();
  const s = await filled("few", 3);
  await query(`INSERT INTO ${s}.phoenix_kit_users (id, email, hashed_password, inserted_at, updated_at)
    SELECT n, 'many' || n || '@example.com', 'x', now(), now() FROM generate_series(1000, 4000, 2) AS n`);
  const before = await relations(pool, "few", "id");
  await upTo("few", 137);
  expect(await relations(pool, "few", "uuid")).toEqual(before);
  await downTo("few", 73);
  expect(await relations(pool, "few", "id")).toEqual(before);
});

test("where Citus distributes the tables, V56 and V74's down fill the same rows by UPDATE", async () => {
  const { pool } = database();
  await filled("citus");
  await filled("plain");
  const before = await relations(pool, "plain", "id");
  await upTo("citus", 55);
  await query(`SET allow_system_table_mods = on;
    CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass);
    INSERT INTO pg_dist_partition VALUES ('citus.phoenix_kit_users')`);
  try {
    for (const prefix of ["plain", "citus"]) {
      await upTo(prefix, 74);
      expect(await relations(pool, prefix, "uuid")).toEqual(before);
      await downTo(prefix, 73);
      expect(await relations(pool, prefix, "id")).toEqual(before);
    }
    expectSame(await catalogOf(pool, "citus"), await catalogOf(pool, "plain"));
  } finally {
    await query("SET allow_system_table_mods = on; DROP TABLE pg_catalog.pg_dist_partition");
  }
});

test("UUIDs of old rows sort like age and id, tell the age, and are the same every time", async () => {
  const s = await filled("aged", 50);
  await query(`UPDATE ${s}.phoenix_kit_settings SET date_added = '1815-12-10' WHERE key = 's1';
    UPDATE ${s}.phoenix_kit_settings SET date_added = 'infinity' WHERE key = 's2'`);
  await upTo("aged", 56);
  const uuids = async () =>
    Promise.all(
      Object.entries(aged).map(async ([table, age]) => ({
        table,
        byAge: await query(`SELECT uuid FROM ${s}.phoenix_kit_${table} ORDER BY ${age}, id`),
        byUuid: await query(`SELECT uuid FROM ${s}.phoenix_kit_${table} ORDER BY uuid`),
      })),
    );
  const first = await uuids();
  for (const { byAge, byUuid } of first) {
    expect(byUuid.length).toBeGreaterThan(0);
    expect(byUuid).toEqual(byAge);
    for (const { uuid } of byUuid) expect(uuid).toMatch(/^.{14}7.{4}[89ab]/);
  }
  const [log] = await query(
    `SELECT uuid, extract(epoch FROM inserted_at) * 1000 AS ms FROM ${s}.phoenix_kit_email_logs ORDER BY id LIMIT 1`,
  );
  expect(Number.parseInt(String(log.uuid).replace("-", "").slice(0, 12), 16)).toBe(Math.floor(log.ms));
  await downTo("aged", 39);
  await upTo("aged", 56);
  expect(await uuids()).toEqual(first);
});

test("new rows get UUIDs of version 7 by the server's clock", async () => {
  const s = await filled("clock", 1);
  await upTo("clock", 137);
  const made = await query(
    `INSERT INTO ${s}.phoenix_kit_settings (key) SELECT 'new' || n FROM generate_series(1, 100) n RETURNING uuid`,
  );
  const now = Date.now();
  expect(new Set(made.map(({ uuid }) => uuid)).size).toBe(100);
  for (const { uuid } of made) {
    expect(uuid).toMatch(/^.{14}7.{4}[89ab]/);
    expect(Math.abs(Number.parseInt(uuid.replace("-", "").slice(0, 12), 16) - now)).toBeLessThan(60_000);
  }
});

test("a uuid_generate_v7() of the application is used and kept", async () => {
  const s = await filled("theirs", 1);
  await query(
    `CREATE FUNCTION ${s}.uuid_generate_v7() RETURNS uuid LANGUAGE sql AS 'SELECT pg_catalog.gen_random_uuid()'`,
  );
  await upTo("theirs", 137);
  await downTo("theirs", 27);
  expect(await query(`SELECT to_regprocedure('${s}.uuid_generate_v7()')::text AS name`)).toEqual([
    { name: "theirs.uuid_generate_v7()" },
  ]);
});

test("a reference that may be NULL and has no parent becomes NULL, and no row is deleted", async () => {
  const s = await filled("dangling");
  await query(`UPDATE ${s}.phoenix_kit_email_blocklist SET user_id = 4711 WHERE email IN ('b1', 'b2');
    UPDATE ${s}.phoenix_kit_email_logs SET user_id = -1 WHERE message_id = 'm3';
    UPDATE ${s}.phoenix_kit_email_templates SET updated_by_user_id = 4711 WHERE name = 'x4';
    UPDATE ${s}.phoenix_kit_referral_codes SET beneficiary = 4711 WHERE code = 'c5';
    UPDATE ${s}.phoenix_kit_email_orphaned_events SET matched_email_log_id = 4711 WHERE aws_message_id = 'o6'`);
  const before = await relations(database().pool, "dangling", "id");
  await upTo("dangling", 137);
  expect(await relations(database().pool, "dangling", "uuid")).toEqual(before);
  expect(
    await query(`SELECT email, user_uuid FROM ${s}.phoenix_kit_email_blocklist
      WHERE user_uuid IS NULL ORDER BY email`),
  ).toEqual([
    { email: "b1", user_uuid: null },
    { email: "b2", user_uuid: null },
  ]);
});

test("a reference that must not be NULL and has no parent stops V57 with a count and a query", async () => {
  const s = await filled("stopped");
  await query(`UPDATE ${s}.phoenix_kit_audit_logs SET admin_user_id = 4711 WHERE user_agent IN ('a1', 'a2');
    UPDATE ${s}.phoenix_kit_audit_logs SET target_user_id = 4711 WHERE user_agent = 'a3';
    UPDATE ${s}.phoenix_kit_entities SET created_by = 4711 WHERE name = 'k4';
    INSERT INTO ${s}.phoenix_kit_users_tokens (token, context, inserted_at)
      VALUES ('open', 'magic_link_registration', now())`);
  const error = await failure(upTo("stopped", 137));
  expect(error.version).toBe(57);
  expect(error.message).toContain("4 reference(s) have no parent");
  const detail = (error.cause as { detail: string }).detail;
  const listed = await Promise.all(detail.split("\n").map(query));
  expect(listed.map((rows) => rows.length).toSorted()).toEqual([1, 1, 2]);
  expect(await query(`SELECT obj_description('${s}.phoenix_kit'::regclass) AS marker`)).toEqual([
    { marker: "56" },
  ]);

  const user = `(SELECT min(id) FROM ${s}.phoenix_kit_users)`;
  await query(`UPDATE ${s}.phoenix_kit_audit_logs SET admin_user_id = ${user} WHERE admin_user_id = 4711;
    UPDATE ${s}.phoenix_kit_audit_logs SET target_user_id = ${user} WHERE target_user_id = 4711;
    UPDATE ${s}.phoenix_kit_entities SET created_by = ${user} WHERE created_by = 4711`);
  const before = await relations(database().pool, "stopped", "id");
  await upTo("stopped", 137);
  expect(await relations(database().pool, "stopped", "uuid")).toEqual(before);
});

test("rows that were written by id alone between V56 and V74 are joined too", async () => {
  const s = await filled("between");
  await upTo("between", 56);
  await query(`UPDATE ${s}.phoenix_kit_users_tokens SET user_uuid = NULL;
    UPDATE ${s}.phoenix_kit_email_events SET email_log_uuid = gen_random_uuid();
    UPDATE ${s}.phoenix_kit_audit_logs SET admin_user_uuid = NULL`);
  const before = await relations(database().pool, "between", "id");
  await upTo("between", 73);
  await query(`UPDATE ${s}.phoenix_kit_email_blocklist SET user_uuid = NULL;
    UPDATE ${s}.phoenix_kit_email_orphaned_events SET matched_email_log_uuid = NULL;
    UPDATE ${s}.phoenix_kit_user_role_assignments SET assigned_by_uuid = NULL`);
  await upTo("between", 137);
  expect(await relations(database().pool, "between", "uuid")).toEqual(before);
});

test("rows that were written by UUID alone get their ids back", async () => {
  const s = await filled("uuids");
  await upTo("uuids", 73);
  const before = await relations(database().pool, "uuids", "uuid");
  await query(`UPDATE ${s}.phoenix_kit_files SET user_id = NULL;
    UPDATE ${s}.phoenix_kit_users_tokens SET user_id = NULL;
    UPDATE ${s}.phoenix_kit_user_role_assignments SET user_id = NULL, role_id = NULL, assigned_by = NULL;
    UPDATE ${s}.phoenix_kit_audit_logs SET admin_user_id = NULL, target_user_id = NULL;
    UPDATE ${s}.phoenix_kit_email_blocklist SET user_id = NULL;
    UPDATE ${s}.phoenix_kit_email_orphaned_events SET matched_email_log_id = NULL`);
  await downTo("uuids", 27);
  expect(await relations(database().pool, "uuids", "id")).toEqual(before);
});

test("an audit row whose user is gone stops the down migration below V67 with a count and a query", async () => {
  const s = await filled("gone");
  await upTo("gone", 137);
  await query(
    `UPDATE ${s}.phoenix_kit_audit_logs SET admin_user_uuid = gen_random_uuid() WHERE user_agent = 'a1'`,
  );
  const error = await failure(downTo("gone", 27));
  expect(error.version).toBe(67);
  expect(error.message).toContain("1 reference(s) have no parent");
  const rows = await query((error.cause as { detail: string }).detail);
  expect(rows.map((row) => row.user_agent)).toEqual(["a1"]);
});

test("V74 comes back with keys in the order of the UUIDs, and the next row gets the next number", async () => {
  const s = await filled("numbers");
  await upTo("numbers", 73);
  const at73 = await catalogOf(database().pool, "numbers");
  await upTo("numbers", 74);
  await query(
    `INSERT INTO ${s}.phoenix_kit_settings (uuid, key) VALUES ('00000000-0000-7000-8000-000000000000', 'first')`,
  );
  await downTo("numbers", 73);
  expectSame(await catalogOf(database().pool, "numbers"), at73);
  for (const table of [...Object.keys(aged), "user_roles", "email_metrics", "role_permissions"]) {
    const rows = await query(`SELECT id FROM ${s}.phoenix_kit_${table} ORDER BY uuid`);
    expect(rows.map(({ id }) => Number(id))).toEqual(rows.map((_, index) => index + 1));
  }
  const [{ count }] = await query(`SELECT count(*)::int AS count FROM ${s}.phoenix_kit_settings`);
  const [next] = await query(`INSERT INTO ${s}.phoenix_kit_settings (key) VALUES ('next') RETURNING id`);
  expect(Number(next.id)).toBe(count + 1);
});
