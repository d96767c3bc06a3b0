import { and, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Bucket, Tables } from "../../schema/index.ts";
import { quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError, RuleError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runReadOfDates } from "./run-rule.ts";

/** What to store. */
export interface BucketNeed {
  /** The size of one copy. */
  readonly sizeBytes: number;
  /** How many buckets to choose, at most; default: 1. PhoenixKit has the setting storage_redundancy_copies. */
  readonly copies?: number | undefined;
}

type BucketTableNames = "buckets" | "fileInstances" | "fileLocations";

/**
 * Chooses the buckets to store a file in, best first, from those that are enabled and have room for it. Buckets with a
 * priority of 1, 2 and so on come first, then those with 0, which means none; among equal priorities, those with more
 * room. A bucket's room is `max_size_mb` (of 1,048,576 bytes) minus its active and syncing copies; without
 * `max_size_mb` there is always room. Nothing is reserved: concurrent uploads may choose the same bucket.
 *
 * @param db a Drizzle database or transaction
 * @param need the size in bytes, and how many copies
 * @param options the tables of another prefix
 * @returns one to `copies` buckets, each with its keys; fewer than `copies` if no more have room
 * @throws RuleError `no_room` if no bucket has room; `invalid_input` if a number is not valid
 * @example
 * import { chooseBuckets } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const [bucket, ...mirrors] = await chooseBuckets(db, { sizeBytes: 5_000_000, copies: 2 });
 */
export async function chooseBuckets(
  db: Db,
  need: BucketNeed,
  options: InTables<BucketTableNames> = {},
): Promise<Bucket[]> {
  const tables = chooseTables(options, need);
  const { sizeBytes, copies = 1 } = need;
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || !Number.isSafeInteger(copies) || copies < 1) {
    throw invalidInputError(
      `No buckets can be chosen for ${quote(copies)} copies of ${quote(sizeBytes)} bytes.`,
      "Give a size in whole bytes, and one copy or more.",
    );
  }
  const { buckets: table } = tables;
  const room = sql`(${table.maxSizeMb}::pg_catalog.numeric * 1048576 - ${countUsedBytes(tables)})`;
  const chosen = await runReadOfDates(db, (on) =>
    on
      .select()
      .from(table)
      .where(and(eq(table.enabled, true), or(isNull(table.maxSizeMb), sql`${room} >= ${sizeBytes}`)))
      .orderBy(sql`${table.priority} = 0`, table.priority, sql`${room} DESC NULLS FIRST`, table.uuid)
      .limit(copies),
  );
  if (chosen.length > 0) return chosen;
  throw new RuleError(`No bucket has room for ${sizeBytes} bytes.`, {
    code: "no_room",
    remedy: "Enable or add a bucket, or raise max_size_mb of one.",
  });
}

function countUsedBytes(tables: Pick<Tables, BucketTableNames>): SQL {
  const { buckets: table, fileInstances: instances, fileLocations: locations } = tables;
  const isThere = inArray(locations.status, ["active", "syncing"]);
  return sql`(
    SELECT coalesce(pg_catalog.sum(${instances.size}), 0) FROM ${locations}
    JOIN ${instances} ON ${instances.uuid} = ${locations.fileInstanceUuid}
    WHERE ${locations.bucketUuid} = ${table.uuid} AND ${isThere})`;
}
