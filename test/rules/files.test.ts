import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineTables, files, type Tables, users } from "../../src/index.ts";
import { computeUserFileChecksum, type FileUpload, findOrCreateFile } from "../../src/rules/files.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
let pool: Pool;
const db = () => drizzle({ client: pool });

beforeAll(async () => {
  pool = openPool(database().url, { max: 20 });
});
afterAll(() => pool.end());

async function newUser(tables: Pick<Tables, "users"> = { users }): Promise<string> {
  const values = { email: `${crypto.randomUUID()}@example.com`, hashedPassword: "" };
  const [user] = await db().insert(tables.users).values(values).returning();
  return user?.uuid ?? "";
}

const photo = (userUuid: string, more: Partial<FileUpload> = {}): FileUpload => ({
  userUuid,
  fileChecksum: sha256("content"),
  originalFileName: "My Photo.JPG",
  size: 7,
  ...more,
});

test("a user's content is kept once, under the name that came first; another user has a row of their own", async () => {
  const [ada, bob] = [await newUser(), await newUser()];
  const first = await findOrCreateFile(db(), photo(ada));
  const again = await findOrCreateFile(db(), photo(ada, { originalFileName: "copy.png" }));
  const others = await findOrCreateFile(db(), photo(bob));
  expect(first).toMatchObject({ created: true, file: { userUuid: ada, originalFileName: "My Photo.JPG" } });
  expect(again).toEqual({ created: false, file: first.file });
  expect(others).toMatchObject({ created: true, file: { userUuid: bob } });
  expect(others.file.uuid).not.toBe(first.file.uuid);
});

test("the user's checksum is V26's: the hash of user and checksum, one after the other", async () => {
  const user = await newUser();
  const checksums = [sha256("a"), "Käse 漢字 😀 \\ ' \\x41", "x".repeat(255)];
  for (const fileChecksum of checksums) {
    const upload = photo(user.toUpperCase(), { fileChecksum, fileName: "a" });
    const { file } = await findOrCreateFile(db(), upload);
    expect(file.userFileChecksum).toBe(sha256(user + fileChecksum));
    expect(computeUserFileChecksum(user, fileChecksum)).toBe(file.userFileChecksum);
  }
  const { rows } = await pool.query(
    `SELECT count(*)::int AS alike FROM phoenix_kit_files WHERE user_uuid = $1
       AND user_file_checksum = encode(sha256(convert_to(user_uuid::text || file_checksum, 'UTF8')), 'hex')`,
    [user],
  );
  expect(rows).toEqual([{ alike: 3 }]);
});

test("20 uploads of one content at once make one row, and one of them made it", async () => {
  const user = await newUser();
  const uploads = Array.from({ length: 20 }, (_, n) => photo(user, { originalFileName: `${n}.png` }));
  const results = await Promise.all(uploads.map((upload) => findOrCreateFile(db(), upload)));
  expect(results.filter(({ created }) => created)).toHaveLength(1);
  expect(new Set(results.map(({ file }) => file.uuid)).size).toBe(1);
  expect(await db().$count(files, eq(files.userUuid, user))).toBe(1);
});

test("uploads and deletions of one content at once leave whole rows and no error", async () => {
  const user = await newUser();
  const remove = () => db().delete(files).where(eq(files.userUuid, user));
  const work = Array.from({ length: 40 }, (_, n) =>
    n % 2 ? remove() : findOrCreateFile(db(), photo(user)).then(({ file }) => file.userUuid),
  );
  const owners = (await Promise.all(work)).filter((result) => typeof result === "string");
  expect(owners).toEqual(Array(20).fill(user));
});

test("a file from before V74, whose checksum has the user's number in it, is found; so is one in the trash", async () => {
  const user = await newUser();
  const { file } = await findOrCreateFile(db(), photo(user));
  const old = { userFileChecksum: sha256(`42${file.fileChecksum}`), trashedAt: new Date() };
  await db().update(files).set(old).where(eq(files.uuid, file.uuid));
  const found = await findOrCreateFile(db(), photo(user));
  expect(found).toMatchObject({ created: false, file: { uuid: file.uuid, ...old } });
});

test.each([
  ["My Photo.JPG", {}, ["jpg", "image/jpeg", "image"]],
  ["film.mp4", {}, ["mp4", "video/mp4", "video"]],
  ["letter.pdf", {}, ["pdf", "application/pdf", "document"]],
  ["song.mp3", {}, ["mp3", "audio/mpeg", "audio"]],
  ["song.m4a", { mimeType: "application/octet-stream" }, ["m4a", "audio/mp4", "audio"]],
  ["song.weba", { mimeType: "" }, ["weba", "audio/webm", "audio"]],
  ["bytes", { mimeType: "Application/Octet-Stream" }, ["bin", "Application/Octet-Stream", "other"]],
  ["a.png", { mimeType: "IMAGE/PNG" }, ["png", "IMAGE/PNG", "image"]],
  ["film.mov", { fileType: "image" }, ["mov", "video/quicktime", "video"]],
  ["0_0.png", { fileType: "tile" }, ["png", "image/png", "tile"]],
  ["a.dat", { mimeType: "x/y", ext: "z", fileType: "other" }, ["z", "x/y", "other"]],
  ["all.tar.gz", {}, ["gz", "application/gzip", "archive"]],
  ["all.zip", {}, ["zip", "application/zip", "archive"]],
  ["all.7z", {}, ["7z", "application/x-7z-compressed", "archive"]],
  ["all.rar", {}, ["rar", "application/vnd.rar", "archive"]],
  [
    "table.docx",
    {},
    ["docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document"],
  ],
  ["README", {}, ["bin", "application/octet-stream", "other"]],
  [".png", {}, ["png", "image/png", "image"]],
  ["blob", { mimeType: "image/webp" }, ["webp", "image/webp", "image"]],
  ["a.dat", { mimeType: "x/y", ext: "z", fileType: "archive" }, ["z", "x/y", "archive"]],
] as const)("%s %o is stored as %j", async (originalFileName, given, [ext, mimeType, fileType]) => {
  const upload = photo(await newUser(), { originalFileName, ...given });
  const { file } = await findOrCreateFile(db(), upload);
  const fileName = `${sha256("content")}.${ext}`;
  expect(file).toMatchObject({ ext, mimeType, fileType, fileName, status: "processing", size: 7 });
});

test("what else is known of a file is stored with it", async () => {
  const known = { width: 4, height: 3, metadata: { alt: "ä" }, filePath: "a/b", status: "active" } as const;
  const { file } = await findOrCreateFile(db(), photo(await newUser(), { ...known, fileName: "mine" }));
  expect(file).toMatchObject({ ...known, fileName: "mine" });
});

test.each([
  { userUuid: "1" },
  { fileChecksum: "" },
  { originalFileName: "x".repeat(256) },
  { size: 0 },
  { size: 1.5 },
])("%o is refused", async (wrong) => {
  const refused = findOrCreateFile(db(), { ...photo(await newUser()), ...wrong });
  await expect(refused).rejects.toMatchObject({ name: "RuleError", code: "invalid_input" });
});

test("a user that is not there is the database's error", async () => {
  const refused = findOrCreateFile(db(), photo(crypto.randomUUID()));
  await expect(refused).rejects.toMatchObject({ cause: { constraint: "fk_files_user_uuid" } });
});

test("works in a prefix, and in a transaction", async () => {
  const prefix = quotedPrefix;
  const tables = defineTables(prefix);
  const user = await newUser(tables);
  const results = await db().transaction(async (tx) => [
    await findOrCreateFile(tx, photo(user), { tables }),
    await findOrCreateFile(tx, photo(user), { tables }),
  ]);
  expect(results.map(({ created }) => created)).toEqual([true, false]);
  expect(await db().$count(tables.files)).toBe(1);
});
