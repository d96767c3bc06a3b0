import { Client } from "pg";
import { expect, test } from "vitest";
import { up } from "../../src/index.ts";
import { catalogOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

test.each([
  ["east", "Pacific/Kiritimati"],
  ["west", "Etc/GMT+12"],
])("in a session far %s of Greenwich, every time that is written is UTC", async (prefix, zone) => {
  const { pool, url } = database();
  const client = new Client({ connectionString: url, options: `-c TimeZone=${zone}` });
  await client.connect();
  try {
    await up(client, { prefix, version: 1 });
    await client.query(`INSERT INTO ${prefix}.phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
                        VALUES ('a@example.com', '', timezone('UTC', now()), timezone('UTC', now()))`);
    await up(client, { prefix, version: 27 });
    expect((await client.query("SHOW TimeZone")).rows).toEqual([{ TimeZone: zone }]);
  } finally {
    await client.end();
  }
  const { tables } = await catalogOf(pool, prefix);
  const written: string[] = [];
  for (const [table, { columns }] of Object.entries(tables)) {
    for (const [column, { type }] of Object.entries(columns)) {
      if (!type.startsWith("timestamp")) continue;
      const { rows } = await pool.query<{ minutes: number }>(
        `SELECT abs(extract(epoch FROM ${column} - timezone('UTC', now())) / 60)::float8 AS minutes
         FROM ${prefix}.${table} WHERE ${column} IS NOT NULL`,
      );
      if (rows.length > 0) written.push(`${table}.${column}`);
      expect(Math.max(0, ...rows.map(({ minutes }) => minutes))).toBeLessThan(10);
    }
  }
  expect(written).toEqual([
    "phoenix_kit.migrated_at",
    "phoenix_kit_buckets.inserted_at",
    "phoenix_kit_buckets.updated_at",
    "phoenix_kit_email_templates.inserted_at",
    "phoenix_kit_email_templates.updated_at",
    "phoenix_kit_settings.date_added",
    "phoenix_kit_settings.date_updated",
    "phoenix_kit_storage_dimensions.inserted_at",
    "phoenix_kit_storage_dimensions.updated_at",
    "phoenix_kit_user_role_assignments.assigned_at",
    "phoenix_kit_user_role_assignments.inserted_at",
    "phoenix_kit_user_roles.inserted_at",
    "phoenix_kit_user_roles.updated_at",
    "phoenix_kit_users.inserted_at",
    "phoenix_kit_users.updated_at",
  ]);
});
