import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import {
  annotations,
  defineTables,
  entities,
  entityData,
  fileInstances,
  fileLocations,
  files,
  mediaFolders,
  users,
} from "../../src/index.ts";
import { storeFileInstance } from "../../src/rules/file-instances.ts";
import { type PurgedCopy, purgeTrashedFiles } from "../../src/rules/file-purge.ts";
import { listFileReferences } from "../../src/rules/file-references.ts";
import { trashFile } from "../../src/rules/file-states.ts";
import { linkFile, trashFolder } from "../../src/rules/folder-files.ts";
import { createFolder, updateFolder } from "../../src/rules/folders.ts";
import { putJsonSetting, putSetting } from "../../src/rules/settings.ts";
import { useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";
import { repeatAtOnce, useFiles } from "./use-files.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const { db, addUser, addFile, addBucket } = useFiles(database);
const bytes = { checksum: "c".repeat(64), size: 7 };

let deleted: string[];
const deleteCopy = async ({ path }: PurgedCopy) => void deleted.push(path);
const purge = (more: Partial<Parameters<typeof purgeTrashedFiles>[1]> = {}) =>
  purgeTrashedFiles(db(), { deleteCopy, olderThanMs: 0, ...more });

beforeEach(() => {
  deleted = [];
});

async function addStored(fileName?: string, tables = defineTables()): Promise<string> {
  const { uuid: fileUuid } = await addFile({}, tables);
  const bucketUuids = [await addBucket({}, tables)];
  await storeFileInstance(
    db(),
    { fileUuid, variantName: "original", ...bytes, bucketUuids, fileName },
    { tables },
  );
  return fileUuid;
}

test.each(["public", quotedPrefix])(
  "the trash is purged with its bytes when its time has come (%s)",
  async (prefix) => {
    const tables = defineTables(prefix);
    const [fileUuid, other] = [await addStored("gone", tables), await addStored("stays", tables)];
    const mark = { fileUuid, kind: "text", geometry: { x: 1 } } as const;
    await db().insert(tables.annotations).values(mark);
    await trashFile(db(), fileUuid, { tables });
    expect(await purgeTrashedFiles(db(), { deleteCopy, tables })).toEqual({
      files: 0,
      folders: 0,
      references: [],
      failed: [],
    });
    await putSetting(db(), "trash_retention_days", "0", { tables });
    expect(await purgeTrashedFiles(db(), { deleteCopy, tables })).toMatchObject({ files: 1, references: [] });
    expect(deleted).toEqual(["gone"]);
    const left = await db().select().from(tables.files);
    expect(left.map(({ uuid }) => uuid)).toEqual([other]);
    expect(await db().$count(tables.fileInstances)).toBe(1);
    expect(await db().$count(tables.fileLocations)).toBe(1);
    expect(await db().$count(tables.annotations)).toBe(0);
  },
);

test("a file stays while something refers to it, and each reference is named", async () => {
  const creator = await addUser();
  const { pool } = database();
  await pool.query("CREATE TABLE shop_item (photo uuid REFERENCES phoenix_kit_files ON DELETE CASCADE)");
  await pool.query("CREATE TABLE phoenix_kit_shop_products (image_uuids uuid[], featured_image_uuid uuid)");
  const named = { name: "page", displayName: "Page", displayNamePlural: "Pages", createdByUuid: creator };
  const [entity] = await db().insert(entities).values(named).returning();
  const record = { entityUuid: entity?.uuid ?? "", createdByUuid: creator, title: "a" };
  const references: Record<string, (uuid: string) => Promise<unknown>> = {
    "phoenix_kit_entity_data.data": (uuid) =>
      db()
        .insert(entityData)
        .values({ ...record, data: { gallery: [{ image: uuid.toUpperCase() }] } }),
    "phoenix_kit_users.custom_fields": (uuid) =>
      db()
        .update(users)
        .set({ customFields: { avatar_file_uuid: uuid } })
        .where(eq(users.uuid, creator)),
    "phoenix_kit_settings.value": (uuid) => putSetting(db(), "site_icon_uuid", uuid),
    "phoenix_kit_settings.value_json": (uuid) => putJsonSetting(db(), "theme", { logo: uuid }),
    "phoenix_kit_media_folders.cover_file_uuid": (uuid) =>
      createFolder(db(), { name: "a", coverFileUuid: uuid }),
    "phoenix_kit_shop_products.image_uuids": (uuid) =>
      pool.query("INSERT INTO phoenix_kit_shop_products VALUES (ARRAY[$1::uuid])", [uuid]),
    "shop_item.photo": (uuid) => pool.query("INSERT INTO shop_item VALUES ($1)", [uuid]),
  };
  const expected = [];
  for (const [name, refer] of Object.entries(references)) {
    const fileUuid = await addStored(name);
    await refer(fileUuid);
    const [table, column] = name.split(".");
    const reference = { fileUuid, table: `public.${table}`, column };
    expect(await listFileReferences(db(), fileUuid)).toEqual([reference]);
    await trashFile(db(), fileUuid);
    expected.push(reference);
  }
  const unused = await addStored("unused");
  await trashFile(db(), unused);
  const { references: found, ...result } = await purge();
  expect(result).toEqual({ files: 1, folders: 0, failed: [] });
  expect(found).toHaveLength(expected.length);
  expect(found).toEqual(expect.arrayContaining(expected));
  expect(deleted).toEqual(["unused"]);
  await pool.query("DROP TABLE shop_item, phoenix_kit_shop_products");
  await pool.query("DELETE FROM phoenix_kit_settings WHERE key IN ('site_icon_uuid', 'theme')");
});

test("20 purges at once delete each copy once", async () => {
  const uuids = await repeatAtOnce(() => addStored());
  for (const uuid of uuids) await trashFile(db(), uuid);
  const results = await repeatAtOnce(() => purge());
  expect(results.reduce((sum, { files: gone }) => sum + gone, 0)).toBe(20);
  expect(new Set(deleted).size).toBe(20);
  expect(deleted).toHaveLength(20);
  expect(await db().$count(files)).toBe(0);
});

test("bytes that two files share go with the last one", async () => {
  const bucketUuids = [await addBucket()];
  const store = async () => {
    const { uuid: fileUuid } = await addFile();
    const stored = { fileUuid, variantName: "original", ...bytes, bucketUuids, fileName: "shared" };
    await storeFileInstance(db(), stored);
    return fileUuid;
  };
  const [first, second, third] = [await store(), await store(), await store()];
  await trashFile(db(), first);
  expect(await purge()).toMatchObject({ files: 1 });
  expect(deleted).toEqual([]);
  await trashFile(db(), second);
  await trashFile(db(), third);
  expect(await purge()).toMatchObject({ files: 2 });
  expect(deleted).toEqual(["shared"]);
});

test("what the system made of a file goes with it", async () => {
  const parentFileUuid = await addStored("parent");
  const tile = {
    fileName: "0_0",
    originalFileName: "0_0",
    mimeType: "image/png",
    fileType: "tile",
    ext: "png",
  } as const;
  const made = {
    ...tile,
    fileChecksum: "t",
    userFileChecksum: "t",
    size: 1,
    systemManaged: true,
    parentFileUuid,
  };
  const [child] = await db().insert(files).values(made).returning();
  const stored = { fileUuid: child?.uuid ?? "", variantName: "original", ...bytes, fileName: "tile" };
  await storeFileInstance(db(), { ...stored, bucketUuids: [await addBucket()] });
  await trashFile(db(), parentFileUuid);
  expect(await purge()).toMatchObject({ files: 1 });
  expect(deleted.sort()).toEqual(["parent", "tile"]);
  expect(await db().$count(fileInstances)).toBe(0);
});

test("a file whose bytes could not be deleted stays, is tried again, and does not stop the others", async () => {
  for (const name of ["a", "b", "c"]) await trashFile(db(), await addStored(name));
  const error = new Error("The bucket is down.");
  const failing = async (copy: PurgedCopy) => {
    if (copy.path === "b") throw error;
    await deleteCopy(copy);
  };
  const result = await purge({ deleteCopy: failing });
  expect(result).toMatchObject({ files: 2, failed: [{ error }] });
  expect(await db().$count(fileLocations)).toBe(1);
  expect(await purge()).toMatchObject({ files: 1, failed: [] });
});

test("one file, and all but those to keep", async () => {
  const uuids = [await addStored("a"), await addStored("b"), await addStored("c")];
  for (const uuid of uuids) await trashFile(db(), uuid);
  expect(await purge({ fileUuid: uuids[1] })).toMatchObject({ files: 1 });
  expect(deleted).toEqual(["b"]);
  expect(await purge({ keep: [String(uuids[0]).toUpperCase()] })).toMatchObject({ files: 1 });
  expect(deleted).toEqual(["b", "c"]);
});

test("folders of the trash go when they are empty; a file that another folder shows stays", async () => {
  const outer = await createFolder(db(), { name: "outer" });
  const inner = await createFolder(db(), { name: "inner", parentUuid: outer.uuid });
  const shelf = await createFolder(db(), { name: "shelf" });
  const [kept, gone, alone] = [await addStored("kept"), await addStored("gone"), await addStored("alone")];
  await db().update(files).set({ folderUuid: outer.uuid }).where(eq(files.uuid, kept));
  await db().update(files).set({ folderUuid: inner.uuid }).where(eq(files.uuid, gone));
  await updateFolder(db(), { uuid: inner.uuid, coverFileUuid: gone });
  await linkFile(db(), { fileUuid: kept, folderUuid: shelf.uuid });
  await linkFile(db(), { fileUuid: alone, folderUuid: shelf.uuid });
  await trashFolder(db(), outer.uuid);
  await trashFile(db(), alone);
  const reference = { fileUuid: kept, table: "public.phoenix_kit_media_folder_links", column: "file_uuid" };
  expect(await purge()).toEqual({ files: 2, folders: 1, references: [reference], failed: [] });
  const left = await db().select().from(mediaFolders).orderBy(mediaFolders.name);
  expect(left.map(({ name }) => name)).toEqual(["outer", "shelf"]);
  expect(await db().$count(annotations)).toBe(0);
});

test("bad input is refused", async () => {
  for (const wrong of [{ olderThanMs: -1 }, { fileUuid: "1" }, { keep: ["1"] }]) {
    await expect(purge(wrong)).rejects.toMatchObject({ name: "RuleError", code: "invalid_input" });
  }
  await expect(listFileReferences(db(), "1")).rejects.toMatchObject({ code: "invalid_input" });
});
