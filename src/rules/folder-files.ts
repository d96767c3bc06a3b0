import { and, desc, eq, inArray, isNotNull, isNull, ne, sql } from "drizzle-orm";
import type { StoredFile } from "../../schema/index.ts";
import { assertCount, assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { fileNotFoundError } from "./error.ts";
import { lockFile } from "./file-instances.ts";
import { findFolder, listSubtree, lockFolders, refuseTakenName } from "./folders.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runReadOfDates, runRule, runStatement } from "./run-rule.ts";

/** A file, and a folder that shows it. */
export interface FolderFile {
  /** The file. */
  readonly fileUuid: string;
  /** The folder. */
  readonly folderUuid: string;
}

/** A page of a folder's files. */
export interface FolderFilter extends InTables<"files" | "mediaFolderLinks"> {
  /** The uuid of the last file of the page before. Default: the list starts with the newest. */
  readonly after?: string | undefined;
  /** The most files, 1 to 1000. Default: 50. */
  readonly limit?: number | undefined;
}

/**
 * Moves a file into a folder, or out of all. It stays linked in others.
 *
 * @param db a Drizzle database or transaction
 * @param move the file, and the folder or null
 * @param options the tables of another prefix
 * @returns the stored file
 * @throws RuleError `file_not_found`; `folder_not_found` if the folder is not there or in the trash; `invalid_input`
 * @example
 * import { moveFile } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await moveFile(db, { fileUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", folderUuid: null });
 */
export async function moveFile(
  db: Db,
  move: { readonly fileUuid: string; readonly folderUuid: string | null },
  options: InTables<"files" | "mediaFolders"> = {},
): Promise<StoredFile> {
  const tables = chooseTables(options, move);
  const { files } = tables;
  const { fileUuid, folderUuid } = move;
  assertUuid("file", fileUuid);
  return runRule(db, async (tx) => {
    if (folderUuid !== null) {
      await lockFolders(tx, tables);
      await findFolder(tx, folderUuid, tables);
    }
    const [moved] = await tx.update(files).set({ folderUuid }).where(eq(files.uuid, fileUuid)).returning();
    if (!moved) throw fileNotFoundError(fileUuid);
    return moved;
  });
}

/**
 * Shows a file in another folder, in addition to its own.
 *
 * @param db a Drizzle database or transaction
 * @param link the file and the folder
 * @param options the tables of another prefix
 * @returns whether it was not linked there before
 * @throws RuleError `file_not_found`; `folder_not_found` if the folder is not there or in the trash; `invalid_input`
 * @example
 * import { linkFile } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const fileUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await linkFile(db, { fileUuid, folderUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b62" });
 */
export async function linkFile(
  db: Db,
  link: FolderFile,
  options: InTables<"files" | "mediaFolderLinks" | "mediaFolders"> = {},
): Promise<boolean> {
  const tables = chooseTables(options, link);
  const { mediaFolderLinks: links } = tables;
  const { fileUuid, folderUuid } = link;
  assertUuid("file", fileUuid);
  return runRule(db, async (tx) => {
    await lockFolders(tx, tables);
    await findFolder(tx, folderUuid, tables);
    await lockFile(tx, { uuid: fileUuid }, tables);
    const linked = await tx.insert(links).values({ fileUuid, folderUuid }).onConflictDoNothing().returning();
    return linked.length > 0;
  });
}

/**
 * Removes the link of a file to a folder. The file's own folder stays.
 *
 * @param db a Drizzle database or transaction
 * @param link the file and the folder
 * @param options the tables of another prefix
 * @returns whether it was linked there
 * @throws RuleError `invalid_input`
 * @example
 * import { unlinkFile } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const fileUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await unlinkFile(db, { fileUuid, folderUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b62" });
 */
export async function unlinkFile(
  db: Db,
  link: FolderFile,
  options: InTables<"mediaFolderLinks"> = {},
): Promise<boolean> {
  const { mediaFolderLinks: links } = chooseTables(options, link);
  assertUuid("file", link.fileUuid);
  assertUuid("folder", link.folderUuid);
  const isLink = and(eq(links.fileUuid, link.fileUuid), eq(links.folderUuid, link.folderUuid));
  const gone = await runStatement(db, (on) => on.delete(links).where(isLink).returning({ uuid: links.uuid }));
  return gone.length > 0;
}

/**
 * Lists the files that a folder shows, its own and those linked to it, newest first, page by page. Files in the trash
 * and files that the system manages are left out.
 *
 * @param db a Drizzle database or transaction
 * @param folderUuid the folder; null for files in none
 * @param options the page, and the tables of another prefix
 * @returns the files
 * @throws RuleError `invalid_input`
 * @example
 * import { listFolderFiles } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const page = await listFolderFiles(db, null);
 * const next = await listFolderFiles(db, null, { after: page.at(-1)?.uuid });
 * console.log(page.length, next.length);
 */
export async function listFolderFiles(
  db: Db,
  folderUuid: string | null,
  options: FolderFilter = {},
): Promise<StoredFile[]> {
  const tables = chooseTables(options);
  const { after, limit = 50 } = options;
  const { files, mediaFolderLinks: links } = tables;
  if (folderUuid !== null) assertUuid("folder", folderUuid);
  if (after !== undefined) assertUuid("file", after);
  assertCount("limit", limit, { min: 1, max: 1000 });
  const shown = sql`${files.uuid} IN (SELECT own.uuid FROM ${files} AS own WHERE own.folder_uuid = ${folderUuid}
    UNION SELECT ${links.fileUuid} FROM ${links} WHERE ${links.folderUuid} = ${folderUuid})`;
  const place = sql`(SELECT last.inserted_at, last.uuid FROM ${files} AS last WHERE last.uuid = ${after})`;
  const isWanted = and(
    folderUuid === null ? isNull(files.folderUuid) : shown,
    ne(files.status, "trashed"),
    eq(files.systemManaged, false),
    after === undefined ? undefined : sql`(${files.insertedAt}, ${files.uuid}) < ${place}`,
  );
  return runReadOfDates(db, (on) =>
    on.select().from(files).where(isWanted).orderBy(desc(files.insertedAt), desc(files.uuid)).limit(limit),
  );
}

/**
 * Moves a folder to the trash, with all folders and files in it.
 *
 * @param db a Drizzle database or transaction
 * @param uuid the folder
 * @param options the tables of another prefix
 * @returns whether it was outside the trash
 * @throws RuleError `invalid_input`
 * @example
 * import { trashFolder } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await trashFolder(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 */
export async function trashFolder(
  db: Db,
  uuid: string,
  options: InTables<"files" | "mediaFolders"> = {},
): Promise<boolean> {
  const tables = chooseTables(options);
  const { files, mediaFolders: folders } = tables;
  assertUuid("folder", uuid);
  return runRule(db, async (tx) => {
    await lockFolders(tx, tables);
    const inside = await listSubtree(tx, uuid, tables);
    // one time for all, by which they are restored together; clock_timestamp(), because a transaction may trash several
    // folders
    const [now] = await tx
      .select({ text: sql<string>`pg_catalog.clock_timestamp()::pg_catalog.text` })
      .from(sql`(VALUES (1)) AS one`);
    const trashedAt = sql<Date>`${now?.text}::pg_catalog.timestamptz`;
    const trashed = await tx
      .update(folders)
      .set({ trashedAt })
      .where(and(inArray(folders.uuid, inside), isNull(folders.trashedAt)))
      .returning({ uuid: folders.uuid });
    if (!trashed.some((folder) => folder.uuid === uuid.toLowerCase())) return false;
    await tx
      .update(files)
      .set({ status: "trashed", trashedAt })
      .where(and(inArray(files.folderUuid, inside), ne(files.status, "trashed")));
    return true;
  });
}

/**
 * Takes a folder out of the trash, with the folders and files that went there with it. If its parent is in the trash or
 * deleted, it is in none.
 *
 * @param db a Drizzle database or transaction
 * @param uuid the folder
 * @param options the tables of another prefix
 * @returns whether it was in the trash
 * @throws RuleError `folder_name_taken`, `invalid_input`
 * @example
 * import { restoreFolder } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await restoreFolder(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 */
export async function restoreFolder(
  db: Db,
  uuid: string,
  options: InTables<"files" | "mediaFolders"> = {},
): Promise<boolean> {
  const tables = chooseTables(options);
  const { files, mediaFolders: folders } = tables;
  assertUuid("folder", uuid);
  return refuseTakenName(undefined, () =>
    runRule(db, async (tx) => {
      await lockFolders(tx, tables);
      const [folder] = await tx
        .select({
          parentUuid: folders.parentUuid,
          moment: sql<string>`${folders.trashedAt}::pg_catalog.text`,
        })
        .from(folders)
        .where(and(eq(folders.uuid, uuid), isNotNull(folders.trashedAt)));
      if (!folder) return false;
      const inside = await listSubtree(tx, uuid, tables);
      const moment = sql`${folder.moment}::pg_catalog.timestamptz`;
      const [parent] = folder.parentUuid
        ? await tx
            .select()
            .from(folders)
            .where(and(eq(folders.uuid, folder.parentUuid), isNull(folders.trashedAt)))
        : [];
      await tx
        .update(folders)
        .set({ trashedAt: null, parentUuid: parent?.uuid ?? null })
        .where(eq(folders.uuid, uuid));
      await tx
        .update(folders)
        .set({ trashedAt: null })
        .where(and(inArray(folders.uuid, inside), sql`${folders.trashedAt} = ${moment}`));
      await tx
        .update(files)
        .set({ status: "active", trashedAt: null })
        .where(and(inArray(files.folderUuid, inside), sql`${files.trashedAt} = ${moment}`));
      return true;
    }),
  );
}
