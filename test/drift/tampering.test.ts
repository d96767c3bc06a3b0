import { Client, escapeIdentifier } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { describeDifference } from "../../src/drift/differences.ts";
import { catalogOf, expectSame } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { awkward, look, runAll } from "./drift.ts";

const users = "phoenix_kit_users";
const events = "phoenix_kit_email_events";
const roles = "phoenix_kit_user_roles";
const guard = "phoenix_kit_protect_system_roles";

/** What is changed, how, and the drift that follows. Adding objects repairs all of it. */
const repairable: [what: string, sql: string, ...drift: string[]][] = [
  ["a table", "DROP TABLE {s}.phoenix_kit_role_permissions", "table phoenix_kit_role_permissions is missing"],
  [
    "a column",
    `ALTER TABLE {s}.${users} DROP COLUMN registration_ip`,
    `column ${users}.registration_ip is missing`,
    `index ${users}.phoenix_kit_users_reg_ip_date_idx is missing`,
  ],
  [
    "a column's default",
    `ALTER TABLE {s}.${users} ALTER COLUMN account_type SET DEFAULT 'organization'`,
    `column ${users}.account_type: default is "'organization'::character varying", expected "'person'::character varying"`,
  ],
  [
    "a default that is gone",
    `ALTER TABLE {s}.${users} ALTER COLUMN uuid DROP DEFAULT`,
    `column ${users}.uuid: default is null, expected "uuid_generate_v7()"`,
  ],
  [
    "a column that may be empty now",
    `ALTER TABLE {s}.${events} ALTER COLUMN email_log_uuid DROP NOT NULL`,
    `column ${events}.email_log_uuid: notNull is false, expected true`,
  ],
  [
    "a column that is shorter now",
    `ALTER TABLE {s}.${users} ALTER COLUMN first_name TYPE varchar(20)`,
    `column ${users}.first_name: type is "character varying(20)", expected "character varying(100)"`,
  ],
  [
    "a check",
    `ALTER TABLE {s}.${users} DROP CONSTRAINT phoenix_kit_users_account_type_check`,
    `constraint ${users}.phoenix_kit_users_account_type_check is missing`,
  ],
  [
    "a foreign key",
    `ALTER TABLE {s}.${events} DROP CONSTRAINT fk_email_events_email_log_uuid`,
    `constraint ${events}.fk_email_events_email_log_uuid is missing`,
  ],
  [
    "a foreign key that was never validated",
    `ALTER TABLE {s}.${events} DROP CONSTRAINT fk_email_events_email_log_uuid,
       ADD CONSTRAINT fk_email_events_email_log_uuid FOREIGN KEY (email_log_uuid)
       REFERENCES {s}.phoenix_kit_email_logs (uuid) ON DELETE CASCADE NOT VALID`,
    `constraint ${events}.fk_email_events_email_log_uuid: validated is false, expected true`,
  ],
  [
    "a primary key",
    "ALTER TABLE {s}.phoenix_kit_settings DROP CONSTRAINT phoenix_kit_settings_pkey",
    "constraint phoenix_kit_settings.phoenix_kit_settings_pkey is missing",
  ],
  [
    "a primary key whose columns may be empty now",
    `ALTER TABLE {s}.phoenix_kit_settings DROP CONSTRAINT phoenix_kit_settings_pkey;
     ALTER TABLE {s}.phoenix_kit_settings ALTER COLUMN uuid DROP NOT NULL`,
    "column phoenix_kit_settings.uuid: notNull is false, expected true",
    "constraint phoenix_kit_settings.phoenix_kit_settings_pkey is missing",
  ],
  [
    "an index that is a primary key no more",
    `ALTER TABLE {s}.phoenix_kit_settings DROP CONSTRAINT phoenix_kit_settings_pkey;
     CREATE UNIQUE INDEX phoenix_kit_settings_pkey ON {s}.phoenix_kit_settings (uuid)`,
    "constraint phoenix_kit_settings.phoenix_kit_settings_pkey is missing",
  ],
  [
    "an index",
    "DROP INDEX {s}.phoenix_kit_email_logs_to_trgm_index",
    "index phoenix_kit_email_logs.phoenix_kit_email_logs_to_trgm_index is missing",
  ],
  [
    "a unique index over an expression",
    "DROP INDEX {s}.phoenix_kit_media_folders_name_parent_idx",
    "index phoenix_kit_media_folders.phoenix_kit_media_folders_name_parent_idx is missing",
  ],
  [
    "the owner of a sequence",
    "ALTER SEQUENCE {s}.oban_jobs_id_seq OWNED BY NONE",
    'sequence oban_jobs_id_seq: ownedBy is null, expected "oban_jobs.id"',
  ],
  [
    "a sequence, with the default that rests on it",
    "DROP SEQUENCE {s}.oban_jobs_id_seq CASCADE",
    "sequence oban_jobs_id_seq is missing",
    "column oban_jobs.id: default is null, expected \"nextval('oban_jobs_id_seq'::regclass)\"",
  ],
  [
    "a function's body",
    `CREATE OR REPLACE FUNCTION {s}.${guard}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
       AS 'BEGIN RETURN OLD; END'`,
    expect.stringContaining(`function ${guard}(): body is `) as unknown as string,
  ],
  [
    "what a function sets and how often it may be called",
    `ALTER FUNCTION {s}.${guard}() RESET search_path; ALTER FUNCTION {s}.${guard}() STABLE`,
    `function ${guard}(): settings is [], expected ["search_path=pg_catalog, pg_temp"]`,
    `function ${guard}(): volatility is "stable", expected "volatile"`,
  ],
  [
    "a function, with the trigger that rests on it",
    `DROP FUNCTION {s}.${guard}() CASCADE`,
    `function ${guard}() is missing`,
    `trigger ${roles}.${guard} is missing`,
  ],
  ["a trigger", `DROP TRIGGER ${guard} ON {s}.${roles}`, `trigger ${roles}.${guard} is missing`],
  [
    "a trigger that is off",
    `ALTER TABLE {s}.${roles} DISABLE TRIGGER ${guard}`,
    `trigger ${roles}.${guard}: enabled is "disabled", expected "origin"`,
  ],
  [
    "a trigger that looks at less",
    `CREATE OR REPLACE TRIGGER ${guard} BEFORE DELETE ON {s}.${roles} FOR EACH ROW EXECUTE FUNCTION {s}.${guard}()`,
    expect.stringContaining(`trigger ${roles}.${guard}: definition is `) as unknown as string,
  ],
  [
    "a system role",
    `ALTER TABLE {s}.${roles} DISABLE TRIGGER ALL; DELETE FROM {s}.${roles} WHERE name = 'Admin';
     ALTER TABLE {s}.${roles} ENABLE TRIGGER ALL; DELETE FROM {s}.phoenix_kit_role_permissions`,
    `row ${roles}.Admin is missing`,
  ],
  [
    "a setting",
    "DELETE FROM {s}.phoenix_kit_settings WHERE key = 'time_zone'",
    "row phoenix_kit_settings.time_zone is missing",
  ],
];

const database = useDatabase({ prefixes: ["public", awkward] });
let client: Client;
const before = new Map<string, Catalog>();

beforeAll(async () => {
  const { pool, url } = database();
  for (const prefix of ["public", awkward]) before.set(prefix, await catalogOf(pool, prefix));
  client = new Client({ connectionString: url });
  await client.connect();
});

afterAll(() => client.end());

const run = (sql: string, prefix: string) =>
  database().pool.query(sql.replaceAll("{s}", escapeIdentifier(prefix)));

describe.each(["public", awkward])("in the schema %j", (prefix) => {
  it("an untouched schema has no drift and nothing to repair", async () => {
    const { comparison, plan, drift } = await look(client, prefix);
    expect(drift).toEqual([]);
    expect(comparison.unmanagedTables).toEqual([]);
    expect(plan).toEqual({ statements: [], remaining: [] });
  });

  it.each(repairable)("%s is the only difference reported, and is repaired", async (_, sql, ...drift) => {
    await run(sql, prefix);
    const found = await look(client, prefix);
    expect(found.drift).toEqual(drift);
    expect(found.plan.remaining).toEqual([]);
    await runAll(client, found.plan);
    expect((await look(client, prefix)).comparison.differences.map(describeDifference)).toEqual([]);
    expectSame(await catalogOf(database().pool, prefix), before.get(prefix) as Catalog);
  });

  it("an index that a failed build has left INVALID is reported, and rebuilt once its rows allow it", async () => {
    const index = "phoenix_kit_users_email_index";
    const user = (
      n: number,
    ) => `INSERT INTO {s}.${users} (email, hashed_password, first_name, inserted_at, updated_at)
      VALUES ('TWICE@example.com', '', '${n}', now(), now())`;
    await run(`DROP INDEX {s}.${index}; ${user(1)}; ${user(2)}`, prefix);
    await expect(
      run(`CREATE UNIQUE INDEX CONCURRENTLY ${index} ON {s}.${users} (email)`, prefix),
    ).rejects.toThrow();
    const found = await look(client, prefix);
    expect(found.drift).toEqual([`index ${users}.${index}: valid is false, expected true`]);
    expect(found.plan.statements).toEqual([]);
    expect(found.plan.remaining).toMatchObject([{ rows: [{ count: 2, what: "rows have the same key" }] }]);
    await run(`DELETE FROM {s}.${users} WHERE first_name = '2'`, prefix);
    await runAll(client, (await look(client, prefix)).plan);
    expectSame(await catalogOf(database().pool, prefix), before.get(prefix) as Catalog);
    await run(`DELETE FROM {s}.${users}`, prefix);
  });

  it("a missing enum label is reported, and added at its position", async () => {
    const comment = before.get(prefix)?.enums.oban_job_state?.comment;
    await run(
      `ALTER TYPE {s}.oban_job_state RENAME VALUE 'scheduled' TO 'gone';
       ALTER TYPE {s}.oban_job_state RENAME VALUE 'cancelled' TO 'scheduled'`,
      prefix,
    );
    const swapped = await look(client, prefix);
    expect(swapped.drift).toEqual([
      expect.stringContaining('enum oban_job_state: labels is ["available","suspended","gone"'),
    ]);
    expect(swapped.plan).toMatchObject({
      statements: [],
      remaining: [{ reason: expect.stringContaining("by hand") }],
    });
    await run("DROP TABLE {s}.oban_jobs, {s}.oban_peers; DROP TYPE {s}.oban_job_state", prefix);
    await run(
      `CREATE TYPE {s}.oban_job_state AS ENUM ('executing', 'completed');
       COMMENT ON TYPE {s}.oban_job_state IS '${comment}'`,
      prefix,
    );
    const found = await look(client, prefix);
    expect(found.drift.slice(0, 1)).toEqual([
      expect.stringContaining(
        'enum oban_job_state: labels is ["executing","completed"], expected ["available",',
      ),
    ]);
    await runAll(client, found.plan);
    expect((await look(client, prefix)).drift).toEqual([]);
    expectSame(await catalogOf(database().pool, prefix), before.get(prefix) as Catalog);
  });
});

it("a missing extension is reported with the indexes that it took along, and created again", async () => {
  await run("DROP EXTENSION pg_trgm CASCADE", "public");
  const { drift, plan } = await look(client, "public");
  const indexes = ["campaign_id", "subject", "to"].map(
    (column) => `phoenix_kit_email_logs_${column}_trgm_index`,
  );
  expect(drift).toEqual([
    "extension pg_trgm is missing",
    ...indexes.map((index) => `index phoenix_kit_email_logs.${index} is missing`),
  ]);
  await runAll(client, plan);
  expect((await look(client, "public")).drift).toEqual([]);
});
