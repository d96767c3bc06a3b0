import { Client, escapeIdentifier } from "pg";
import { expect, test } from "vitest";
import { down, migratedVersion, PhoenixKitError, repair, up, verify } from "../../src/index.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { contentsOf } from "../support/catalogs.ts";
import { createDatabase, useDatabase } from "../support/database.ts";
import { fillPeople } from "../support/people.ts";
import { createRole } from "../support/roles.ts";

const newest = getNewestVersion();
const database = useDatabase({ from: "empty" });

const upTo = (prefix: string, version: number) => up(database().pool, { prefix, version });
const downTo = (prefix: string, version: number) => down(database().pool, { prefix, version });
const at = (prefix: string) => migratedVersion(database().pool, { prefix });
const contents = (prefix: string) => contentsOf(database().pool, prefix);
const query = async (sql: string) => (await database().pool.query(sql)).rows;

/** A schema with rows of V27 in it, at a version. */
async function filled(prefix: string, version: number): Promise<void> {
  await upTo(prefix, 27);
  await fillPeople(database().pool, prefix, 5);
  await upTo(prefix, version);
}

const failure = async (promise: Promise<unknown>): Promise<PhoenixKitError> => {
  const error = await promise.then(
    () => expect.unreachable("it went through"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PhoenixKitError)) throw error;
  return error;
};

/** What hangs on an object of a schema from one of another: foreign keys, defaults, checks, indexes. */
const strangers = (prefix: string) =>
  query(`SELECT c.conname AS name FROM pg_constraint c JOIN pg_class p ON p.oid = c.confrelid
      WHERE c.connamespace = '${prefix}'::regnamespace AND p.relnamespace <> c.connamespace
    UNION ALL
    SELECT r.relname || '.' || d.refobjid::regprocedure FROM pg_attrdef f JOIN pg_class r ON r.oid = f.adrelid
      JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid AND d.refclassid = 'pg_proc'::regclass
      JOIN pg_proc p ON p.oid = d.refobjid
      WHERE r.relnamespace = '${prefix}'::regnamespace AND p.pronamespace <> r.relnamespace AND p.pronamespace <> 'pg_catalog'::regnamespace`);

test("two installs of the newest version each have their own constraints and function, and down in one removes nothing of the other", async () => {
  const installs = ["public", "second"];
  for (const prefix of installs) await filled(prefix, newest);
  const count = (prefix: string) =>
    query(`SELECT contype, count(*)::int FROM pg_constraint WHERE connamespace = '${prefix}'::regnamespace
      AND contype <> 'n' GROUP BY 1 ORDER BY 1`);
  expect(await count("second")).toEqual(await count("public"));
  for (const prefix of installs) expect(await strangers(prefix)).toEqual([]);
  for (const [moved, other] of [installs, installs.toReversed()] as [string, string][]) {
    const before = await contents(other);
    for (const version of [94, 74, 67, 39, 27]) {
      await downTo(moved, version);
      expect(await contents(other), `${moved} at ${version}`).toEqual(before);
    }
    await upTo(moved, newest);
    expect(await contents(other)).toEqual(before);
    expect(await strangers(moved)).toEqual([]);
  }
  const before = await contents("second");
  await downTo("public", 0);
  expect(await contents("second")).toEqual(before);
  await query("INSERT INTO second.phoenix_kit_settings (key) VALUES ('still works')");
});

test("a uuid_generate_v7() that a DBA owns is used as it is, by a role that may not replace it", async () => {
  await query("CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS pg_trgm");
  const role = await createRole(database(), { createOnDatabase: false });
  try {
    await query(`CREATE SCHEMA dba AUTHORIZATION ${escapeIdentifier(role.name)};
      CREATE FUNCTION dba.uuid_generate_v7() RETURNS uuid LANGUAGE sql
        AS $$ SELECT overlay(gen_random_uuid()::text PLACING 'dba0dba0' FROM 1 FOR 8)::uuid $$;
      COMMENT ON FUNCTION dba.uuid_generate_v7() IS 'of the DBA'`);
    const functions = () =>
      query(`SELECT prosrc, proowner, obj_description(oid) FROM pg_proc WHERE pronamespace = 'dba'::regnamespace
        AND proname = 'uuid_generate_v7'`);
    const before = await functions();
    await up(role.url, { prefix: "dba" });
    const [made] = await query(
      "INSERT INTO dba.phoenix_kit_settings (key) VALUES ('new') RETURNING uuid::text",
    );
    expect(made.uuid).toMatch(/^dba0dba0-/);
    await down(role.url, { prefix: "dba", version: 27 });
    await up(role.url, { prefix: "dba" });
    expect(await functions()).toEqual(before);
  } finally {
    await role.drop();
  }
});

test("a role that may not CREATE pg_trgm stops before V111, and continues once the extension exists", async () => {
  const own = await createDatabase({ from: "empty" });
  const role = await createRole(own, { createOnDatabase: false });
  try {
    await own.pool.query(
      `CREATE EXTENSION citext; CREATE SCHEMA low AUTHORIZATION ${escapeIdentifier(role.name)}`,
    );
    const error = await failure(up(role.url, { prefix: "low", version: newest }));
    expect(error).toMatchObject({ code: "insufficient_privilege", version: 111 });
    expect(await migratedVersion(role.url, { prefix: "low" })).toBe(108);
    await own.pool.query("CREATE EXTENSION pg_trgm");
    await up(role.url, { prefix: "low" });
    await down(role.url, { prefix: "low", version: 27 });
    const extensions = await own.pool.query("SELECT extname FROM pg_extension ORDER BY 1");
    expect(extensions.rows.map(({ extname }) => extname)).toEqual(["citext", "pg_trgm", "plpgsql"]);
  } finally {
    await role.drop();
    await own.drop();
  }
});

test.each([40, 64, 76, newest])(
  "at V%i a session with an empty search_path, or one that leads astray, inserts",
  async (version) => {
    const prefix = `path_${version}`;
    await upTo(prefix, version);
    await query(`CREATE SCHEMA decoy_${version};
      CREATE FUNCTION decoy_${version}.uuid_generate_v7() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'`);
    for (const path of ["", `decoy_${version}`]) {
      const client = new Client({ connectionString: database().url });
      await client.connect();
      try {
        await client.query("SELECT set_config('search_path', $1, false)", [path]);
        const name = path || "empty";
        const { rows } = await client.query(`
          WITH someone AS (
            INSERT INTO ${prefix}.phoenix_kit_users (email, hashed_password, username, inserted_at, updated_at)
            VALUES ('${name}@example.com', 'x', '${name}', now(), now()) RETURNING uuid
          ), log AS (
            INSERT INTO ${prefix}.phoenix_kit_email_logs (message_id, "to", "from", inserted_at, updated_at)
            VALUES ('${name}', 't', 'f', now(), now()) RETURNING uuid
          ), setting AS (
            INSERT INTO ${prefix}.phoenix_kit_settings (key) VALUES ('${name}') RETURNING uuid
          ) SELECT uuid FROM someone UNION ALL SELECT uuid FROM log UNION ALL SELECT uuid FROM setting`);
        expect(rows).toHaveLength(3);
        for (const { uuid } of rows) expect(uuid).toMatch(/^.{14}7/);
      } finally {
        await client.end();
      }
    }
  },
);

const image = `original_file_name, file_name, mime_type, file_type, ext, file_checksum, size, inserted_at, updated_at,
  user_file_checksum`;

test.each([
  [
    113,
    "1 file(s)",
    `INSERT INTO refused_113.phoenix_kit_files (${image}, parent_file_uuid, system_managed)
      SELECT 'c', 'c', 'a/b', 'image', 'x', 'c', 1, now(), now(), 'c', uuid, true
      FROM refused_113.phoenix_kit_files LIMIT 1`,
    "DELETE FROM refused_113.phoenix_kit_files WHERE user_uuid IS NULL",
  ],
  [
    124,
    "2 folder(s)",
    "INSERT INTO refused_124.phoenix_kit_media_folders (name, trashed_at) VALUES ('a', NULL), ('a', now()), ('a', now())",
    "DELETE FROM refused_124.phoenix_kit_media_folders WHERE trashed_at IS NOT NULL",
  ],
  [
    67,
    "2 reference(s)",
    `UPDATE refused_67.phoenix_kit_audit_logs SET target_user_uuid = gen_random_uuid() WHERE user_agent IN ('a1', 'a2')`,
    "DELETE FROM refused_67.phoenix_kit_audit_logs WHERE user_agent IN ('a1', 'a2')",
  ],
  [
    80,
    "1 text(s)",
    `UPDATE refused_80.phoenix_kit_email_templates SET subject = '{"de": "Hallo"}' WHERE name = 'x1'`,
    `UPDATE refused_80.phoenix_kit_email_templates SET subject = subject || '{"en": "Hello"}' WHERE name = 'x1'`,
  ],
])(
  "a down migration below V%i that would refuse rows says how many, changes nothing, and runs once they fit",
  async (version, counted, unfit, remedy) => {
    const prefix = `refused_${version}`;
    await filled(prefix, newest);
    await query(unfit);
    await downTo(prefix, version === 67 ? 74 : version);
    if (version === 67) await downTo(prefix, 67);
    const before = await contents(prefix);
    const error = await failure(downTo(prefix, 27));
    expect(error).toMatchObject({ version, message: expect.stringContaining(counted) });
    expect(error.remedy).toContain("then migrate again");
    expect(await at(prefix)).toBe(version);
    expect(await contents(prefix)).toEqual(before);
    await query(remedy);
    await downTo(prefix, 27);
  },
);

test("V137 rewrites no row that is in order, and keeps the grants and settings of others", async () => {
  await filled("healthy", 136);
  const rows = async () =>
    Promise.all(
      ["email_logs", "email_events", "settings", "users"].map((table) =>
        query(`SELECT uuid, ctid::text, xmin::text FROM healthy.phoenix_kit_${table} ORDER BY uuid`),
      ),
    );
  const before = await rows();
  await upTo("healthy", 137);
  await downTo("healthy", 136);
  expect(await rows()).toEqual(before);
  await query("GRANT SELECT ON healthy.phoenix_kit_users, healthy.phoenix_kit_email_events TO PUBLIC");
  await downTo("healthy", 27);
  await upTo("healthy", newest);
  expect(
    await query(`SELECT relname FROM pg_class, aclexplode(relacl) WHERE relnamespace = 'healthy'::regnamespace
      AND grantee = 0 AND privilege_type = 'SELECT' ORDER BY 1`),
  ).toEqual([{ relname: "phoenix_kit_email_events" }, { relname: "phoenix_kit_users" }]);
});

test("tables of PhoenixKit's modules may be missing, and stay unchanged if they exist", async () => {
  await filled("modules", 40);
  await query(`CREATE TABLE modules.phoenix_kit_posts (id bigserial PRIMARY KEY, uuid uuid, title varchar,
      user_uuid uuid REFERENCES modules.phoenix_kit_users (uuid) ON DELETE CASCADE, created_at timestamp(0));
    CREATE TABLE modules.phoenix_kit_tickets (id bigserial PRIMARY KEY, subject varchar);
    INSERT INTO modules.phoenix_kit_posts (title, user_uuid, created_at)
      SELECT username, uuid, '2024-01-01' FROM modules.phoenix_kit_users;
    INSERT INTO modules.phoenix_kit_tickets (subject) VALUES ('{"en": "a"}')`);
  const theirs = async () => {
    const { catalog, rows } = await contents("modules");
    return ["phoenix_kit_posts", "phoenix_kit_tickets"].map((name) => [catalog.tables[name], rows[name]]);
  };
  const before = await theirs();
  await upTo("modules", newest);
  expect(await theirs()).toEqual(before);
  await downTo("modules", 40);
  expect(await theirs()).toEqual(before);
});

test("V70 without the integer keys stops with nothing changed, however often it runs", async () => {
  await filled("early", 69);
  await query("ALTER TABLE early.phoenix_kit_email_orphaned_events DROP matched_email_log_id");
  const before = await contents("early");
  for (const _ of ["first", "second"]) {
    expect(await failure(upTo("early", newest))).toMatchObject({
      code: "step_failed",
      version: 70,
      message: expect.stringContaining("matched_email_log_id"),
    });
    expect(await contents("early")).toEqual(before);
  }
});

test("a table that is gone stops up and down before their first step, verify names it, and a repair lets both pass", async () => {
  await upTo("gone", 137);
  await query("DROP TABLE gone.phoenix_kit_role_permissions");
  const missing = { kind: "table", name: "phoenix_kit_role_permissions" };
  const check = async (run: Promise<unknown>, version: number, left: number) => {
    expect(await failure(run)).toMatchObject({
      code: "table_missing",
      version,
      message: expect.stringContaining(
        `Table "gone".phoenix_kit_role_permissions is missing: V${left} has it`,
      ),
      remedy: expect.stringContaining("phoenix-kit repair --prefix gone"),
    });
    const { differences, ...found } = await verify(database().pool, { prefix: "gone" });
    expect(found).toMatchObject({ version: left, ok: false });
    expect(differences.filter(({ isDrift }) => isDrift)).toMatchObject([missing]);
  };
  await check(upTo("gone", newest), 142, 137);
  expect(await upTo("gone", 141)).toMatchObject({ from: 137, to: 141 });
  await check(upTo("gone", newest), 142, 141);
  await repair(database().pool, { prefix: "gone" });
  await upTo("gone", newest);
  await query("DROP TABLE gone.phoenix_kit_role_permissions");
  await check(downTo("gone", 53), 172, newest);
  await repair(database().pool, { prefix: "gone" });
  await downTo("gone", 53);
});
