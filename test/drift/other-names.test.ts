import { Client, escapeIdentifier } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { adopt } from "../../src/drift/adopt.ts";
import { checkClaimedVersion } from "../../src/drift/detect-version.ts";
import { repair } from "../../src/drift/repair.ts";
import { plan } from "../../src/migrate/plan.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { catalogOf, expectSame } from "../support/catalogs.ts";
import { createDatabase, useDatabase } from "../support/database.ts";
import { awkward, listDrift, look } from "./drift.ts";
import { makePhoenixKits } from "./phoenixkit.ts";

const users = "phoenix_kit_users";
const tokens = "phoenix_kit_users_tokens";
const key = `FOREIGN KEY (user_uuid) REFERENCES {s}.${users} (uuid)`;

const database = useDatabase({ prefixes: ["public", awkward] });
let client: Client;

beforeAll(async () => {
  client = new Client({ connectionString: database().url });
  await client.connect();
});
afterAll(() => client.end());

/** What stands under another name, and the note about it. The last SQL puts the expected name back. */
const otherNames: [what: string, sql: string, note: string, undo: string][] = [
  [
    "an index",
    `ALTER INDEX {s}.phoenix_kit_users_email_index RENAME TO "own's index"`,
    `index ${users}.phoenix_kit_users_email_index: name is "own's index", expected "phoenix_kit_users_email_index"`,
    `ALTER INDEX {s}."own's index" RENAME TO phoenix_kit_users_email_index`,
  ],
  [
    "an index whose work a unique constraint does",
    `DROP INDEX {s}.phoenix_kit_users_email_index;
     ALTER TABLE {s}.${users} ADD CONSTRAINT own_key UNIQUE (email)`,
    `index ${users}.phoenix_kit_users_email_index: name is "own_key", expected "phoenix_kit_users_email_index"`,
    `ALTER TABLE {s}.${users} DROP CONSTRAINT own_key;
     CREATE UNIQUE INDEX phoenix_kit_users_email_index ON {s}.${users} (email)`,
  ],
  [
    "a partial index over an expression",
    `ALTER INDEX {s}.phoenix_kit_media_folders_name_parent_idx RENAME TO own_index`,
    `index phoenix_kit_media_folders.phoenix_kit_media_folders_name_parent_idx: name is "own_index"`,
    "ALTER INDEX {s}.own_index RENAME TO phoenix_kit_media_folders_name_parent_idx",
  ],
  [
    "a foreign key",
    `ALTER TABLE {s}.${tokens} RENAME CONSTRAINT fk_users_tokens_user_uuid TO ${tokens}_user_uuid_fkey`,
    `constraint ${tokens}.fk_users_tokens_user_uuid: name is "${tokens}_user_uuid_fkey"`,
    `ALTER TABLE {s}.${tokens} RENAME CONSTRAINT ${tokens}_user_uuid_fkey TO fk_users_tokens_user_uuid`,
  ],
  [
    "a foreign key whose name a check has",
    `ALTER TABLE {s}.${tokens} RENAME CONSTRAINT fk_users_tokens_user_uuid TO own_key;
     ALTER TABLE {s}.${tokens} ADD CONSTRAINT fk_users_tokens_user_uuid CHECK (context <> '')`,
    `constraint ${tokens}.fk_users_tokens_user_uuid: name is "own_key"`,
    `ALTER TABLE {s}.${tokens} DROP CONSTRAINT fk_users_tokens_user_uuid;
     ALTER TABLE {s}.${tokens} RENAME CONSTRAINT own_key TO fk_users_tokens_user_uuid`,
  ],
  [
    "a check",
    `ALTER TABLE {s}.${users} RENAME CONSTRAINT phoenix_kit_users_account_type_check TO own_check`,
    `constraint ${users}.phoenix_kit_users_account_type_check: name is "own_check"`,
    `ALTER TABLE {s}.${users} RENAME CONSTRAINT own_check TO phoenix_kit_users_account_type_check`,
  ],
  [
    "a primary key",
    "ALTER TABLE {s}.phoenix_kit_settings RENAME CONSTRAINT phoenix_kit_settings_pkey TO own_key",
    'constraint phoenix_kit_settings.phoenix_kit_settings_pkey: name is "own_key"',
    "ALTER TABLE {s}.phoenix_kit_settings RENAME CONSTRAINT own_key TO phoenix_kit_settings_pkey",
  ],
];

describe.each(["public", awkward])("in the schema %j", (prefix) => {
  const run = (sql: string) => database().pool.query(sql.replaceAll("{s}", escapeIdentifier(prefix)));

  it.each(otherNames)(
    "%s under another name is noted, no drift, and repair adds nothing",
    async (_, sql, note, undo) => {
      const before = await catalogOf(database().pool, prefix);
      await run(sql);
      const renamed = await catalogOf(database().pool, prefix);
      const { drift, plan, notes } = await look(client, prefix);
      expect(drift).toEqual([]);
      expect(notes).toContainEqual(expect.stringContaining(note));
      expect(plan).toEqual({ statements: [], remaining: [] });
      expect(await repair(database().pool, { prefix })).toMatchObject({ statements: [], ok: true });
      expectSame(await catalogOf(database().pool, prefix), renamed);
      await run(undo);
      expectSame(await catalogOf(database().pool, prefix), before);
    },
  );

  it("a foreign key that is NOT VALID under another name is validated under that name", async () => {
    await run(`ALTER TABLE {s}.${tokens} DROP CONSTRAINT fk_users_tokens_user_uuid,
      ADD CONSTRAINT own_key ${key} ON DELETE CASCADE NOT VALID`);
    const { drift, plan } = await look(client, prefix);
    expect(drift).toEqual([
      `constraint ${tokens}.fk_users_tokens_user_uuid: validated is false, expected true`,
    ]);
    expect(plan.statements.map(({ sql }) => sql)).toEqual([
      `ALTER TABLE ${escapeIdentifier(prefix)}."${tokens}" VALIDATE CONSTRAINT "own_key";`,
    ]);
    expect(await repair(database().pool, { prefix })).toMatchObject({ ok: true });
    await run(`ALTER TABLE {s}.${tokens} RENAME CONSTRAINT own_key TO fk_users_tokens_user_uuid`);
  });

  it.each(["fk_users_tokens_user_uuid", `${tokens}_user_uuid_fkey`])(
    "a foreign key %s with another delete rule is reported, left to manual SQL, and not doubled",
    async (name) => {
      await run(`ALTER TABLE {s}.${tokens} DROP CONSTRAINT fk_users_tokens_user_uuid,
        ADD CONSTRAINT ${name} ${key} ON DELETE SET NULL`);
      const { drift, plan } = await look(client, prefix);
      expect(drift).toEqual([
        expect.stringMatching(/fk_users_tokens_user_uuid: definition is .*SET NULL.*expected .*CASCADE/),
      ]);
      const drop = `ALTER TABLE ${escapeIdentifier(prefix)}."${tokens}" DROP CONSTRAINT "${name}";`;
      expect(plan).toMatchObject({ statements: [], remaining: [{ manualSql: drop, isAdoptable: true }] });
      await run(drop);
      expect(await repair(database().pool, { prefix })).toMatchObject({ ok: true });
    },
  );

  it("an invalid index of the right definition does not stand in for the expected one", async () => {
    await run(`DROP INDEX {s}.phoenix_kit_email_logs_message_id_uidx;
      INSERT INTO {s}.phoenix_kit_email_logs (message_id, "to", "from", inserted_at, updated_at)
        SELECT 'same', '', '', now(), now() FROM generate_series(1, 2)`);
    const build = `CREATE UNIQUE INDEX CONCURRENTLY own_index ON {s}.phoenix_kit_email_logs (message_id)`;
    await expect(run(build)).rejects.toThrow();
    await run("DELETE FROM {s}.phoenix_kit_email_logs");
    const { drift } = await look(client, prefix);
    expect(drift).toEqual(["index phoenix_kit_email_logs.phoenix_kit_email_logs_message_id_uidx is missing"]);
    expect(await repair(database().pool, { prefix })).toMatchObject({ ok: true });
    await run("DROP INDEX {s}.own_index");
  });
});

/** PhoenixKit puts the name of a named schema in front of these names. */
const namesWithPrefix = [
  "phoenix_kit_email_templates_uuid_idx",
  "public_phoenix_kit_files_user_file_checksum_index",
];

describe("an adoption", () => {
  it("adds no second index to an install in a named schema, and finds its version", async () => {
    const { pool, drop } = await createDatabase({ from: "empty" });
    await makePhoenixKits(pool, "auth", 137);
    for (const name of namesWithPrefix) {
      await pool.query(`ALTER INDEX auth.${name} RENAME TO auth_${name.replace("public_", "")}`);
    }
    const indexes = (catalog: Catalog) =>
      Object.values(catalog.tables).map((table) => Object.keys(table.indexes));
    const before = indexes(await catalogOf(pool, "auth")).flat();
    const one = await pool.connect();
    expect(await checkClaimedVersion(one, { prefix: "auth", version: 137 })).toBe(137);
    one.release();
    const { statements, remaining } = await adopt(pool, { prefix: "auth" });
    expect(remaining).toEqual([]);
    expect(statements.filter(({ sql }) => sql.includes("UNIQUE"))).toEqual([]);
    const after = indexes(await catalogOf(pool, "auth")).flat();
    expect(after.filter((name) => !before.includes(name))).toEqual([
      "idx_user_role_assignments_role_active",
      "idx_user_role_assignments_user_active",
    ]);
    expect(before.filter((name) => !after.includes(name))).toEqual([]);
    expect(await listDrift(pool, "auth")).toEqual([]);
    await down(pool, { prefix: "auth", version: 27 });
    expect(await listDrift(pool, "auth")).toEqual([]);
    await up(pool, { prefix: "auth" });
    expect(await listDrift(pool, "auth")).toEqual([]);
    await drop();
  });

  it.each([
    [57, 80],
    [137, 137],
  ])(
    "at V%i with all constraints under other names goes up to the newest version and down to V01, also as a script",
    async (version, to) => {
      const { pool, drop } = await createDatabase({ from: "empty" });
      await makePhoenixKits(pool, awkward, version);
      await pool.query(`DO $$ DECLARE k record; BEGIN
      FOR k IN SELECT conrelid::regclass AS name, conname, oid FROM pg_constraint
        WHERE connamespace = (SELECT oid FROM pg_namespace WHERE nspname = '${awkward.replaceAll("'", "''")}') AND contype <> 'n'
      LOOP EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', k.name, k.conname, 'own ' || k.oid); END LOOP; END $$`);
      const { remaining } = await adopt(pool, { prefix: awkward });
      expect(remaining).toEqual([]);
      const { steps } = await plan(pool, "up", { prefix: awkward, version: to });
      for (const { sql } of steps) await pool.query(sql);
      await up(pool, { prefix: awkward });
      expect(await listDrift(pool, awkward)).toEqual([]);
      await down(pool, { prefix: awkward, version: 1 });
      expect(await listDrift(pool, awkward)).toEqual([]);
      await drop();
    },
  );

  it("goes up where a constraint that a step drops has another name, and what keeps its name is nobody's object", async () => {
    const { pool, drop } = await createDatabase({ from: "empty" });
    await makePhoenixKits(pool, "public", 137);
    await adopt(pool);
    await pool.query(`ALTER TABLE phoenix_kit_annotations RENAME CONSTRAINT phoenix_kit_annotations_kind_check TO own_check;
      ALTER INDEX phoenix_kit_media_folders_name_parent_idx RENAME TO own_index`);
    const { steps } = await plan(pool, "up");
    expect(steps.flatMap(({ hostObjects }) => hostObjects)).toEqual([]);
    expect(steps[0]?.sql).toContain("RENAME CONSTRAINT");
    await up(pool);
    const named =
      "SELECT conname AS name FROM pg_constraint WHERE conname LIKE '%annotations\\_kind\\_check'";
    expect((await pool.query(named)).rows).toEqual([{ name: "phoenix_kit_annotations_kind_check" }]);
    expect(await listDrift(pool, "public")).toEqual([]);
    await drop();
  });

  it("keeps the delete rule that the host gave a foreign key, and reports it", async () => {
    const { pool, drop } = await createDatabase({ from: "empty" });
    await makePhoenixKits(pool, "public", 137);
    await pool.query(`ALTER TABLE ${tokens} DROP CONSTRAINT fk_users_tokens_user_uuid,
      ADD CONSTRAINT own_key ${key.replace("{s}", "public")} ON DELETE SET NULL`);
    const { adopted, remaining } = await adopt(pool);
    expect([adopted, remaining.length]).toEqual([true, 1]);
    expect(remaining).toMatchObject([{ difference: { name: "fk_users_tokens_user_uuid" } }]);
    const { rows } = await pool.query(
      `SELECT conname AS name, confdeltype AS rule FROM pg_constraint
       WHERE contype = 'f' AND conrelid = '${tokens}'::regclass`,
    );
    expect(rows).toEqual([{ name: "own_key", rule: "n" }]);
    await drop();
  });
});
