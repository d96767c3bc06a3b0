import { and, eq, inArray, isNotNull, notExists, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Bucket, Tables } from "../../schema/index.ts";
import { assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import {
  type FileReference,
  findReferencesByKey,
  findReferencesInData,
  type ReferenceTableNames,
} from "./file-references.ts";
import { lockFolders } from "./folders.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runRead, runRule } from "./run-rule.ts";
import { computeTimeAgo } from "./server-time.ts";
import { getSetting } from "./settings.ts";

/** What to purge, and how to delete its bytes. */
export interface PurgeOptions
  extends InTables<ReferenceTableNames | "buckets" | "fileLocations" | "settings"> {
  /**
   * Deletes the bytes under a path of a bucket. It is called again after a crash, so it must not throw for bytes that
   * are gone; a file for which it throws stays.
   */
  readonly deleteCopy: (copy: PurgedCopy) => Promise<unknown>;
  /**
   * Only what has been in the trash for that long, in milliseconds. Default: the days of the setting
   * `trash_retention_days`, or 30 days.
   */
  readonly olderThanMs?: number | undefined;
  /** Only this file. Default: all files and folders. */
  readonly fileUuid?: string | undefined;
  /** Uuids of files that something outside of the database refers to. Default: none. */
  readonly keep?: readonly string[] | undefined;
}

/** Bytes that no file needs any more. */
export interface PurgedCopy {
  /** The bucket, with its keys. */
  readonly bucket: Bucket;
  /** The path within the bucket. */
  readonly path: string;
}

/** The result of a purge. */
export interface PurgeResult {
  /** How many files are gone. */
  readonly files: number;
  /** How many folders are gone. */
  readonly folders: number;
  /** The references because of which files stay. */
  readonly references: readonly FileReference[];
  /** The files whose bytes could not be deleted. */
  readonly failed: readonly { readonly fileUuid: string; readonly error: unknown }[];
}

type PurgeTables = NonNullable<PurgeOptions["tables"]>;

const dayMs = 86_400_000;
const atOnce = 50;

/**
 * Removes files from the trash for good: their bytes, by a function of the app, then their rows, with variants,
 * annotations and links. A file that something refers to (`listFileReferences`) stays, and so do bytes that another
 * file shares. Empty folders in the trash are deleted. Concurrent calls take different files. A reference in JSON that
 * is written meanwhile is not seen, so do not offer files in the trash to anybody.
 *
 * @param db a Drizzle database; each 50 files are a transaction, within which their bytes are deleted
 * @param options how bytes are deleted, how old, and the tables of another prefix
 * @returns how many files and folders are gone, and which files stay and why
 * @throws RuleError `invalid_input`
 * @example
 * import { rm } from "node:fs/promises";
 * import { purgeTrashedFiles } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const { files, references } = await purgeTrashedFiles(db, {
 *   deleteCopy: ({ bucket, path }) => rm(`${bucket.endpoint}/${path}`, { force: true }),
 * });
 * console.log(files, references.map(({ table }) => table));
 */
export async function purgeTrashedFiles(db: Db, options: PurgeOptions): Promise<PurgeResult> {
  const tables = chooseTables(options);
  const { deleteCopy, fileUuid, keep = [] } = options;
  const { files } = tables;
  if (fileUuid !== undefined) assertUuid("file", fileUuid);
  for (const uuid of keep) assertUuid("file to keep", uuid);
  const trashedBefore = computeTimeAgo(
    "olderThanMs",
    options.olderThanMs ?? (await readRetentionMs(db, tables)),
  );
  const isOne = fileUuid === undefined ? sql`true` : eq(files.uuid, fileUuid);
  const isDue = sql`(${files.status} = 'trashed' AND ${files.trashedAt} <= ${trashedBefore} AND ${isOne})`;
  const references = await runRead(db, (on) => findReferencesInData(on, isDue, tables));
  const kept = new Set([...keep.map((uuid) => uuid.toLowerCase()), ...references.map((one) => one.fileUuid)]);
  const total = { files: 0, references, failed: [] as { fileUuid: string; error: unknown }[] };
  let last: Place | undefined;
  do {
    const batch = await runRule(db, async (tx) => {
      const place: Place[] = await lockBatch(tx, { files, isDue, last });
      const uuids = place.map(({ uuid }) => uuid);
      if (uuids.length === 0) return undefined;
      const byKey = await findReferencesByKey(tx, inArray(files.uuid, uuids), tables);
      const inUse = new Set([...kept, ...byKey.map((one) => one.fileUuid)]);
      const result = await deleteFiles(
        tx,
        uuids.filter((uuid) => !inUse.has(uuid)),
        { deleteCopy, tables },
      );
      return { ...result, byKey, last: place.at(-1) };
    });
    if (batch) {
      total.files += batch.deleted;
      total.failed.push(...batch.failed);
      total.references.push(...batch.byKey);
    }
    last = batch?.last;
  } while (last);
  const folders = fileUuid === undefined ? await purgeFolders(db, trashedBefore, tables) : 0;
  return { ...total, folders };
}

async function readRetentionMs(db: Db, tables: PurgeTables): Promise<number> {
  const days = Number.parseInt((await getSetting(db, "trash_retention_days", { tables })) ?? "", 10);
  return (days >= 0 ? days : 30) * dayMs;
}

interface Place {
  readonly uuid: string;
  readonly trashedAt: string;
}

function lockBatch(
  tx: Db,
  { files, isDue, last }: { files: Tables["files"]; isDue: SQL; last: Place | undefined },
): Promise<Place[]> {
  const isAfter =
    last &&
    sql`(${files.trashedAt}, ${files.uuid}) > (${last.trashedAt}::pg_catalog.timestamptz, ${last.uuid}::pg_catalog.uuid)`;
  return tx
    .select({ uuid: files.uuid, trashedAt: sql<string>`${files.trashedAt}::pg_catalog.text` })
    .from(files)
    .where(and(isNotNull(files.trashedAt), isDue, isAfter))
    .orderBy(files.trashedAt, files.uuid)
    .limit(atOnce)
    .for("update", { skipLocked: true });
}

/**
 * A copy and one of its holders: `root` is the file of the batch that the holder is or was derived from; undefined for
 * a file outside of the batch.
 */
interface Holder {
  readonly bucketUuid: string;
  readonly path: string;
  readonly root: string | undefined;
}

async function deleteFiles(
  tx: Db,
  uuids: readonly string[],
  { deleteCopy, tables }: { deleteCopy: PurgeOptions["deleteCopy"]; tables: PurgeTables },
): Promise<{ deleted: number; failed: { fileUuid: string; error: unknown }[] }> {
  const { files, buckets } = tables;
  const failed: { fileUuid: string; error: unknown }[] = [];
  if (uuids.length === 0) return { deleted: 0, failed };
  let holders = await listHolders(tx, uuids, tables);
  const known = new Map((await tx.select().from(buckets)).map((bucket) => [bucket.uuid, bucket]));
  for (const fileUuid of uuids) {
    const others = new Set(holders.filter(({ root }) => root !== fileUuid).map(nameCopy));
    const own = holders.filter((holder) => holder.root === fileUuid && !others.has(nameCopy(holder)));
    const copies = new Map(own.map((holder) => [nameCopy(holder), holder]));
    try {
      for (const { bucketUuid, path } of copies.values()) {
        const bucket = known.get(bucketUuid);
        if (bucket) await deleteCopy({ bucket, path });
      }
      holders = holders.filter(({ root }) => root !== fileUuid);
    } catch (error) {
      failed.push({ fileUuid, error });
    }
  }
  const gone = uuids.filter((uuid) => !failed.some(({ fileUuid }) => fileUuid === uuid));
  if (gone.length > 0) await tx.delete(files).where(inArray(files.uuid, gone));
  return { deleted: gone.length, failed };
}

function nameCopy({ bucketUuid, path }: Holder): string {
  return `${bucketUuid}/${path}`;
}

/** Lists the copies of files and of files derived from them, each with every file that holds it. */
function listHolders(tx: Db, uuids: readonly string[], tables: PurgeTables): Promise<Holder[]> {
  const { files, fileInstances: instances, fileLocations: locations } = tables;
  const child = alias(files, "child");
  const copies = sql`SELECT ${locations.bucketUuid}, ${locations.path}, ${instances.fileUuid}
    FROM ${locations} JOIN ${instances} ON ${instances.uuid} = ${locations.fileInstanceUuid}
    WHERE ${locations.status} <> 'deleted'`;
  const found = sql`(
    WITH RECURSIVE family (root, uuid) AS (
      SELECT ${files.uuid}, ${files.uuid} FROM ${files} WHERE ${inArray(files.uuid, [...uuids])}
      UNION SELECT family.root, ${child.uuid} FROM ${files} AS child JOIN family ON ${child.parentFileUuid} = family.uuid
    ), held (bucket_uuid, path, file_uuid) AS MATERIALIZED (${copies}), wanted AS (
      SELECT DISTINCT held.bucket_uuid, held.path FROM held JOIN family ON family.uuid = held.file_uuid
    )
    SELECT held.bucket_uuid, held.path, family.root
    FROM wanted JOIN held USING (bucket_uuid, path) LEFT JOIN family ON family.uuid = held.file_uuid
  ) AS holder`;
  return tx
    .select({
      bucketUuid: sql<string>`holder.bucket_uuid`,
      path: sql<string>`holder.path`,
      root: sql<string | undefined>`holder.root`,
    })
    .from(found);
}

/** Removes empty folders from the trash, the inner ones first. */
async function purgeFolders(db: Db, trashedBefore: SQL<Date>, tables: PurgeTables): Promise<number> {
  const { files, mediaFolders: folders } = tables;
  const child = alias(folders, "child");
  let total = 0;
  for (let deleted = 1; deleted > 0; total += deleted) {
    const gone = await runRule(db, async (tx) => {
      await lockFolders(tx, tables);
      return tx
        .delete(folders)
        .where(
          and(
            isNotNull(folders.trashedAt),
            sql`${folders.trashedAt} <= ${trashedBefore}`,
            notExists(tx.select({ uuid: child.uuid }).from(child).where(eq(child.parentUuid, folders.uuid))),
            notExists(tx.select({ uuid: files.uuid }).from(files).where(eq(files.folderUuid, folders.uuid))),
          ),
        )
        .returning({ uuid: folders.uuid });
    });
    deleted = gone.length;
  }
  return total;
}
