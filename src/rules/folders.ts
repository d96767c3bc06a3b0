import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { MediaFolder, NewMediaFolder, Tables } from "../../schema/index.ts";
import { assertText, assertUuid, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError, RuleError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockKeySql } from "./lock-key.ts";
import { assertRow } from "./row.ts";
import { isUniqueViolation, runReadOfDates, runRule } from "./run-rule.ts";

/** The details of a folder that an app can set. */
type FolderDetails = Partial<
  Omit<NewMediaFolder, "uuid" | "name" | "userUuid" | "trashedAt" | "insertedAt" | "updatedAt">
>;

/** A folder to create: its name, its parent (default: none) and further details, and its owner. */
export type NewFolder = { readonly name: string } & FolderDetails & Pick<NewMediaFolder, "userUuid">;

/** What to change of a folder. What is left out stays. */
export type FolderChange = { readonly uuid: string; readonly name?: string | undefined } & FolderDetails;

type FolderTables = Pick<Tables, "mediaFolders">;

/**
 * Creates a folder. Names are unique within a folder, and among the folders in none.
 *
 * @param db a Drizzle database or transaction
 * @param folder its name, and further details
 * @param options the tables of another prefix
 * @returns the stored folder
 * @throws RuleError `folder_name_taken`; `folder_not_found` if the parent is not there or in the trash; `invalid_input`
 * @example
 * import { createFolder } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const { uuid } = await createFolder(db, { name: "Holidays" });
 * await createFolder(db, { name: "2026", parentUuid: uuid, color: "teal" });
 */
export async function createFolder(
  db: Db,
  folder: NewFolder,
  options: InTables<"mediaFolders"> = {},
): Promise<MediaFolder> {
  const tables = chooseTables(options, folder);
  const { mediaFolders: table } = tables;
  assertFolder(folder, table);
  return refuseTakenName(folder.name, () =>
    runRule(db, async (tx) => {
      await lockFolders(tx, tables);
      if (folder.parentUuid) await findFolder(tx, folder.parentUuid, tables);
      const { uuid: _, trashedAt: __, ...row } = folder as NewMediaFolder;
      const [created] = await tx.insert(table).values(row).returning();
      return created as MediaFolder;
    }),
  );
}

/**
 * Renames a folder, moves it into another one or out of all (`parentUuid: null`), or changes its details.
 *
 * @param db a Drizzle database or transaction
 * @param change which folder, and what to change
 * @param options the tables of another prefix
 * @returns the stored folder
 * @throws RuleError `folder_name_taken`; `folder_not_found` if it or the parent is not there or in the trash; `invalid_input`,
 *   also if the folder would be within itself
 * @example
 * import { updateFolder } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await updateFolder(db, { uuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", name: "Journeys", parentUuid: null });
 */
export async function updateFolder(
  db: Db,
  change: FolderChange,
  options: InTables<"mediaFolders"> = {},
): Promise<MediaFolder> {
  const tables = chooseTables(options, change);
  const { mediaFolders: table } = tables;
  const { uuid, ...changes } = change;
  assertUuid("folder", uuid);
  assertFolder({ name: "-", ...withoutUndefined(changes) }, table);
  return refuseTakenName(change.name, () =>
    runRule(db, async (tx) => {
      await lockFolders(tx, tables);
      await findFolder(tx, uuid, tables);
      if (changes.parentUuid) {
        const { uuid: parentUuid } = await findFolder(tx, changes.parentUuid, tables);
        const inside = await listSubtree(tx, uuid, tables);
        if (inside.includes(parentUuid)) {
          throw invalidInputError(
            "A folder cannot be moved into itself or into a folder within it.",
            "Give a parent that is outside of the folder, or null.",
          );
        }
      }
      const [updated] = await tx.update(table).set(changes).where(eq(table.uuid, uuid)).returning();
      return updated as MediaFolder;
    }),
  );
}

/**
 * Deletes a folder and keeps its content: its folders and files move to its parent. Links to it are deleted.
 *
 * @param db a Drizzle database or transaction
 * @param uuid the folder
 * @param options the tables of another prefix
 * @returns whether there was one
 * @throws RuleError `folder_name_taken` if a folder in it has the name of a folder in its parent; `invalid_input`
 * @example
 * import { deleteFolder } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await deleteFolder(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 */
export async function deleteFolder(
  db: Db,
  uuid: string,
  options: InTables<"files" | "mediaFolders"> = {},
): Promise<boolean> {
  const tables = chooseTables(options);
  const { files, mediaFolders: table } = tables;
  assertUuid("folder", uuid);
  return refuseTakenName(undefined, () =>
    runRule(db, async (tx) => {
      await lockFolders(tx, tables);
      const [folder] = await tx.select().from(table).where(eq(table.uuid, uuid));
      if (!folder) return false;
      const { parentUuid } = folder;
      await tx.update(files).set({ folderUuid: parentUuid }).where(eq(files.folderUuid, uuid));
      // trashed first, because a folder that moves up may have its name
      await tx
        .update(table)
        .set({ trashedAt: new Date(0) })
        .where(eq(table.uuid, uuid));
      await tx.update(table).set({ parentUuid }).where(eq(table.parentUuid, uuid));
      await tx.delete(table).where(eq(table.uuid, uuid));
      return true;
    }),
  );
}

/**
 * Lists the folders in a folder, by name.
 *
 * @param db a Drizzle database or transaction
 * @param parentUuid the folder; null for those in none
 * @param options the tables of another prefix
 * @returns its folders, without those in the trash
 * @throws RuleError `invalid_input`
 * @example
 * import { listFolders } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * for (const { uuid, name } of await listFolders(db, null)) console.log(name, (await listFolders(db, uuid)).length);
 */
export async function listFolders(
  db: Db,
  parentUuid: string | null,
  options: InTables<"mediaFolders"> = {},
): Promise<MediaFolder[]> {
  const { mediaFolders: table } = chooseTables(options);
  if (parentUuid !== null) assertUuid("folder", parentUuid);
  const isInside = parentUuid === null ? isNull(table.parentUuid) : eq(table.parentUuid, parentUuid);
  return runReadOfDates(db, (on) =>
    on
      .select()
      .from(table)
      .where(and(isInside, isNull(table.trashedAt)))
      .orderBy(asc(table.name), asc(table.uuid)),
  );
}

/**
 * Keeps other sessions from changing the tree before the transaction ends: two concurrent moves could make a circle.
 */
export async function lockFolders(tx: Db, { mediaFolders }: FolderTables): Promise<void> {
  await tx.execute(sql`SELECT ${lockKeySql(mediaFolders, ["tree"])}`);
}

/** @throws RuleError `invalid_input`, `folder_not_found` */
export async function findFolder(
  tx: Db,
  uuid: string,
  { mediaFolders: table }: FolderTables,
): Promise<MediaFolder> {
  assertUuid("folder", uuid);
  const [folder] = await tx
    .select()
    .from(table)
    .where(and(eq(table.uuid, uuid), isNull(table.trashedAt)));
  if (folder) return folder;
  throw new RuleError(`There is no folder ${uuid} outside the trash.`, {
    code: "folder_not_found",
    remedy: "Give the uuid of an existing folder, or restore it first.",
  });
}

/** The uuids of a folder and of all folders within it. */
export async function listSubtree(
  tx: Db,
  uuid: string,
  { mediaFolders: table }: FolderTables,
): Promise<string[]> {
  const rows = await tx
    .select({ uuid: sql<string>`tree.uuid` })
    .from(sql`(WITH RECURSIVE inside (uuid) AS (SELECT ${uuid}::pg_catalog.uuid
      UNION SELECT ${table.uuid} FROM ${table} JOIN inside ON ${table.parentUuid} = inside.uuid)
      SELECT uuid FROM inside) AS tree`);
  return rows.map((row) => row.uuid);
}

/** @throws RuleError `folder_name_taken` */
export async function refuseTakenName<T>(name: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    throw new RuleError(
      name === undefined ? "A folder of that name is there already." : `There is a folder "${name}" already.`,
      { code: "folder_name_taken", remedy: "Give another name, or another parent.", cause },
    );
  }
}

const colors =
  "default red orange amber yellow lime green emerald teal cyan sky blue violet purple fuchsia pink rose".split(
    " ",
  );

function assertFolder(folder: NewFolder, table: Tables["mediaFolders"]): void {
  const { name, color, description, parentUuid } = folder;
  assertText("name of a folder", name, { min: 1, max: 255 });
  if (description != null) assertText("description of a folder", description, { max: 2000 });
  if (parentUuid != null) assertUuid("folder", parentUuid);
  assertRow(table, folder);
  if (color == null || colors.includes(color)) return;
  throw invalidInputError(`A folder has no color ${quote(color)}.`, `Give one of ${colors.join(", ")}.`);
}

function withoutUndefined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
