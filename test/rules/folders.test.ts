import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { defineTables, files, mediaFolderLinks, mediaFolders } from "../../src/index.ts";
import { restoreFile, trashFile } from "../../src/rules/file-states.ts";
import {
  linkFile,
  listFolderFiles,
  moveFile,
  restoreFolder,
  trashFolder,
  unlinkFile,
} from "../../src/rules/folder-files.ts";
import { createFolder, deleteFolder, listFolders, updateFolder } from "../../src/rules/folders.ts";
import { useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";
import { repeatAtOnce, useFiles } from "./use-files.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const { db, addFile } = useFiles(database);
const nobody = "018f0000-0000-7000-8000-000000000000";

const names = async (parentUuid: string | null) =>
  (await listFolders(db(), parentUuid)).map(({ name }) => name);
const shown = async (folderUuid: string | null) =>
  (await listFolderFiles(db(), folderUuid)).map(({ uuid }) => uuid);
const refuse = async (code: string, run: () => Promise<unknown>) =>
  expect(run()).rejects.toMatchObject({ name: "RuleError", code, remedy: expect.any(String) });

test.each(["public", quotedPrefix])(
  "folders are created, renamed, moved and deleted (%s)",
  async (prefix) => {
    const tables = defineTables(prefix);
    const { uuid } = await createFolder(db(), { name: "Käse", color: "teal" }, { tables });
    const inner = await createFolder(db(), { name: "b", parentUuid: uuid, description: "ä" }, { tables });
    await createFolder(db(), { name: "a", parentUuid: uuid }, { tables });
    expect((await listFolders(db(), uuid, { tables })).map(({ name }) => name)).toEqual(["a", "b"]);
    const file = await addFile({}, tables);
    const place = { fileUuid: file.uuid, folderUuid: inner.uuid };
    expect(await moveFile(db(), place, { tables })).toMatchObject({ folderUuid: inner.uuid });
    const renamed = await updateFolder(
      db(),
      { uuid: inner.uuid, name: "c", headerSize: "large" },
      { tables },
    );
    expect(renamed).toMatchObject({ name: "c", headerSize: "large", parentUuid: uuid, description: "ä" });
    expect(await deleteFolder(db(), inner.uuid, { tables })).toBe(true);
    expect(await deleteFolder(db(), inner.uuid, { tables })).toBe(false);
    expect(await listFolderFiles(db(), uuid, { tables })).toMatchObject([{ uuid: file.uuid }]);
    expect(await updateFolder(db(), { uuid, parentUuid: null }, { tables })).toMatchObject({ name: "Käse" });
  },
);

test("of 20 folders of one name at once, one is created", async () => {
  const created = await repeatAtOnce(() =>
    createFolder(db(), { name: "same" }).then(
      () => "created",
      ({ code }) => code,
    ),
  );
  expect(created.filter((outcome) => outcome === "created")).toHaveLength(1);
  expect(new Set(created)).toEqual(new Set(["created", "folder_name_taken"]));
});

test("20 moves at once make no circle", async () => {
  const [a, b] = [await createFolder(db(), { name: "a" }), await createFolder(db(), { name: "b" })];
  const outcomes = await repeatAtOnce((n) => {
    const [uuid, parentUuid] = n % 2 ? [a.uuid, b.uuid] : [b.uuid, a.uuid];
    return updateFolder(db(), { uuid, parentUuid }).then(
      () => "moved",
      ({ code }) => code,
    );
  });
  expect(new Set(outcomes)).toEqual(new Set(["moved", "invalid_input"]));
  expect(await listFolders(db(), null)).toHaveLength(1);
});

test("what is in a deleted folder moves up, unless a name would be there twice", async () => {
  const outer = await createFolder(db(), { name: "x" });
  await createFolder(db(), { name: "x", parentUuid: outer.uuid });
  expect(await deleteFolder(db(), outer.uuid)).toBe(true);
  expect(await names(null)).toEqual(["x"]);
  const other = await createFolder(db(), { name: "y" });
  await createFolder(db(), { name: "x", parentUuid: other.uuid });
  await refuse("folder_name_taken", () => deleteFolder(db(), other.uuid));
  expect(await names(null)).toEqual(["x", "y"]);
});

test("a folder shows its own files and links, newest first, page by page", async () => {
  const { uuid: folderUuid } = await createFolder(db(), { name: "a" });
  const added = [await addFile(), await addFile({ folderUuid }), await addFile(), await addFile()];
  const [linked, own, gone, outside] = added.map(({ uuid }) => uuid);
  const link = { fileUuid: linked ?? "", folderUuid };
  const outcomes = await repeatAtOnce(() => linkFile(db(), link));
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  await linkFile(db(), { ...link, fileUuid: gone ?? "" });
  await trashFile(db(), gone ?? "");
  expect(await shown(folderUuid)).toEqual([own, linked]);
  expect(await shown(null)).toEqual([outside, linked]);
  const first = await listFolderFiles(db(), folderUuid, { limit: 1 });
  expect(first).toMatchObject([{ uuid: own }]);
  expect(await listFolderFiles(db(), folderUuid, { after: own })).toMatchObject([{ uuid: linked }]);
  expect(await unlinkFile(db(), link)).toBe(true);
  expect(await unlinkFile(db(), link)).toBe(false);
  expect(await db().$count(mediaFolderLinks)).toBe(1);
});

test("a folder goes to the trash with all in it, and comes back without what was there before", async () => {
  const outer = await createFolder(db(), { name: "outer" });
  const inner = await createFolder(db(), { name: "inner", parentUuid: outer.uuid });
  const old = await createFolder(db(), { name: "old", parentUuid: outer.uuid });
  const before = await addFile({ folderUuid: outer.uuid });
  const file = await addFile({ folderUuid: inner.uuid });
  await trashFile(db(), before.uuid);
  await trashFolder(db(), old.uuid);
  expect((await repeatAtOnce(() => trashFolder(db(), outer.uuid))).filter(Boolean)).toHaveLength(1);
  expect(await names(null)).toEqual([]);
  const statuses = async () =>
    (await db().select().from(files).orderBy(files.uuid)).map(({ status, trashedAt }) => [
      status,
      trashedAt !== null,
    ]);
  expect(await statuses()).toEqual([
    ["trashed", true],
    ["trashed", true],
  ]);
  await refuse("folder_not_found", () => moveFile(db(), { fileUuid: file.uuid, folderUuid: inner.uuid }));
  expect((await repeatAtOnce(() => restoreFolder(db(), outer.uuid))).filter(Boolean)).toHaveLength(1);
  expect(await names(outer.uuid)).toEqual(["inner"]);
  expect(await statuses()).toEqual([
    ["trashed", true],
    ["active", false],
  ]);
  expect(await shown(inner.uuid)).toEqual([file.uuid]);
});

test("what is restored alone leaves the folders in the trash", async () => {
  const outer = await createFolder(db(), { name: "outer" });
  const inner = await createFolder(db(), { name: "inner", parentUuid: outer.uuid });
  const file = await addFile({ folderUuid: outer.uuid });
  await trashFolder(db(), outer.uuid);
  expect((await repeatAtOnce(() => restoreFile(db(), file.uuid))).filter(Boolean)).toHaveLength(1);
  expect(await shown(null)).toEqual([file.uuid]);
  expect(await restoreFolder(db(), inner.uuid)).toBe(true);
  expect(await names(null)).toEqual(["inner"]);
  await createFolder(db(), { name: "outer" });
  await refuse("folder_name_taken", () => restoreFolder(db(), outer.uuid));
  const [folder] = await db().select().from(mediaFolders).where(eq(mediaFolders.uuid, outer.uuid));
  expect(folder?.trashedAt).not.toBeNull();
});

test("bad input and what is not there are refused", async () => {
  const { uuid } = await createFolder(db(), { name: "a" });
  const file = await addFile();
  for (const wrong of [
    { name: "" },
    { name: "x".repeat(256) },
    { color: "beige" },
    { description: "x".repeat(2001) },
    { parentUuid: "1" },
    { userUuid: nobody },
    { coverFileUuid: nobody },
  ]) {
    await refuse("invalid_input", () => createFolder(db(), { name: "b", ...wrong }));
  }
  await refuse("folder_not_found", () => createFolder(db(), { name: "b", parentUuid: nobody }));
  await refuse("folder_not_found", () => updateFolder(db(), { uuid: nobody, name: "b" }));
  await refuse("invalid_input", () => updateFolder(db(), { uuid, parentUuid: uuid }));
  await refuse("invalid_input", () => updateFolder(db(), { uuid, name: "" }));
  await refuse("file_not_found", () => moveFile(db(), { fileUuid: nobody, folderUuid: null }));
  await refuse("file_not_found", () => linkFile(db(), { fileUuid: nobody, folderUuid: uuid }));
  await refuse("folder_not_found", () => linkFile(db(), { fileUuid: file.uuid, folderUuid: nobody }));
  await refuse("invalid_input", () => listFolderFiles(db(), uuid, { limit: 0 }));
  await refuse("invalid_input", () => trashFolder(db(), "1"));
  expect(await trashFolder(db(), nobody)).toBe(false);
  expect(await restoreFolder(db(), uuid)).toBe(false);
  expect(await names(null)).toEqual(["a"]);
});
