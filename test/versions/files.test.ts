import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { down, up } from "../../src/index.ts";
import { contentsOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const sql = (text: string, values: unknown[] = []) => database().pool.query(text, values);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const uuid = (n: number) => `018f0000-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** A file: its number, its user, its checksum, and the second at which it came. */
type File = [n: number, user: number, checksum: string, second?: number];

const addUser = (prefix: string, user: number) =>
  sql(
    `INSERT INTO ${prefix}.phoenix_kit_users (id, email, hashed_password, inserted_at, updated_at)
     VALUES ($1, $1::bigint || '@example.com', '', now(), now()) ON CONFLICT DO NOTHING`,
    [user],
  );

/** A schema at a version from 20 to 25 with these files, each with two variants that lie in a bucket each. */
async function filesAt(prefix: string, version: number, files: File[]): Promise<void> {
  await up(database().pool, { prefix, version });
  for (const [n, user, checksum, second = 0] of files) {
    await addUser(prefix, user);
    await sql(
      `INSERT INTO ${prefix}.phoenix_kit_files (id, original_file_name, file_name, mime_type, file_type, ext,
         checksum, size, user_id, inserted_at, updated_at)
       VALUES ($1, '', '', '', 'image', '', $2, 1, $3, timestamp '2024-01-01' + $4 * interval '1 second', now())`,
      [uuid(n), checksum, user, second],
    );
    for (const part of [uuid(n * 10 + 1), uuid(n * 10 + 2)]) {
      await sql(
        `INSERT INTO ${prefix}.phoenix_kit_file_instances
           (id, variant_name, file_name, mime_type, ext, checksum, size, file_id, inserted_at, updated_at)
         VALUES ($1, $1::uuid::text, '', '', '', 'same', 1, $2, now(), now())`,
        [part, uuid(n)],
      );
      await sql(
        `INSERT INTO ${prefix}.phoenix_kit_file_locations
           (id, path, file_instance_id, bucket_id, inserted_at, updated_at)
         SELECT $1, '', $1, id, now(), now() FROM ${prefix}.phoenix_kit_buckets`,
        [part],
      );
    }
  }
}

/** The numbers of the files, of the instances' files and of the locations' files that are there. */
async function numbers(
  prefix: string,
): Promise<{ files: number[]; instances: number[]; locations: number[] }> {
  const tables = { files: "id", instances: "file_id", locations: "file_instance_id" };
  const found = { files: [0], instances: [0], locations: [0] };
  for (const table of ["files", "instances", "locations"] as const) {
    const name = table === "files" ? table : `file_${table}`;
    const { rows } = await sql(
      `SELECT right(${tables[table]}::text, 12)::int AS n FROM ${prefix}.phoenix_kit_${name} ORDER BY 1`,
    );
    found[table] = rows.map(({ n }) => n);
  }
  return found;
}

test("V24 keeps the earliest file of each checksum, by id within a second, and drops what hangs on others", async () => {
  await filesAt("dedup", 23, [
    [1, 1, "twice", 5],
    [2, 2, "twice", 4],
    [3, 1, "tie", 7],
    [9, 1, "tie", 7],
    [4, 2, "tie", 7],
    [5, 2, "single", 9],
    [6, 2, "TWICE", 9],
    [7, 1, "", 2],
    [8, 2, "", 1],
  ]);
  await up(database().pool, { prefix: "dedup", version: 24 });
  expect(await numbers("dedup")).toEqual({
    files: [2, 3, 5, 6, 8],
    instances: [2, 2, 3, 3, 5, 5, 6, 6, 8, 8],
    locations: [21, 22, 31, 32, 51, 52, 61, 62, 81, 82],
  });
  const again = filesAt("dedup", 24, [[20, 1, "single"]]);
  await expect(again).rejects.toMatchObject({ constraint: "phoenix_kit_files_checksum_index" });
  await down(database().pool, { prefix: "dedup", version: 23 });
  await filesAt("dedup", 23, [[20, 1, "single"]]);
});

test("V26's hash is the SHA-256 of user id and checksum, one after the other, as Node computes it", async () => {
  const files: File[] = [
    [1, 1, sha256("a")],
    [2, 5_000_000_000, sha256("b")],
    [3, 12, ""],
    [4, 7, "Käse 漢字 😀 \\ ' \\x41"],
    [5, 7, "x".repeat(255)],
  ];
  await filesAt("hashed", 25, files);
  await up(database().pool, { prefix: "hashed", version: 26 });
  const { rows } = await sql(
    `SELECT user_id, file_checksum, user_file_checksum FROM hashed.phoenix_kit_files ORDER BY id`,
  );
  expect(rows).toEqual(
    files.map(([, user, checksum]) => ({
      user_id: String(user),
      file_checksum: checksum,
      user_file_checksum: sha256(`${user}${checksum}`),
    })),
  );
});

test("V26 refuses files that would get one hash, with their count, and changes nothing", async () => {
  const { pool } = database();
  await filesAt("alike", 25, [
    [1, 1, "2ab"],
    [2, 12, "ab"],
    [3, 1, "23"],
    [4, 123, ""],
    [5, 12, "3"],
    [6, 2, "unlike"],
  ]);
  const before = await contentsOf(pool, "alike");
  await expect(up(pool, { prefix: "alike", version: 27 })).rejects.toMatchObject({
    code: "refused",
    version: 26,
    message: expect.stringContaining("3 file(s) would get the same user_file_checksum"),
    detail: expect.stringContaining('FROM ONLY "alike".phoenix_kit_files'),
    remedy: expect.stringContaining("delete all but one"),
  });
  expect(await contentsOf(pool, "alike")).toEqual(before);
});

/** A schema at V26 where users 1, 2 and 3 own one file, and 1 and 2 another. */
async function sharedFiles(prefix: string): Promise<void> {
  await filesAt(prefix, 25, [
    [1, 1, "one", 9],
    [2, 1, "two", 5],
    [3, 1, "own", 1],
  ]);
  await up(database().pool, { prefix, version: 26 });
  const copies: File[] = [
    [4, 2, "one", 8],
    [5, 3, "one", 8],
    [6, 2, "two", 5],
  ];
  for (const [n, user, checksum, second] of copies) {
    await addUser(prefix, user);
    await sql(
      `INSERT INTO ${prefix}.phoenix_kit_files (id, original_file_name, file_name, mime_type, file_type, ext, size,
         file_checksum, user_file_checksum, user_id, inserted_at, updated_at)
       VALUES ($1, '', '', '', '', '', 1, $2, $3, $4, timestamp '2024-01-01' + $5 * interval '1 second', now())`,
      [uuid(n), checksum, sha256(`${user}${checksum}`), user, second],
    );
  }
}

test("down from V26 refuses files that users share, and says how many and what the choice is", async () => {
  const { pool } = database();
  await sharedFiles("shared");
  const before = await contentsOf(pool, "shared");
  await expect(down(pool, { prefix: "shared", version: 20 })).rejects.toMatchObject({
    code: "refused",
    version: 26,
    message: expect.stringContaining("3 file(s) have the same content"),
    remedy: expect.stringContaining('onConflict "dedupe"'),
  });
  expect(await contentsOf(pool, "shared")).toEqual(before);
  await sql("DELETE FROM shared.phoenix_kit_files WHERE user_id > 1");
  await down(pool, { prefix: "shared", version: 25 });
  expect((await numbers("shared")).files).toEqual([1, 2, 3]);
});

test('down from V26 with onConflict "dedupe" keeps the earliest, by id within a second', async () => {
  const { pool } = database();
  await sharedFiles("deduped");
  await down(pool, { prefix: "deduped", version: 25, onConflict: "dedupe" });
  expect(await numbers("deduped")).toEqual({
    files: [2, 3, 4],
    instances: [2, 2, 3, 3],
    locations: [21, 22, 31, 32],
  });
  const { rows } = await sql("SELECT checksum FROM deduped.phoenix_kit_files ORDER BY id");
  expect(rows.map(({ checksum }) => checksum)).toEqual(["two", "own", "one"]);
});
