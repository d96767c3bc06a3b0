import { expect, test } from "vitest";
import { down, PhoenixKitError, plan, up } from "../../src/index.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });

const upTo = (prefix: string, version: number) => up(database().pool, { prefix, version });
const downTo = (prefix: string, version: number) => down(database().pool, { prefix, version });
const query = async (sql: string) => (await database().pool.query(sql)).rows;

const user = (prefix: string, columns = "", values = "") =>
  query(`INSERT INTO ${prefix}.phoenix_kit_users (email, hashed_password, username, inserted_at, updated_at ${columns})
    VALUES ('a@example.com', 'x', 'a', '2024-01-01', now() ${values})`);

const refusal = async (promise: Promise<unknown>): Promise<{ message: string; rows: unknown[] }> => {
  const error = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof PhoenixKitError)) throw error;
  return { message: error.message, rows: await query((error.cause as { detail: string }).detail) };
};

test("V30 moves the preferred locale into custom_fields, and down moves it back", async () => {
  await upTo("locale", 29);
  await user("locale", ", preferred_locale, custom_fields", `, 'et-EE', '{"a": 1}'`);
  await query(`INSERT INTO locale.phoenix_kit_users
      (email, hashed_password, username, inserted_at, updated_at, preferred_locale, custom_fields)
    VALUES ('b@example.com', 'x', 'b', now(), now(), 'de', NULL), ('c@example.com', 'x', 'c', now(), now(), NULL, '[1]')`);
  const fields = () => query("SELECT custom_fields FROM locale.phoenix_kit_users ORDER BY email");
  await upTo("locale", 30);
  expect(await fields()).toEqual([
    { custom_fields: { a: 1, preferred_locale: "et-EE" } },
    { custom_fields: { preferred_locale: "de" } },
    { custom_fields: [1] },
  ]);
  await downTo("locale", 29);
  expect(
    await query("SELECT preferred_locale, custom_fields FROM locale.phoenix_kit_users ORDER BY email"),
  ).toEqual([
    { preferred_locale: "et-EE", custom_fields: { a: 1 } },
    { preferred_locale: "de", custom_fields: {} },
    { preferred_locale: null, custom_fields: [1] },
  ]);
  await query("UPDATE locale.phoenix_kit_users SET preferred_locale = 'fr' WHERE email = 'c@example.com'");
  const { message, rows } = await refusal(upTo("locale", 30));
  expect(message).toContain("1 user(s) with a preferred locale");
  expect(rows).toHaveLength(1);
});

test.each(["UTC", "America/New_York"])("V58 and down from it keep microseconds, as UTC: %s", async (zone) => {
  const prefix = zone === "UTC" ? "utc" : "elsewhere";
  await upTo(prefix, 57);
  await user(prefix);
  await query(`INSERT INTO ${prefix}.phoenix_kit_settings (key, date_added)
    VALUES ('s', '2024-03-10 02:30:00.123456')`);
  const { pool } = database();
  const client = await pool.connect();
  try {
    await client.query(`SET TimeZone TO '${zone}'`);
    await up(client, { prefix, version: 58 });
    expect(
      (
        await client.query(`SELECT extract(epoch FROM date_added)::text AS at FROM ${prefix}.phoenix_kit_settings
        WHERE key = 's'`)
      ).rows,
    ).toEqual([{ at: "1710037800.123456" }]);
    await client.query(`UPDATE ${prefix}.phoenix_kit_users SET inserted_at = '2024-01-01 00:00:00.999999Z'`);
    const { steps } = await plan(client, "down", { prefix, version: 57 });
    expect(steps.flatMap(({ losses }) => losses)).toContainEqual({
      what: "fractions of a second in phoenix_kit_users",
      count: 1,
    });
    await down(client, { prefix, version: 57 });
    expect(
      (
        await client.query(
          `SELECT date_added::text AS at FROM ${prefix}.phoenix_kit_settings WHERE key = 's'`,
        )
      ).rows,
    ).toEqual([{ at: "2024-03-10 02:30:00.123456" }]);
    expect(
      (await client.query(`SELECT inserted_at::text AS at FROM ${prefix}.phoenix_kit_users`)).rows,
    ).toEqual([{ at: "2024-01-01 00:00:00" }]);
  } finally {
    client.release(true);
  }
});

test("V76 renames keys only if the new name is free", async () => {
  await upTo("free", 75);
  await user("free", ", custom_fields", `, '{"avatar_file_id": "x"}'`);
  await upTo("free", 76);
  const keys = (prefix: string) =>
    query(
      `SELECT key, value FROM ${prefix}.phoenix_kit_settings WHERE key LIKE 'storage_default_bucket%' ORDER BY key`,
    );
  expect(await keys("free")).toEqual([{ key: "storage_default_bucket_uuid", value: null }]);
  expect(await query("SELECT custom_fields FROM free.phoenix_kit_users")).toEqual([
    { custom_fields: { avatar_file_uuid: "x" } },
  ]);
  await downTo("free", 75);
  expect(await keys("free")).toEqual([{ key: "storage_default_bucket_id", value: null }]);

  await query(
    "INSERT INTO free.phoenix_kit_settings (key, value) VALUES ('storage_default_bucket_uuid', 'mine')",
  );
  await upTo("free", 76);
  expect(await keys("free")).toEqual([
    { key: "storage_default_bucket_id", value: null },
    { key: "storage_default_bucket_uuid", value: "mine" },
  ]);
});

test("files without a user stop the down migration below V113 with a count and a query", async () => {
  await upTo("files", 113);
  await user("files");
  const columns =
    "original_file_name, file_name, mime_type, file_type, ext, file_checksum, size, inserted_at, updated_at";
  await query(`INSERT INTO files.phoenix_kit_files (${columns}, user_file_checksum, user_uuid)
    SELECT 'p', 'p', 'a/b', 'image', 'x', 'p', 1, now(), now(), 'p', uuid FROM files.phoenix_kit_users`);
  await query(`INSERT INTO files.phoenix_kit_files (${columns}, user_file_checksum, parent_file_uuid, system_managed)
    SELECT 'c', 'c', 'a/b', 'image', 'x', 'c', 1, now(), now(), 'c', uuid, true FROM files.phoenix_kit_files`);
  const { message, rows } = await refusal(downTo("files", 112));
  expect(message).toContain("1 file(s) belong to another file and to no user");
  expect(rows).toHaveLength(1);
});

test("folders with the same name stop the down migration below V124 with a count and a query", async () => {
  await upTo("folders", 124);
  await query(
    `INSERT INTO folders.phoenix_kit_media_folders (name, trashed_at) VALUES ('a', NULL), ('a', now())`,
  );
  const { message, rows } = await refusal(downTo("folders", 123));
  expect(message).toContain("1 folder(s) have the name of another");
  expect(rows).toHaveLength(1);
});

test("V75 leaves the history without a sequence, and down creates one that continues its numbers", async () => {
  await upTo("history", 75);
  await downTo("history", 74);
  expect(
    await query(
      "SELECT nextval('history.phoenix_kit_id_seq')::int > max(id) AS free FROM history.phoenix_kit",
    ),
  ).toEqual([{ free: true }]);
});
