import { setTimeout as pause } from "node:timers/promises";
import { searchPathSql } from "../migrations/guards.ts";
import { formatKind, type PreparableIndex } from "../migrations/prepared-indexes.ts";
import type { Beside, Connection } from "../postgres/connection.ts";
import { isTransient, toStatementError } from "../postgres/errors.ts";
import { maxAttempts, pauseAfter } from "../postgres/retry.ts";
import { asServerError } from "../postgres/server-error.ts";
import { patientSettings, withSessionSettings } from "../postgres/session-settings.ts";
import { quoteIdentifier, quoteQualified } from "../postgres/sql.ts";
import { dropPreparedIndex } from "./drop-prepared-index.ts";
import { inspectIndex, nameTakenError } from "./inspect-index.ts";
import { describeLockHolders } from "./lock-holders.ts";
import { reportWaits } from "./report-waits.ts";

/** An index to build while the application runs, and the version for whose step. */
export interface IndexRequest {
  readonly prefix: string;
  readonly version: number;
  readonly index: PreparableIndex;
  /** Whether the step drops it when it ends. */
  readonly isHelper: boolean;
  readonly beside: Beside;
  readonly signal: AbortSignal | undefined;
  /** Called when other sessions block the build. */
  readonly onWaiting: (reason: string) => void;
  /** Whether the step is still pending: another runner may have run it. */
  readonly isPending: () => Promise<boolean>;
}

/**
 * "there" if the index exists already; "duplicates" if rows forbid a unique index; "moved" if another runner ran the
 * step.
 */
export type IndexOutcome = "built" | "there" | "duplicates" | "moved";

const betweenLooksMs = 500;

/** Builds an index CONCURRENTLY, under its final name. An INVALID index that a failed attempt left is dropped. */
export async function prepareIndex(connection: Connection, request: IndexRequest): Promise<IndexOutcome> {
  const { prefix, version, index, isHelper, signal, onWaiting, isPending } = request;
  for (let attempt = 1; ; ) {
    signal?.throwIfAborted();
    if (!(await isPending())) return "moved";
    const state = await inspectIndex(connection, prefix, index);
    if (state === "built") return "there";
    if (state === "other") throw nameTakenError(prefix, version, index);
    if (state === "invalid") {
      if (await isBeingBuilt(connection, prefix, index)) {
        onWaiting((await describeLockHolders(connection, prefix, 0)) ?? "Another session builds it.");
        await pause(betweenLooksMs, undefined, signal && { signal });
        continue;
      }
      await dropPreparedIndex(connection, request, "invalid");
    }
    try {
      await createIndex(connection, request);
      if (await isPending()) return "built";
      // another runner's step had dropped the helper before this run built it again
      if (isHelper)
        await connection.query(`DROP INDEX CONCURRENTLY IF EXISTS ${quoteQualified(prefix, index.name)}`);
      return "moved";
    } catch (error) {
      const { code } = asServerError(error);
      if (code === duplicateRows) {
        await dropPreparedIndex(connection, request, "invalid");
        return "duplicates";
      }
      if (code === nameTaken) continue;
      if (!isTransient(error) || attempt >= maxAttempts) throw error;
      onWaiting(toStatementError(error).message);
      await pauseAfter(attempt, signal);
      attempt += 1;
    }
  }
}

const duplicateRows = "23505";
/** Another runner has created the index. */
const nameTaken = "42P07";

async function createIndex(
  connection: Connection,
  { prefix, index, beside, onWaiting }: IndexRequest,
): Promise<void> {
  const { name, table, isUnique, definition } = index;
  const { rows } = await connection.query(`SELECT ${searchPathSql} AS path`);
  const settings = { ...patientSettings, statement_timeout: "0", search_path: String(rows[0]?.path) };
  const sql = `CREATE ${formatKind(isUnique)} CONCURRENTLY ${quoteIdentifier(name)} ON ${quoteQualified(prefix, table)} ${definition}`;
  await withSessionSettings(connection, settings, () =>
    reportWaits(beside, onWaiting, () => connection.query(sql)),
  );
}

/** Whether another session is building an index on the table: it holds this lock during the whole build. */
async function isBeingBuilt(
  connection: Connection,
  prefix: string,
  { table }: PreparableIndex,
): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT FROM pg_catalog.pg_locks
     WHERE relation = pg_catalog.to_regclass($1) AND mode = 'ShareUpdateExclusiveLock' AND granted
       AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
       AND pid <> pg_catalog.pg_backend_pid()`,
    [quoteQualified(prefix, table)],
  );
  return rows.length > 0;
}
