import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import { quotedIdentifier, quotedLiteral } from "./identifiers.ts";

/** Between two looks at the lock: far more than a runner needs from one step's commit to the next one's lock. */
const firstPause = 5;
/** Between looks while another runner works, growing to this. */
const longestPause = 250;

/** A way to look at the marker within the transaction that holds, or wants, the lock. */
export interface LockOptions {
  /** The longest wait for a table's lock, in milliseconds; the lock of a prefix is waited for without limit. */
  readonly lockTimeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Reads the marker. */
  readonly look: () => Promise<number>;
  /** Whether there is nothing left to do at a version, lock or no lock. */
  readonly done: (version: number) => boolean;
  /** Called once when another runner is seen at work. */
  readonly onWait: () => void;
}

/**
 * Opens a transaction that holds the lock of a prefix. While another runner works its way from step to step it
 * is left to it: the lock counts as free only when a second look finds the marker where the first one did.
 *
 * @param connection an idle connection
 * @param prefix a checked prefix
 * @param options how long to wait, and for what
 * @returns the version found, with the transaction open; or open: false where there is nothing to do
 * @throws what `look` throws, with the transaction rolled back
 * @example
 * const { version, open } = await lock(client, "public", options)
 */
export async function lock(
  connection: Connection,
  prefix: string,
  options: LockOptions,
): Promise<{ version: number; open: boolean }> {
  let seen: number | undefined;
  let waited = false;
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    options.signal?.throwIfAborted();
    const held = await attempt(connection, beginLocked(prefix, options.lockTimeout));
    const version = await options.look().catch(async (error) => {
      await connection.query("ROLLBACK");
      throw error;
    });
    if (held && version === seen && !options.done(version)) return { version, open: true };
    await connection.query("ROLLBACK");
    if (options.done(version)) return { version, open: false };
    if (!held && !waited) {
      waited = true;
      options.onWait();
    }
    seen = version;
    await pause(held ? firstPause : wait);
  }
}

/**
 * Commits a step and opens the next one's transaction in one message, so that no other runner gets between.
 *
 * @param connection a connection in a transaction that holds the lock
 * @param prefix a checked prefix
 * @param lockTimeout in milliseconds
 * @returns whether the lock is held again
 * @example
 * if (!(await commitAndLock(client, "public", 5000))) await client.query("ROLLBACK")
 */
export async function commitAndLock(
  connection: Connection,
  prefix: string,
  lockTimeout: number,
): Promise<boolean> {
  return attempt(connection, `${commitUnflushed}; ${beginLocked(prefix, lockTimeout)}`);
}

/**
 * The run's last commit flushes this one too. Should the server crash before, the schema is at an earlier
 * version, whole all the same.
 */
const commitUnflushed = "SET LOCAL synchronous_commit = off; COMMIT";

async function attempt(connection: Connection, script: string): Promise<boolean> {
  const results = await connection.query(script);
  const last = Array.isArray(results) ? results.at(-1) : results;
  return last.rows[0]?.held === true;
}

function beginLocked(prefix: string, lockTimeout: number): string {
  // the very key that each version's file takes
  const key = quotedLiteral(`${quotedIdentifier(prefix)}.phoenix_kit`);
  return [
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
    "SET LOCAL standard_conforming_strings = on",
    `SET LOCAL lock_timeout = ${lockTimeout}`,
    `SELECT pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended(${key}, 0)) AS held`,
  ].join("; ");
}
