import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { lockKeySql, lockSql } from "../migrations/guards.ts";
import { renderSql } from "../migrations/render.ts";
import type { Connection } from "../postgres/connection.ts";
import { beginWriteSql, commitAndBegin, rollBack } from "../postgres/transaction.ts";
import { readMarker } from "./marker.ts";
import { isReached, type MoveRequest } from "./request.ts";

const firstPauseMs = 10;
const longestPauseMs = 250;

/**
 * A runner's turn: the version that it found, and whether the transaction that holds the lock is open. It is closed if
 * there is nothing to do.
 */
export interface Turn {
  readonly version: number;
  readonly open: boolean;
}

/**
 * Opens a transaction that holds the lock of a prefix. Another runner keeps its turn for all its steps, even between
 * the commit of one step and the lock of the next.
 */
export async function waitForTurn(connection: Connection, request: MoveRequest): Promise<Turn> {
  let hasWaited = false;
  for (let waitMs = firstPauseMs; ; waitMs = Math.min(waitMs * 2, longestPauseMs)) {
    request.signal?.throwIfAborted();
    const isHeld = await tryToLock(connection, request);
    const version = await readMarker(connection, request.prefix);
    const isDone = isReached(request, version);
    if (isHeld && !isDone && !(await isContinuedByAnother(connection, request.prefix)))
      return { version, open: true };
    await rollBack(connection);
    if (isDone) return { version, open: false };
    if (!hasWaited) request.onProgress({ type: "waiting" });
    hasWaited = true;
    await pause(waitMs);
  }
}

/**
 * Commits a step and opens the next one's transaction in one message, so that no other runner comes in between. Another
 * runner may hold the lock for a moment to look, so this waits for it, and the marker has to be read again.
 *
 * The run's last commit flushes this one. If the server crashes before that, the schema is at an earlier version, which
 * is complete, too.
 */
export async function commitAndLock(connection: Connection, request: MoveRequest): Promise<void> {
  const { prefix, lockTimeoutMs } = request;
  const before = `${continueComment(prefix)} ${commitLaterSql}`;
  const after = `${renderSql(lockSql, prefix)} SET LOCAL lock_timeout = ${lockTimeoutMs}`;
  await commitAndBegin(connection, { before, after }, { lockTimeoutMs: 0 });
}

/**
 * Not with Citus: its workers have already flushed their part of the step, and a crash of the coordinator would undo
 * only the rest.
 */
const commitLaterSql = `SELECT pg_catalog.set_config('synchronous_commit', 'off', true)
  WHERE pg_catalog.to_regclass('pg_catalog.pg_dist_node') IS NULL`;

/** Other runners see this comment in pg_stat_activity and know that this run will take the lock again. */
function continueComment(prefix: string): string {
  return `/* phoenix-kit goes on in ${createHash("sha256").update(prefix).digest("hex").slice(0, 16)} */`;
}

/** A runner cannot see the queries of another role; two such runners alternate, one step each. */
async function isContinuedByAnother(connection: Connection, prefix: string): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT FROM pg_catalog.pg_stat_activity
     WHERE pid <> pg_catalog.pg_backend_pid() AND datname = pg_catalog.current_database()
       AND state = 'active' AND pg_catalog.strpos(query, $1) > 0`,
    [continueComment(prefix)],
  );
  return rows.length > 0;
}

async function tryToLock(connection: Connection, { prefix, lockTimeoutMs }: MoveRequest): Promise<boolean> {
  const lock = renderSql(`SELECT pg_catalog.pg_try_advisory_xact_lock(${lockKeySql}) AS held`, prefix);
  await connection.query(beginWriteSql({ lockTimeoutMs }));
  const { rows } = await connection.query(lock);
  return rows[0]?.held === true;
}
