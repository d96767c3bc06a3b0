import { setTimeout as pause } from "node:timers/promises";
import type { Batch } from "../migrations/preparations.ts";
import { type PreparableIndex, readPredicate } from "../migrations/prepared-indexes.ts";
import { renderSql } from "../migrations/render.ts";
import type { Connection } from "../postgres/connection.ts";
import { maxAttempts, type RetryOptions, retryTransient } from "../postgres/retry.ts";
import { asServerError } from "../postgres/server-error.ts";
import { quoteQualified } from "../postgres/sql.ts";
import { commit, rollBack, rollBackQuietly } from "../postgres/transaction.ts";
import { waitForTurn } from "./lock.ts";
import { describeWait } from "./lock-holders.ts";
import type { MoveRequest } from "./request.ts";
import type { PreparationProgress } from "./types.ts";

/** Rows to prepare for a step. */
export interface BatchesRequest {
  readonly batch: Batch;
  readonly version: number;
  /** The request of the step's run. Its target is the version of the step. */
  readonly move: MoveRequest;
  /** The version that the schema has before the step. */
  readonly before: number;
  /** The index of the rows that the step would still change, if the table has one: other rows are skipped. */
  readonly helper: PreparableIndex | undefined;
  /** Begins after this key, so that a run continues where another was killed. */
  readonly after: string | undefined;
  /**
   * SQL that records, in the transaction of a batch, the last key that is done; `last` is undefined after the last
   * batch.
   */
  readonly recordSql: (last: string | undefined) => string | undefined;
}

interface Counts {
  rows: number;
  changedRows: number;
}

/** A pause takes this share of the time of the batch before it, so it grows with the server's load. */
const pauseShare = 0.5;
const longestPauseMs = 2_000;

/**
 * Prepares the rows of a table in batches, each in a short transaction. Returns whether the step is still pending:
 * another runner may have run it meanwhile.
 */
export async function prepareRows(connection: Connection, request: BatchesRequest): Promise<boolean> {
  const { batch, version, move, helper } = request;
  const estimatedRows = await estimateRows(connection, move.prefix, helper?.name ?? batch.table);
  const startedMs = performance.now();
  const counts: Counts = { rows: 0, changedRows: 0 };
  const describeProgress = (): PreparationProgress => {
    const seconds = Math.max((performance.now() - startedMs) / 1000, 0.001);
    const rowsPerSecond = Math.round(counts.rows / seconds);
    return { version, what: batch.table, ...counts, estimatedRows, rowsPerSecond };
  };
  move.onProgress({ type: "preparing", ...describeProgress() });
  for (let { after } = request; ; ) {
    move.signal?.throwIfAborted();
    const batchStartedMs = performance.now();
    const done = await runPatiently(connection, request, after);
    if (done === "moved") return false;
    if (done === "end") break;
    after = done.last;
    counts.rows += done.rows;
    counts.changedRows += done.changedRows;
    move.onProgress({ type: "preparing", ...describeProgress() });
    if (done.isLast) break;
    const pauseMs = Math.min((performance.now() - batchStartedMs) * pauseShare, longestPauseMs);
    await pause(pauseMs, undefined, move.signal && { signal: move.signal });
  }
  const durationMs = Math.round(performance.now() - startedMs);
  move.onProgress({ type: "prepared", durationMs, ...describeProgress() });
  return true;
}

type BatchOutcome =
  | "moved"
  | "end"
  | ({ readonly last: string; readonly isLast: boolean } & Readonly<Counts>);

/**
 * Retries a batch until it gets its locks. A row that was inserted meanwhile may conflict with it; the next attempt
 * sees that row.
 */
async function runPatiently(
  connection: Connection,
  request: BatchesRequest,
  after: string | undefined,
): Promise<BatchOutcome> {
  const { batch, version, move } = request;
  const options: RetryOptions = {
    signal: move.signal,
    onRetry: async (_, error) => {
      const reason = await describeWait(connection, move.prefix, { error, ageMs: move.lockTimeoutMs });
      move.onProgress({ type: "preparation-waiting", version, what: batch.table, reason });
    },
  };
  for (let attempt = 1; ; attempt++) {
    try {
      return await retryTransient(connection, () => runBatch(connection, request, after), options);
    } catch (error) {
      await rollBackQuietly(connection);
      if (asServerError(error).code !== "23505" || attempt >= maxAttempts) throw error;
    }
  }
}

async function runBatch(
  connection: Connection,
  { batch, move, before, helper, recordSql }: BatchesRequest,
  after: string | undefined,
): Promise<BatchOutcome> {
  const turn = await waitForTurn(connection, move);
  if (!turn.open) return "moved";
  if (turn.version < before) {
    await rollBack(connection);
    return "moved";
  }
  await connection.query("SET LOCAL search_path = pg_catalog, pg_temp");
  // the rows are found by the key or by the helper, however wrong PostgreSQL's estimates are
  await connection.query("SET LOCAL enable_seqscan = off");
  const { rows } = await connection.query(
    selectKeys(batch, { prefix: move.prefix, helper, isContinued: after !== undefined }),
    after === undefined ? [] : [after],
  );
  const { first, last, count } = rows[0] ?? {};
  if (typeof first !== "string" || typeof last !== "string") {
    const record = recordSql(undefined);
    if (record !== undefined) await connection.query(record);
    await commit(connection);
    return "end";
  }
  const sql = `WITH changed AS (${renderSql(batch.sql, move.prefix)} RETURNING 1) SELECT count(*)::float8 AS count FROM changed`;
  const changed = await connection.query(sql, [first, last]);
  // a batch that is not full is the last: only new rows can follow, and an application may never stop adding them
  const isLast = Number(count) < batch.size;
  const record = recordSql(isLast ? undefined : last);
  if (record !== undefined) await connection.query(record);
  await commit(connection);
  return { last, isLast, rows: Number(count), changedRows: Number(changed.rows[0]?.count) };
}

/** Selects the first and the last key of the next rows, and their number. */
function selectKeys(
  { table, key, size }: Batch,
  { prefix, helper, isContinued }: Pick<BatchesRequest, "helper"> & { prefix: string; isContinued: boolean },
): string {
  const wanted = [isContinued ? `${key} > $1` : `${key} IS NOT NULL`];
  if (helper) wanted.push(`(${readPredicate(helper)})`);
  return `SELECT (pg_catalog.array_agg(${key}))[1]::text AS first,
  (pg_catalog.array_agg(${key}))[pg_catalog.count(*)]::text AS last, pg_catalog.count(*)::float8 AS count
FROM (
  SELECT ${key} FROM ONLY ${quoteQualified(prefix, table)}
  WHERE ${wanted.join(" AND ")} ORDER BY ${key} LIMIT ${size}
) AS keys`;
}

/** Estimates the rows of a table or index; null without an estimate. */
async function estimateRows(connection: Connection, prefix: string, name: string): Promise<number | null> {
  const { rows } = await connection.query(
    "SELECT reltuples::pg_catalog.float8 AS rows FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass($1)",
    [quoteQualified(prefix, name)],
  );
  const estimate = Number(rows[0]?.rows ?? -1);
  return estimate < 0 ? null : estimate;
}
