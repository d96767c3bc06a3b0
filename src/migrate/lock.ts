import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier, quoteLiteral } from "../postgres/sql.ts";

/** Between looks while another runner works, in milliseconds, growing to the second. */
const firstPause = 10;
const longestPause = 250;

/** What a runner waits for, and how. */
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
 * Opens a transaction that holds the lock of a prefix. Another runner that works its way from step to step is left
 * to it, also in the moment between one step's commit and the next one's lock.
 *
 * @param connection an idle connection
 * @param prefix a checked prefix
 * @param options how long to wait, and for what
 * @returns the version found, with the transaction open; or open: false where there is nothing to do
 * @throws what `look` throws, with the transaction open
 * @example
 * const { version, open } = await lock(client, "public", options)
 */
export async function lock(
  connection: Connection,
  prefix: string,
  options: LockOptions,
): Promise<{ version: number; open: boolean }> {
  let waited = false;
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    options.signal?.throwIfAborted();
    const held = await tryToLock(connection, prefix, options.lockTimeout);
    const version = await options.look();
    const done = options.done(version);
    if (held && !done && !(await isHandedOn(connection, prefix))) return { version, open: true };
    await connection.query("ROLLBACK");
    if (done) return { version, open: false };
    if (!waited) options.onWait();
    waited = true;
    await pause(wait);
  }
}

/**
 * Commits a step and opens the next one's transaction in one message, so that no other runner gets between. Another
 * may be looking at that very moment: the lock is waited for, and the marker has to be read again.
 *
 * The commit is flushed by the run's last one. Should the server crash before, the schema is at an earlier version,
 * whole all the same.
 *
 * @param connection a connection in a transaction that holds the lock
 * @param prefix a checked prefix
 * @param lockTimeout in milliseconds
 * @example
 * await commitAndLock(client, "public", 5000);
 * const version = await readMarker(client, "public");
 */
export async function commitAndLock(
  connection: Connection,
  prefix: string,
  lockTimeout: number,
): Promise<void> {
  const script = [
    `${handOn(prefix)} SET LOCAL synchronous_commit = off`,
    "COMMIT",
    ...begin(0),
    `SELECT pg_catalog.pg_advisory_xact_lock(${keyOf(prefix)})`,
    `SET LOCAL lock_timeout = ${lockTimeout}`,
  ];
  await connection.query(script.join("; "));
}

/** By this comment others see in pg_stat_activity that the lock is about to be taken again. */
function handOn(prefix: string): string {
  return `/* phoenix-kit goes on in ${createHash("sha256").update(prefix).digest("hex").slice(0, 16)} */`;
}

/** Where the other runner's statements may not be seen, being another role's, the two take turns; each step is one's. */
async function isHandedOn(connection: Connection, prefix: string): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT FROM pg_catalog.pg_stat_activity
     WHERE pid <> pg_catalog.pg_backend_pid() AND datname = pg_catalog.current_database()
       AND state = 'active' AND pg_catalog.strpos(query, $1) > 0`,
    [handOn(prefix)],
  );
  return rows.length > 0;
}

async function tryToLock(connection: Connection, prefix: string, lockTimeout: number): Promise<boolean> {
  const script = [
    ...begin(lockTimeout),
    `SELECT pg_catalog.pg_try_advisory_xact_lock(${keyOf(prefix)}) AS held`,
  ];
  const results = await connection.query(script.join("; "));
  const last = Array.isArray(results) ? results.at(-1) : results;
  return last.rows[0]?.held === true;
}

function begin(lockTimeout: number): string[] {
  return [
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
    "SET LOCAL standard_conforming_strings = on",
    `SET LOCAL lock_timeout = ${lockTimeout}`,
  ];
}

/** The very key that each version's file takes. */
function keyOf(prefix: string): string {
  return `pg_catalog.hashtextextended(${quoteLiteral(`${quoteIdentifier(prefix)}.phoenix_kit`)}, 0)`;
}
