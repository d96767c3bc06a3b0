import { and, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import { lookup } from "mime-types";
import type {
  FileInstance,
  FileLocation,
  FileProcessingStatus,
  StoredFile,
  Tables,
} from "../../schema/index.ts";
import { assertCount, assertList, assertString, assertText, assertUuid, largestInteger } from "./assert.ts";
import type { Db } from "./db.ts";
import { fileNotFoundError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { assertRow } from "./row.ts";
import { runRule } from "./run-rule.ts";
import { computeTimeAgo } from "./server-time.ts";

/** A variant of a file. */
export interface VariantAddress {
  /** The file. */
  readonly fileUuid: string;
  /** `original` is what was uploaded; the others are named after their dimension. */
  readonly variantName: string;
}

/** The original or a variant of a file, whose bytes are in buckets. */
export interface StoredInstance extends VariantAddress {
  /** The buckets that have a copy. */
  readonly bucketUuids: readonly string[];
  /** The checksum of the bytes. */
  readonly checksum: string;
  /** Their size. */
  readonly size: number;
  /** The path of the copies within each bucket. Default: a name of the file's checksum and the variant. */
  readonly fileName?: string | undefined;
  /** The format, such as `webp`. Default: the file's own. */
  readonly ext?: string | undefined;
  /** The MIME type. Default: what the format says, or the file's own. */
  readonly mimeType?: string | undefined;
  /** In pixels. Default: unknown. */
  readonly width?: number | undefined;
  /** In pixels. Default: unknown. */
  readonly height?: number | undefined;
}

/** The original or a variant, and its copies. */
export interface InstanceInBuckets {
  /** The original or the variant. */
  readonly instance: FileInstance;
  /** Its copies in the buckets that were given. */
  readonly locations: readonly FileLocation[];
}

type TableNames = "files" | "fileInstances" | "fileLocations";

/** An hour in milliseconds. */
export const hourMs = 3_600_000;

/**
 * Records the original or a variant of a file after the app has put its bytes into buckets, and where each copy is. An
 * existing one is replaced: its copies in other buckets stay if the bytes are the same, else they become `failed`.
 *
 * @param db a Drizzle database or transaction
 * @param stored which variant, the buckets, and what is known of the bytes
 * @param options the tables of another prefix
 * @returns the variant, `completed`, and its copies in the given buckets
 * @throws RuleError `file_not_found`; `invalid_input`, also if there is no such bucket
 * @example
 * import { chooseBuckets, storeFileInstance } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const fileUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const size = 5_000;
 * const buckets = await chooseBuckets(db, { sizeBytes: size, copies: 2 });
 * // write the bytes into each bucket, then:
 * const bucketUuids = buckets.map(({ uuid }) => uuid);
 * const stored = { fileUuid, variantName: "original", bucketUuids, checksum: "0".repeat(64), size };
 * console.log((await storeFileInstance(db, stored)).instance.fileName);
 */
export async function storeFileInstance(
  db: Db,
  stored: StoredInstance,
  options: InTables<TableNames> = {},
): Promise<InstanceInBuckets> {
  const tables = chooseTables(options, stored);
  const { bucketUuids, checksum, size, width, height } = stored;
  assertAddress(stored);
  assertText("checksum", checksum, { min: 1, max: 255 });
  assertCount("size", size, { min: 1, max: Number.MAX_SAFE_INTEGER });
  if (width !== undefined) assertCount("width", width, { min: 1, max: largestInteger });
  if (height !== undefined) assertCount("height", height, { min: 1, max: largestInteger });
  assertList("buckets", bucketUuids);
  for (const uuid of bucketUuids) assertUuid("bucket", uuid);
  return runRule(db, async (tx) => {
    const file = await lockFile(tx, { uuid: stored.fileUuid, strength: "no key update" }, tables);
    const row = { ...describeInstance(file, stored), checksum, size, width, height };
    const instance = await storeInstance(tx, { ...row, processingStatus: "completed" }, tables);
    const locations: FileLocation[] = [];
    for (const bucketUuid of new Set(bucketUuids.map((uuid) => uuid.toLowerCase()))) {
      const copy = {
        fileInstanceUuid: instance.uuid,
        bucketUuid,
        path: instance.fileName,
        status: "active",
      } as const;
      locations.push(await storeLocation(tx, copy, tables));
    }
    return { instance, locations };
  });
}

/**
 * Claims a due variant, so that only one of several workers makes it. A failed one can be claimed again, and so can one
 * whose worker seems to have died.
 *
 * @param db a Drizzle database or transaction
 * @param variant which one, and its format if that is not the file's own: what `listMissingVariants` returns
 * @param options after how many milliseconds a claim is lost (default: an hour), and the tables of another prefix
 * @returns the variant, `processing`, whose `fileName` is the path to store it under; undefined if it exists or another
 * worker is making it
 * @throws RuleError `file_not_found`, `invalid_input`
 * @example
 * import { claimVariant, failVariant, listMissingVariants, storeFileInstance } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const fileUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const bucketUuids = ["0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b62"];
 * for (const due of await listMissingVariants(db, fileUuid)) {
 *   const claimed = await claimVariant(db, { fileUuid, ...due });
 *   if (!claimed) continue;
 *   try {
 *     const made = { checksum: "0".repeat(64), size: 500 }; // make it, and store its bytes under claimed.fileName
 *     await storeFileInstance(db, { ...made, fileUuid, variantName: due.variantName, ext: claimed.ext, bucketUuids });
 *   } catch {
 *     await failVariant(db, { fileUuid, variantName: due.variantName });
 *   }
 * }
 */
export async function claimVariant(
  db: Db,
  variant: VariantAddress & { readonly format?: string | null | undefined },
  options: { readonly staleAfterMs?: number | undefined } & InTables<"files" | "fileInstances"> = {},
): Promise<FileInstance | undefined> {
  const tables = chooseTables(options, variant);
  const { staleAfterMs = hourMs } = options;
  const { fileInstances: table } = tables;
  assertAddress(variant);
  const isFree = isClaimable(table, staleAfterMs, ["pending", "failed"]);
  return runRule(db, async (tx) => {
    const file = await lockFile(tx, { uuid: variant.fileUuid }, tables);
    const described = describeInstance(file, { ...variant, ext: variant.format ?? undefined });
    const claim = { ...described, checksum: "", size: 0, processingStatus: "processing" } as const;
    assertRow(table, claim);
    const target = [table.fileUuid, table.variantName];
    const [claimed] = await tx
      .insert(table)
      .values(claim)
      .onConflictDoUpdate({ target, set: claim, setWhere: isFree })
      .returning();
    return claimed;
  });
}

/**
 * Marks a variant that could not be made as failed: it is no longer due, but `claimVariant` still takes it.
 *
 * @param db a Drizzle database or transaction
 * @param variant which one
 * @param options the tables of another prefix
 * @returns whether it was being made
 * @throws RuleError `invalid_input`
 * @example
 * import { failVariant } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const fileUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await failVariant(db, { fileUuid, variantName: "thumbnail" });
 */
export async function failVariant(
  db: Db,
  variant: VariantAddress,
  options: InTables<"fileInstances"> = {},
): Promise<boolean> {
  const { fileInstances: table } = chooseTables(options, variant);
  assertAddress(variant);
  const isBeingMade = and(
    eq(table.fileUuid, variant.fileUuid),
    eq(table.variantName, variant.variantName),
    inArray(table.processingStatus, ["pending", "processing"]),
  );
  const failed = await runRule(db, (tx) =>
    tx.update(table).set({ processingStatus: "failed" }).where(isBeingMade).returning({ uuid: table.uuid }),
  );
  return failed.length > 0;
}

/** Whether a worker may make a variant: it has one of the statuses, or a claim that is too old. */
export function isClaimable(
  table: Tables["fileInstances"],
  staleAfterMs: number,
  statuses: readonly FileProcessingStatus[],
): SQL {
  const isLost = sql`${table.processingStatus} = 'processing'
    AND ${table.updatedAt} <= ${computeTimeAgo("staleAfterMs", staleAfterMs)}`;
  return sql`(${inArray(table.processingStatus, [...statuses])} OR ${isLost})`;
}

/** Keeps the file from being deleted before the transaction ends, or with the greater strength from being changed. */
export async function lockFile(
  tx: Db,
  {
    uuid,
    strength = "key share",
  }: { readonly uuid: string; readonly strength?: "key share" | "no key update" },
  { files }: Pick<Tables, "files">,
): Promise<StoredFile> {
  const [file] = await tx.select().from(files).where(eq(files.uuid, uuid)).for(strength);
  if (file) return file;
  throw fileNotFoundError(uuid);
}

export function assertAddress({ fileUuid, variantName }: VariantAddress): void {
  assertUuid("file", fileUuid);
  assertText("name of a variant", variantName, { min: 1, max: 255 });
}

type Described = Pick<FileInstance, "fileUuid" | "variantName" | "fileName" | "ext" | "mimeType">;

/** PhoenixKit names a variant after the file's checksum, and puts it where the original is. */
function describeInstance(
  file: StoredFile,
  { variantName, ...given }: VariantAddress & Partial<Pick<StoredInstance, "fileName" | "ext" | "mimeType">>,
): Described {
  const ext = given.ext ?? file.ext;
  assertString("format of a variant", ext);
  const directory = file.filePath === null ? "" : `${file.filePath}/`;
  const fileName = given.fileName ?? `${directory}${file.fileChecksum}_${variantName}.${ext}`;
  const mimeType = given.mimeType ?? (ext === file.ext ? file.mimeType : lookup(ext) || file.mimeType);
  return { fileUuid: file.uuid, variantName, fileName, ext, mimeType };
}

async function storeInstance(
  tx: Db,
  row: Tables["fileInstances"]["$inferInsert"],
  { fileInstances: table, fileLocations }: Pick<Tables, TableNames>,
): Promise<FileInstance> {
  assertRow(table, row);
  const isSame = and(eq(table.fileUuid, row.fileUuid), eq(table.variantName, row.variantName));
  const [before] = await tx.select().from(table).where(isSame).for("no key update");
  const target = [table.fileUuid, table.variantName];
  const [instance] = await tx.insert(table).values(row).onConflictDoUpdate({ target, set: row }).returning();
  const { uuid } = instance as FileInstance;
  if (before && before.checksum !== row.checksum) {
    const isThere = and(eq(fileLocations.fileInstanceUuid, uuid), ne(fileLocations.status, "deleted"));
    await tx.update(fileLocations).set({ status: "failed" }).where(isThere);
  }
  return instance as FileInstance;
}

/** Stores one row for each bucket. No other session adds one meanwhile, because the caller has locked the instance. */
export async function storeLocation(
  tx: Db,
  row: Tables["fileLocations"]["$inferInsert"],
  { fileLocations: table }: Pick<Tables, "fileLocations">,
): Promise<FileLocation> {
  assertRow(table, row);
  const isSame = and(eq(table.fileInstanceUuid, row.fileInstanceUuid), eq(table.bucketUuid, row.bucketUuid));
  const [updated] = await tx.update(table).set(row).where(isSame).returning();
  if (updated) return updated;
  const [inserted] = await tx.insert(table).values(row).returning();
  return inserted as FileLocation;
}
