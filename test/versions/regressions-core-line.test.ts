import { expect, test } from "vitest";
import { down, migratedVersion, PhoenixKitError, status, up } from "../../src/index.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { contentsOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { fillPeople, relations } from "../support/people.ts";
import { drizzleKit, stateOf } from "../support/processes.ts";

const newest = getNewestVersion();
const core = readVersions().migrations.map(({ version }) => version);

const database = useDatabase({ from: "empty" });

const upTo = (prefix: string, version: number) => up(database().pool, { prefix, version });
const downTo = (prefix: string, version: number) => down(database().pool, { prefix, version });
const at = (prefix: string) => migratedVersion(database().pool, { prefix });
const contents = (prefix: string) => contentsOf(database().pool, prefix);
const query = async (sql: string) => (await database().pool.query(sql)).rows;

/** A schema at V27 with related rows in it. */
async function filled(prefix: string, count = 10): Promise<void> {
  await upTo(prefix, 27);
  await fillPeople(database().pool, prefix, count);
}

const failure = async (promise: Promise<unknown>): Promise<PhoenixKitError> => {
  const error = await promise.then(
    () => expect.unreachable("it went through"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PhoenixKitError)) throw error;
  return error;
};

test("each step to the newest version and back is its own number, and none is replayed", async () => {
  await filled("numbers");
  const check = async (version: number) => {
    expect((await upTo("numbers", version)).steps).toEqual([]);
    expect((await downTo("numbers", version)).steps).toEqual([]);
    const { version: now, history, pending } = await status(database().pool, { prefix: "numbers" });
    expect({ now, next: pending[0] }).toEqual({
      now: version,
      next: version < newest ? version + 1 : undefined,
    });
    expect(history.map((row) => row.version)).toEqual(Array.from({ length: version }, (_, n) => n + 1));
  };
  for (let version = 28; version <= newest; version++) {
    const { from, to, steps } = await upTo("numbers", version);
    expect([from, to, ...steps.map((step) => step.version)]).toEqual([version - 1, version, version]);
    await check(version);
  }
  for (let version = newest - 1; version >= 27; version--) {
    const { from, to, steps } = await downTo("numbers", version);
    expect([from, to, ...steps.map((step) => step.version)]).toEqual([version + 1, version, version + 1]);
    await check(version);
  }
});

test("V80 keeps its number when a later step fails, and the retry wraps nothing twice", async () => {
  await upTo("wrapped", 79);
  const texts = (column: string) =>
    query(`SELECT name, ${column} AS text FROM wrapped.phoenix_kit_email_templates ORDER BY name`);
  const plain = await texts("subject");
  expect(plain).toHaveLength(5);
  await query("CREATE SEQUENCE wrapped.phoenix_kit_entity_data_entity_position_idx");
  for (const from of [79, 80]) {
    expect(await at("wrapped")).toBe(from);
    expect(await failure(upTo("wrapped", newest))).toMatchObject({ code: "step_failed", version: 81 });
  }
  await query("DROP SEQUENCE wrapped.phoenix_kit_entity_data_entity_position_idx");
  await upTo("wrapped", newest);
  expect(await texts("subject")).toEqual(plain.map(({ name, text }) => ({ name, text: { en: text } })));
  await downTo("wrapped", 79);
  await downTo("wrapped", 50);
  expect(await texts("subject")).toEqual(plain);
});

test("from V64 on the tokens' CHECK wants a user_uuid and no integer, and none of a registration link", async () => {
  await filled("logins", 1);
  const insert = (context: string, uuid: string, id = "NULL") =>
    query(`INSERT INTO logins.phoenix_kit_users_tokens (token, context, inserted_at, user_uuid ${id === "NULL" ? "" : ", user_id"})
      VALUES (uuid_send(gen_random_uuid()), '${context}', now(), ${uuid} ${id === "NULL" ? "" : `, ${id}`})`);
  const someone = "(SELECT uuid FROM logins.phoenix_kit_users)";
  const id = "(SELECT id FROM logins.phoenix_kit_users)";
  const check = async (version: number, refused: string) => {
    expect(await at("logins")).toBe(version);
    await insert("magic_link_registration", "NULL");
    await expect(insert("session", "NULL")).rejects.toMatchObject({ code: "23514", constraint: refused });
    await query("DELETE FROM logins.phoenix_kit_users_tokens WHERE user_uuid IS NULL");
  };
  const byId = "user_id_required_for_non_registration_tokens";
  const byUuid = "user_uuid_required_for_non_registration_tokens";
  await upTo("logins", 63);
  await check(63, byId);
  await expect(insert("session", someone)).rejects.toMatchObject({ code: "23514", constraint: byId });
  await insert("session", someone, id);
  for (const version of [64, 73, 74, newest]) {
    await upTo("logins", version);
    await check(version, byUuid);
    await insert("session", someone);
  }
  await downTo("logins", 63);
  await check(63, byId);
  expect(
    await query(`SELECT DISTINCT user_id = ${id} AS ours, count(*)::int FROM logins.phoenix_kit_users_tokens
    GROUP BY 1`),
  ).toEqual([{ ours: true, count: 6 }]);
});

test("uuids that are NULL and references without a parent end in a finite step, and no row is deleted", async () => {
  await filled("nulls", 2_000);
  await query(`UPDATE nulls.phoenix_kit_email_logs SET user_id = 4711;
    UPDATE nulls.phoenix_kit_email_orphaned_events SET matched_email_log_id = 4711`);
  await upTo("nulls", 53);
  await query(`INSERT INTO nulls.phoenix_kit_role_permissions (uuid, role_id, module_key)
    SELECT NULL, (SELECT min(id) FROM nulls.phoenix_kit_user_roles), n FROM generate_series(1, 2000) n`);
  const before = await relations(database().pool, "nulls", "id");
  const client = await database().pool.connect();
  try {
    await client.query("SET statement_timeout TO '20s'");
    await up(client, { prefix: "nulls", version: 58 });
    await client.query("UPDATE nulls.phoenix_kit_email_logs SET user_uuid = NULL");
    await up(client, { prefix: "nulls", version: newest });
  } finally {
    client.release(true);
  }
  expect(await relations(database().pool, "nulls", "uuid")).toEqual(before);
  expect(
    await query(`SELECT count(DISTINCT uuid)::int AS permissions FROM nulls.phoenix_kit_role_permissions`),
  ).toEqual([{ permissions: 2025 }]);
});

test("a uuid column of another type is refused, neither used nor cast", async () => {
  await filled("textual");
  await query("ALTER TABLE textual.phoenix_kit_email_events ADD uuid varchar(255)");
  await upTo("textual", 39);
  const before = await contents("textual");
  expect(await failure(upTo("textual", newest))).toMatchObject({
    version: 40,
    message: expect.stringContaining('"uuid" of relation "phoenix_kit_email_events" already exists'),
  });
  expect(await contents("textual")).toEqual(before);
  await query("ALTER TABLE textual.phoenix_kit_email_events DROP uuid");
  await upTo("textual", newest);
});

test("a new install has a primary key of type uuid in each table, and what PhoenixKit's one run lacks", async () => {
  await upTo("fresh", newest);
  const keys =
    await query(`SELECT r.relname AS name, a.attname AS key, a.atttypid::regtype::text AS type, a.attnotnull
    FROM pg_class r LEFT JOIN pg_constraint c ON c.conrelid = r.oid AND c.contype = 'p'
    LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = ANY (c.conkey)
    WHERE r.relkind = 'r' AND r.relnamespace = 'fresh'::regnamespace AND r.relname LIKE 'phoenix\\_kit\\_%'`);
  expect(keys).toHaveLength(35);
  for (const { name, ...key } of keys)
    expect(key, name).toEqual({ key: "uuid", type: "uuid", attnotnull: true });
  const { tables } = (await stateOf(database().url, "fresh")).catalog;
  const column = (table: string, name: string) =>
    JSON.stringify(tables[`phoenix_kit_${table}`]).includes(`"${name}"`);
  expect(column("email_events", "fk_email_events_email_log_uuid")).toBe(true);
  expect(column("users_tokens", "fk_users_tokens_user_uuid")).toBe(true);
  expect(column("users", "preferred_locale")).toBe(false);
  const event = `INSERT INTO fresh.phoenix_kit_email_events (email_log_uuid, event_type, occurred_at, inserted_at, updated_at)`;
  await expect(query(`${event} VALUES (NULL, 'send', now(), now(), now())`)).rejects.toMatchObject({
    code: "23502",
  });
  await expect(
    query(`${event} VALUES (gen_random_uuid(), 'send', now(), now(), now())`),
  ).rejects.toMatchObject({
    code: "23503",
  });
});

test("one run and single steps give the same rows the same uuids and parents", async () => {
  for (const prefix of ["one", "many"]) await filled(prefix);
  await upTo("one", newest);
  for (const version of core.filter((known) => known > 27)) await upTo("many", version);
  expect(await relations(database().pool, "one", "uuid")).toEqual(
    await relations(database().pool, "many", "uuid"),
  );
  for (const table of [
    "users",
    "users_tokens",
    "email_logs",
    "email_events",
    "audit_logs",
    "entity_data",
    "referral_codes",
  ]) {
    const uuids = (prefix: string) => query(`SELECT uuid FROM ${prefix}.phoenix_kit_${table} ORDER BY uuid`);
    expect(await uuids("one"), table).toEqual(await uuids("many"));
  }
});

test("uuids that an app has written at V40, V57 or V75 are the same at the newest version and after down", async () => {
  await upTo("kept", 40);
  const uuid = (version: number) => `00000000-0000-4000-8000-${String(version).padStart(12, "0")}`;
  for (const version of [40, 57, 75]) {
    await upTo("kept", version);
    await query(`INSERT INTO kept.phoenix_kit_users (uuid, email, hashed_password, username, inserted_at, updated_at)
      VALUES ('${uuid(version)}', '${version}@example.com', 'x', 'u${version}', now(), now())`);
  }
  for (const version of [newest, 73, 40, newest]) {
    await (version === newest ? upTo : downTo)("kept", version);
    expect(await query("SELECT uuid FROM kept.phoenix_kit_users ORDER BY uuid")).toEqual(
      [40, 57, 75].map((version) => ({ uuid: uuid(version) })),
    );
  }
});

test("rows of one instant get uuids of their own; V74 back and forth keeps the order of the ids", async () => {
  await upTo("instant", 27);
  await query(`INSERT INTO instant.phoenix_kit_users (email, hashed_password, username, inserted_at, updated_at)
    SELECT n || '@example.com', 'x', 'u' || n, '2024-01-01', now() FROM generate_series(1, 3000) n`);
  const users = () => query("SELECT id, uuid, email FROM instant.phoenix_kit_users ORDER BY id");
  await upTo("instant", 73);
  const before = await users();
  expect(new Set(before.map(({ uuid }) => uuid)).size).toBe(3000);
  for (const _ of [1, 2]) {
    await upTo("instant", newest);
    await downTo("instant", 73);
    expect(await users()).toEqual(before);
  }
});

test("a database at V29, which has no file, continues with drizzle-kit, and goes down to V28 by its marker alone", async () => {
  const { pool, url } = database();
  await up(pool, { version: 29 });
  expect(await status(pool)).toMatchObject({
    version: 29,
    pending: expect.arrayContaining([30, 31, newest]),
  });
  const { catalog, ...at29 } = await stateOf(url);
  expect(at29.journal).toEqual(core.filter((version) => version <= 29));
  await down(pool, { version: 28 });
  const { catalog: below, ...at28 } = await stateOf(url);
  expect(at28).toEqual({ version: 28, history: at29.journal, journal: at29.journal });
  const { phoenix_kit: _, ...tables } = catalog.tables;
  expect(below.tables).toMatchObject(tables);
  await up(pool, { version: 29 });
  const { exitCode, output } = await drizzleKit(["migrate"], { url });
  expect(exitCode, output).toBe(0);
  expect(await stateOf(url)).toMatchObject({
    version: core.at(-1),
    journal: core,
    history: [...core, 29].toSorted((a, b) => a - b),
  });
});
