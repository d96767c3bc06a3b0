import { and, eq, ne, sql } from "drizzle-orm";
import type { StoredFile } from "../../schema/index.ts";
import { assertCount, assertUuid, largestInteger } from "./assert.ts";
import type { Db } from "./db.ts";
import { fileNotFoundError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { assertRow } from "./row.ts";
import { runStatement } from "./run-rule.ts";
import { serverNow } from "./server-time.ts";

/** What an app has found out about a file by processing it. */
export interface ProcessedFile {
  /** The file. */
  readonly fileUuid: string;
  /** In pixels. Default: what it was. */
  readonly width?: number | undefined;
  /** In pixels. Default: what it was. */
  readonly height?: number | undefined;
  /** In seconds. Default: what it was. */
  readonly duration?: number | undefined;
  /** Further details. Default: what they were. */
  readonly metadata?: Record<string, unknown> | undefined;
}

/**
 * Marks a file as active: its bytes are stored, and it can be shown. A file in the trash stays there.
 *
 * @param db a Drizzle database or transaction
 * @param processed the file, and what was found out about it
 * @param options the tables of another prefix
 * @returns the stored file
 * @throws RuleError `file_not_found`, `invalid_input`
 * @example
 * import { completeFile } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await completeFile(db, { fileUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", width: 1920, height: 1080 });
 */
export async function completeFile(
  db: Db,
  processed: ProcessedFile,
  options: InTables<"files"> = {},
): Promise<StoredFile> {
  const { files } = chooseTables(options, processed);
  const { fileUuid, width, height, duration, metadata } = processed;
  assertUuid("file", fileUuid);
  for (const [name, value] of Object.entries({ width, height, duration })) {
    if (value !== undefined) assertCount(name, value, { min: 1, max: largestInteger });
  }
  assertRow(files, { metadata });
  const status = sql`CASE ${files.status} WHEN 'trashed' THEN ${files.status} ELSE 'active' END`;
  const [file] = await runStatement(db, (on) =>
    on
      .update(files)
      .set({ status, width, height, duration, metadata })
      .where(eq(files.uuid, fileUuid))
      .returning(),
  );
  if (file) return file;
  throw fileNotFoundError(fileUuid);
}

/**
 * Marks a file whose bytes could not be stored or read as failed.
 *
 * @param db a Drizzle database or transaction
 * @param fileUuid the file
 * @param options the tables of another prefix
 * @returns whether it was being processed
 * @throws RuleError `invalid_input`
 * @example
 * import { failFile } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await failFile(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 */
export async function failFile(db: Db, fileUuid: string, options: InTables<"files"> = {}): Promise<boolean> {
  const { files } = chooseTables(options);
  assertUuid("file", fileUuid);
  const isProcessing = and(eq(files.uuid, fileUuid), eq(files.status, "processing"));
  const failed = await runStatement(db, (on) =>
    on.update(files).set({ status: "failed" }).where(isProcessing).returning({ uuid: files.uuid }),
  );
  return failed.length > 0;
}

/**
 * Moves a file to the trash, from which `restoreFile` takes it and `purgeTrashedFiles` removes it.
 *
 * @param db a Drizzle database or transaction
 * @param fileUuid the file
 * @param options the tables of another prefix
 * @returns whether it was outside the trash
 * @throws RuleError `invalid_input`
 * @example
 * import { trashFile } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await trashFile(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 */
export async function trashFile(db: Db, fileUuid: string, options: InTables<"files"> = {}): Promise<boolean> {
  const { files } = chooseTables(options);
  assertUuid("file", fileUuid);
  const isOutside = and(eq(files.uuid, fileUuid), ne(files.status, "trashed"));
  const trashed = await runStatement(db, (on) =>
    on
      .update(files)
      .set({ status: "trashed", trashedAt: serverNow })
      .where(isOutside)
      .returning({ uuid: files.uuid }),
  );
  return trashed.length > 0;
}

/**
 * Takes a file out of the trash: it is active, in its folder, or in none if that is in the trash.
 *
 * @param db a Drizzle database or transaction
 * @param fileUuid the file
 * @param options the tables of another prefix
 * @returns whether it was in the trash
 * @throws RuleError `invalid_input`
 * @example
 * import { restoreFile } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await restoreFile(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 */
export async function restoreFile(
  db: Db,
  fileUuid: string,
  options: InTables<"files" | "mediaFolders"> = {},
): Promise<boolean> {
  const { files, mediaFolders: folders } = chooseTables(options);
  assertUuid("file", fileUuid);
  const isTrashed = and(eq(files.uuid, fileUuid), eq(files.status, "trashed"));
  const folderUuid = sql`(SELECT ${folders.uuid} FROM ${folders}
    WHERE ${folders.uuid} = ${files.folderUuid} AND ${folders.trashedAt} IS NULL)`;
  const restored = await runStatement(db, (on) =>
    on
      .update(files)
      .set({ status: "active", trashedAt: null, folderUuid })
      .where(isTrashed)
      .returning({ uuid: files.uuid }),
  );
  return restored.length > 0;
}
