import { lockSql } from "../migrations/guards.ts";
import type { PreparableIndex } from "../migrations/prepared-indexes.ts";
import { renderSql } from "../migrations/render.ts";
import type { Connection } from "../postgres/connection.ts";
import { retryTransient } from "../postgres/retry.ts";
import { quoteQualified } from "../postgres/sql.ts";
import { writeTransaction } from "../postgres/transaction.ts";
import { describeWait } from "./lock-holders.ts";
import { readMarker } from "./marker.ts";

/** The index to drop, and the version for whose step it was built. */
export interface DropRequest {
  readonly prefix: string;
  readonly version: number;
  readonly index: PreparableIndex;
  readonly signal: AbortSignal | undefined;
  /** Called when other sessions block the drop. */
  readonly onWaiting: (reason: string) => void;
}

/** Readers and writers queue behind a lock that is waited for, so the wait is short. */
const lockTimeoutMs = 500;

/**
 * Drops an index that was built for a step, in a short transaction. It checks again under the lock that steps take: an
 * index whose step has run meanwhile stays, and so does, if only an INVALID one is to be dropped, one that another
 * runner has completed.
 *
 * @returns whether it was dropped
 */
export async function dropPreparedIndex(
  connection: Connection,
  request: DropRequest,
  which: "invalid" | "any",
): Promise<boolean> {
  const { prefix, signal, onWaiting } = request;
  signal?.throwIfAborted();
  const drop = () => dropUnderLock(connection, request, which);
  return retryTransient(connection, () => writeTransaction(connection, drop, { lockTimeoutMs }), {
    signal,
    onRetry: async (_, error) => onWaiting(await describeWait(connection, prefix, { error, ageMs: 0 })),
  });
}

async function dropUnderLock(
  connection: Connection,
  { prefix, version, index }: DropRequest,
  which: "invalid" | "any",
): Promise<boolean> {
  const [name = "", table = ""] = [index.name, index.table].map((part) => quoteQualified(prefix, part));
  await connection.query(renderSql(lockSql, prefix));
  if ((await readMarker(connection, prefix)) >= version) return false;
  await connection.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  const { rows } = await connection.query(
    "SELECT indisvalid AS valid FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass($1)",
    [name],
  );
  if (rows[0] === undefined || (which === "invalid" && rows[0].valid === true)) return false;
  await connection.query(`DROP INDEX ${name}`);
  return true;
}
