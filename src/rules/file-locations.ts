import { and, desc, eq, sql } from "drizzle-orm";
import {
  type Bucket,
  type FileInstance,
  type FileLocation,
  type FileLocationStatus,
  fileLocationStatuses,
} from "../../schema/index.ts";
import { assertCount, assertUuid, largestInteger, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { fileNotFoundError, invalidInputError } from "./error.ts";
import { assertAddress, storeLocation, type VariantAddress } from "./file-instances.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runReadOfDates, runRule } from "./run-rule.ts";

/** The state of a variant's copy in a bucket. */
export interface FileCopy extends VariantAddress {
  /** The bucket. */
  readonly bucketUuid: string;
  /** The copy's status: `active`, `syncing`, `failed` or `deleted`. */
  readonly status: FileLocationStatus;
  /** Copies with higher numbers are read first. Default: what it was, or 0. */
  readonly priority?: number | undefined;
}

/** A copy that can be read, with its bucket, its path, and the variant that it is a copy of. */
export interface FileSource {
  /** The copy: its path within the bucket. */
  readonly location: FileLocation;
  /** The bucket. */
  readonly bucket: Bucket;
  /** The original or the variant that it is a copy of. */
  readonly instance: FileInstance;
}

/**
 * Records the status of a variant's copy in a new or known bucket: a mirror is `syncing`, then `active` or `failed`;
 * its bytes were `deleted`. An active copy is recorded as verified now.
 *
 * @param db a Drizzle database or transaction
 * @param copy which variant, in which bucket, and its status
 * @param options the tables of another prefix
 * @returns the stored location
 * @throws RuleError `file_not_found` if the variant was never stored; `invalid_input`, also if there is no such bucket
 * @example
 * import { recordFileLocation } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const bucketUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b62";
 * const copy = { fileUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", variantName: "original", bucketUuid };
 * await recordFileLocation(db, { ...copy, status: "syncing" });
 * await recordFileLocation(db, { ...copy, status: "active" });
 */
export async function recordFileLocation(
  db: Db,
  copy: FileCopy,
  options: InTables<"fileInstances" | "fileLocations"> = {},
): Promise<FileLocation> {
  const tables = chooseTables(options, copy);
  const { fileInstances: instances } = tables;
  const { fileUuid, variantName, bucketUuid, status, priority } = copy;
  assertAddress(copy);
  assertUuid("bucket", bucketUuid);
  if (!fileLocationStatuses.includes(status)) {
    throw invalidInputError(
      `A copy cannot be ${quote(status)}.`,
      `Give one of ${fileLocationStatuses.join(", ")}.`,
    );
  }
  if (priority !== undefined) assertCount("priority", priority, { max: largestInteger });
  return runRule(db, async (tx) => {
    const [instance] = await tx
      .select()
      .from(instances)
      .where(and(eq(instances.fileUuid, fileUuid), eq(instances.variantName, variantName)))
      .for("no key update");
    if (!instance) throw fileNotFoundError(`${fileUuid} with the variant "${variantName}"`);
    const verified = status === "active" ? { lastVerifiedAt: new Date() } : {};
    const place = { fileInstanceUuid: instance.uuid, bucketUuid, path: instance.fileName };
    return storeLocation(tx, { ...place, status, priority, ...verified }, tables);
  });
}

/**
 * Finds the active copies of a variant in enabled buckets, best first. There are none while it is being made, so an
 * upload must store its bytes as long as `original` has none.
 *
 * @param db a Drizzle database or transaction
 * @param variant which one
 * @param options the tables of another prefix
 * @returns the copies with their buckets: copies with high priorities first, then buckets with low priorities; 0 of a
 * bucket is last
 * @throws RuleError `invalid_input`
 * @example
 * import { findFileSources } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const fileUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const [source] = await findFileSources(db, { fileUuid, variantName: "original" });
 * console.log(source?.bucket.endpoint, source?.location.path, source?.instance.mimeType);
 */
export async function findFileSources(
  db: Db,
  variant: VariantAddress,
  options: InTables<"buckets" | "fileInstances" | "fileLocations"> = {},
): Promise<FileSource[]> {
  const {
    buckets: bucket,
    fileInstances: instance,
    fileLocations: location,
  } = chooseTables(options, variant);
  const { fileUuid, variantName } = variant;
  assertAddress(variant);
  const isReadable = and(
    eq(instance.fileUuid, fileUuid),
    eq(instance.variantName, variantName),
    eq(instance.processingStatus, "completed"),
    eq(location.status, "active"),
    eq(bucket.enabled, true),
  );
  return runReadOfDates(db, (on) =>
    on
      .select({ location, bucket, instance })
      .from(instance)
      .innerJoin(location, eq(location.fileInstanceUuid, instance.uuid))
      .innerJoin(bucket, eq(bucket.uuid, location.bucketUuid))
      .where(isReadable)
      .orderBy(desc(location.priority), sql`${bucket.priority} = 0`, bucket.priority, location.uuid),
  );
}
