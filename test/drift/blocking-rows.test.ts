import { Client, escapeIdentifier } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentsOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { awkward, look, runAll } from "./drift.ts";

const database = useDatabase({ prefixes: ["public", awkward] });
let client: Client;

beforeAll(async () => {
  const { url } = database();
  client = new Client({ connectionString: url });
  await client.connect();
});

afterAll(() => client.end());

const users = "phoenix_kit_users";
const events = "phoenix_kit_email_events";
const logs = "phoenix_kit_email_logs";
const folders = "phoenix_kit_media_folders";
const id = (n: number) => `'018f0000-0000-7000-8000-00000000000${n}'`;

const insertUser = `INSERT INTO {s}.${users} (uuid, email, hashed_password, first_name, account_type, inserted_at, updated_at)`;
const insertEvent = `INSERT INTO {s}.${events} (uuid, email_log_uuid, event_type, inserted_at, updated_at)`;

/** Rows that block a fix, which of them (by uuid), and the SQL after which the fix runs. */
const blockingRows: {
  what: string;
  sql: string;
  difference: string;
  why: string;
  rows: string[];
  undo: string;
}[] = [
  {
    what: "duplicates under a missing unique index, as its type sees them",
    sql: `DROP INDEX {s}.phoenix_kit_users_email_index;
      ${insertUser} VALUES (${id(1)}, 'a@example.com', '', '', 'person', now(), now()),
        (${id(2)}, 'A@EXAMPLE.com', '', '', 'person', now(), now()),
        (${id(3)}, 'b@example.com', '', '', 'person', now(), now())`,
    difference: `index ${users}.phoenix_kit_users_email_index is missing`,
    why: "rows have the same key",
    rows: [id(1), id(2)],
    undo: `DELETE FROM {s}.${users}`,
  },
  {
    what: "duplicates under a missing partial one, those that it does not see left out",
    sql: `ALTER TABLE {s}.${events} DISABLE TRIGGER ALL;
      DROP INDEX {s}.phoenix_kit_email_events_log_uuid_event_type_index;
      ${insertEvent} SELECT ('018f0000-0000-7000-8000-00000000000' || n)::uuid, ${id(9)},
        CASE WHEN n < 4 THEN 'delivery' ELSE 'open' || n END, now(), now() FROM generate_series(1, 5) n;
      ALTER TABLE {s}.${events} ENABLE TRIGGER ALL`,
    difference: `index ${events}.phoenix_kit_email_events_log_uuid_event_type_index is missing`,
    why: "rows have the same key",
    rows: [id(1), id(2), id(3)],
    undo: `DELETE FROM {s}.${events}`,
  },
  {
    what: "duplicates under a missing index over an expression",
    sql: `DROP INDEX {s}.phoenix_kit_media_folders_name_parent_idx;
      INSERT INTO {s}.${folders} (uuid, name, trashed_at, inserted_at, updated_at) VALUES (${id(1)}, 'a', NULL, now(), now()),
        (${id(2)}, 'a', NULL, now(), now()), (${id(3)}, 'a', now(), now(), now()), (${id(4)}, 'b', NULL, now(), now())`,
    difference: `index ${folders}.phoenix_kit_media_folders_name_parent_idx is missing`,
    why: "rows have the same key",
    rows: [id(1), id(2)],
    undo: `DELETE FROM {s}.${folders}`,
  },
  {
    what: "orphans under a missing foreign key",
    sql: `ALTER TABLE {s}.${events} DROP CONSTRAINT fk_email_events_email_log_uuid;
      INSERT INTO {s}.${logs} (uuid, message_id, "to", "from", inserted_at, updated_at) VALUES (${id(1)}, 'm', '', '', now(), now());
      ${insertEvent} VALUES (${id(2)}, ${id(1)}, 'bounce', now(), now()), (${id(3)}, ${id(9)}, 'bounce', now(), now())`,
    difference: `constraint ${events}.fk_email_events_email_log_uuid is missing`,
    why: "rows refer to nothing",
    rows: [id(3)],
    undo: `DELETE FROM {s}.${events}; DELETE FROM {s}.${logs}`,
  },
  {
    what: "orphans under one that is NOT VALID",
    sql: `ALTER TABLE {s}.${events} DROP CONSTRAINT fk_email_events_email_log_uuid;
      ${insertEvent} VALUES (${id(3)}, ${id(9)}, 'bounce', now(), now());
      ALTER TABLE {s}.${events} ADD CONSTRAINT fk_email_events_email_log_uuid FOREIGN KEY (email_log_uuid)
        REFERENCES {s}.${logs} (uuid) ON DELETE CASCADE NOT VALID`,
    difference: `constraint ${events}.fk_email_events_email_log_uuid: validated is false, expected true`,
    why: "rows refer to nothing",
    rows: [id(3)],
    undo: `DELETE FROM {s}.${events}`,
  },
  {
    what: "rows without a value",
    sql: `ALTER TABLE {s}.${users} ALTER COLUMN account_type DROP NOT NULL;
      ${insertUser} VALUES (${id(1)}, 'a', '', '', NULL, now(), now()), (${id(2)}, 'b', '', '', 'person', now(), now())`,
    difference: `column ${users}.account_type: notNull is false, expected true`,
    why: "rows have no value",
    rows: [id(1)],
    undo: `DELETE FROM {s}.${users}`,
  },
  {
    what: "rows that do not meet a check, those with NULL left out",
    sql: `ALTER TABLE {s}.${users} DROP CONSTRAINT phoenix_kit_users_account_type_check;
      ${insertUser} VALUES (${id(1)}, 'a', '', '', 'robot', now(), now()), (${id(2)}, 'b', '', '', 'person', now(), now())`,
    difference: `constraint ${users}.phoenix_kit_users_account_type_check is missing`,
    why: "rows do not meet it",
    rows: [id(1)],
    undo: `DELETE FROM {s}.${users}`,
  },
  {
    what: "rows that would have to be given a value for a missing column",
    sql: `ALTER TABLE {s}.${users} DROP COLUMN hashed_password;
      INSERT INTO {s}.${users} (uuid, email, inserted_at, updated_at) VALUES (${id(1)}, 'a', now(), now())`,
    difference: `column ${users}.hashed_password is missing`,
    why: "rows have no value for it",
    rows: [id(1)],
    undo: `DELETE FROM {s}.${users}`,
  },
];

describe.each(["public", awkward])("in the schema %j", (prefix) => {
  const quoted = escapeIdentifier(prefix);
  const inSchema = (sql: string) => sql.replaceAll("{s}", quoted);
  const run = (sql: string) => database().pool.query(inSchema(sql));

  it.each(blockingRows)(
    "$what are counted, listed and kept",
    async ({ sql, difference, why, rows, undo }) => {
      await run(sql);
      const contents = await contentsOf(database().pool, prefix);
      const { drift, plan } = await look(client, prefix);
      expect(drift).toEqual([difference]);
      expect(plan).toMatchObject({
        statements: [],
        remaining: [{ rows: [{ count: rows.length, what: why }] }],
      });
      const listed = await client.query(plan.remaining[0]?.rows[0]?.query ?? "");
      expect(listed.rows.map(({ uuid }) => `'${uuid}'`).sort()).toEqual(rows);
      expect(await contentsOf(database().pool, prefix)).toEqual(contents);
      await run(undo);
      await runAll(client, (await look(client, prefix)).plan);
      expect((await look(client, prefix)).drift).toEqual([]);
    },
  );

  it("values that are too long for a narrower type are counted and listed", async () => {
    await run(`ALTER TABLE {s}.${users} ALTER COLUMN first_name TYPE text;
      ${insertUser} VALUES (${id(1)}, 'a', '', repeat('ü', 101), 'person', now(), now()),
        (${id(2)}, 'b', '', repeat('ü', 100), 'person', now(), now())`);
    const { plan } = await look(client, prefix);
    expect(plan).toMatchObject({
      statements: [],
      remaining: [{ rows: [{ count: 1, what: "rows are longer than 100 characters" }] }],
    });
    const { rows } = await client.query(plan.remaining[0]?.rows[0]?.query ?? "");
    expect(rows.map(({ uuid }) => `'${uuid}'`)).toEqual([id(1)]);
    await run(`DELETE FROM {s}.${users}; ${plan.remaining[0]?.manualSql}`);
    expect((await look(client, prefix)).drift).toEqual([]);
  });
});
