import { expect, test } from "vitest";
import { down, type PlanOptions, plan, up } from "../../src/index.ts";
import { databaseObjects, rowsOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { fillRows } from "../support/rows.ts";

const database = useDatabase();
const sql = (text: string) => database().pool.query(text);

/** What a move would destroy, by version: `<count> <what>`. */
async function losses(direction: "up" | "down", options: PlanOptions): Promise<Record<number, string[]>> {
  const { steps } = await plan(database().pool, direction, options);
  const told = steps.filter((step) => step.losses.length > 0);
  return Object.fromEntries(
    told.map((step) => [step.version, step.losses.map(({ count, what }) => `${count} ${what}`)]),
  );
}

const file = (prefix: string, version: number, id: number, user: number, checksum: string) => {
  const column = version < 26 ? "checksum" : "user_file_checksum, file_checksum";
  const value = version < 26 ? `'${checksum}'` : `'${user}${checksum}', '${checksum}'`;
  return sql(
    `INSERT INTO ${prefix}.phoenix_kit_files (id, original_file_name, file_name, mime_type, file_type, ext, size,
       ${column}, user_id, inserted_at, updated_at)
     VALUES ('018f0000-0000-7000-8000-00000000000${id}', '', '', '', '', '', 1, ${value}, ${user}, now(), now())`,
  );
};

const users = (prefix: string) =>
  sql(`INSERT INTO ${prefix}.phoenix_kit_users (id, email, hashed_password, inserted_at, updated_at)
       VALUES (1, 'a@example.com', '', now(), now()), (2, 'b@example.com', '', now(), now())`);

test("down from V12 counts the JSON values and the settings without text", async () => {
  await up(database().pool, { prefix: "v12", version: 12 });
  expect(await losses("down", { prefix: "v12", version: 11 })).toEqual({});
  await sql(`INSERT INTO v12.phoenix_kit_settings (key, value, value_json)
             VALUES ('a', NULL, NULL), ('b', NULL, '1'), ('c', '', 'null'), ('d', 'x', '{}')`);
  expect(await losses("down", { prefix: "v12", version: 11 })).toEqual({
    12: [
      "3 values of phoenix_kit_settings.value_json",
      "2 settings without text, whose NULL becomes the empty string",
    ],
  });
});

test("down from V16 counts the OAuth accounts and the open registration links", async () => {
  await up(database().pool, { prefix: "v16", version: 16 });
  await users("v16");
  await sql(`
    INSERT INTO v16.phoenix_kit_users_tokens (user_id, token, context, inserted_at) VALUES
      (NULL, '1', 'magic_link_registration', now()), (NULL, '2', 'magic_link_registration', now()),
      (1, '3', 'magic_link_registration', now()), (1, '4', 'session', now());
    INSERT INTO v16.phoenix_kit_user_oauth_providers (user_id, provider, provider_uid, inserted_at, updated_at)
      VALUES (1, 'github', '1', now(), now())`);
  expect(await losses("down", { prefix: "v16", version: 15 })).toEqual({
    16: [
      "1 rows of phoenix_kit_user_oauth_providers",
      "2 registration links that are still open (tokens of people who have no account yet)",
    ],
  });
});

test("V24 counts the copies that it deletes, and deletes as many", async () => {
  const { pool } = database();
  await up(pool, { prefix: "v24", version: 23 });
  await users("v24");
  for (const [id, checksum] of ["a", "a", "b", "a", "b", "c"].entries()) {
    await file("v24", 23, id, 1 + (id % 2), checksum);
  }
  expect(await losses("up", { prefix: "v24", version: 27 })).toEqual({
    24: ["3 files that are copies of an earlier one, with their variants and locations"],
  });
  await up(pool, { prefix: "v24", version: 27 });
  expect((await rowsOf(pool, "v24")).phoenix_kit_files).toHaveLength(3);
});

test("up from version 0 destroys nothing that could be counted beforehand", async () => {
  const { steps } = await plan(database().pool, "up", { prefix: "nothing", version: 27 });
  expect(steps).toHaveLength(27);
  expect(steps.flatMap((step) => step.losses).filter(({ count }) => count !== null)).toEqual([]);
});

test('down from V26 counts the files that "dedupe" would delete, and deletes as many', async () => {
  const { pool } = database();
  await up(pool, { prefix: "v26", version: 26 });
  await users("v26");
  for (const [id, checksum] of ["a", "a", "b", "b", "c"].entries()) {
    await file("v26", 26, id, 1 + (id % 2), checksum);
  }
  const copies = async (onConflict: "refuse" | "dedupe") => {
    const { 26: told = [] } = await losses("down", { prefix: "v26", version: 25, onConflict });
    return told.filter((line) => line.includes(" files with "));
  };
  expect(await copies("refuse")).toEqual([]);
  expect(await copies("dedupe")).toEqual([
    '2 files with the content of an earlier one, when onConflict is "dedupe"',
  ]);
  await down(pool, { prefix: "v26", version: 25, onConflict: "dedupe" });
  expect((await rowsOf(pool, "v26")).phoenix_kit_files).toHaveLength(3);
});

test("down to 0 counts the rows of every table that is dropped, and a plan touches nothing", async () => {
  const { pool } = database();
  await up(pool, { prefix: "all", version: 27 });
  await fillRows(pool, "all", 27);
  const before = { objects: await databaseObjects(pool), rows: await rowsOf(pool, "all") };
  const told = Object.values(await losses("down", { prefix: "all", version: 0 })).flat();
  const { phoenix_kit: history, ...tables } = before.rows;
  expect(history).toHaveLength(27);
  expect(told).toEqual(
    expect.arrayContaining(Object.entries(tables).map(([table, rows]) => `${rows.length} rows of ${table}`)),
  );
  expect({ objects: await databaseObjects(pool), rows: await rowsOf(pool, "all") }).toEqual(before);
});
