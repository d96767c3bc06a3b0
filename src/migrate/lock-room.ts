import { formatVersion, PhoenixKitError } from "../error.ts";
import { listManagedTables } from "../migrations/managed-objects.ts";
import { type Direction, readVersions } from "../migrations/migrations.ts";
import type { Step } from "../migrations/steps.ts";
import type { Connection } from "../postgres/connection.ts";
import { isTransient } from "../postgres/errors.ts";
import { readSnapshot } from "../postgres/transaction.ts";

/** A server that may have no room for the locks of a step. */
export interface ScarceLocks {
  /** The step that takes the most. */
  readonly version: number;
  /** How many locks the step holds at its end, by what was measured. */
  readonly needed: number;
  /** Whether the server is sure to have that many, if no other session takes one. */
  readonly isSure: boolean;
  /** What the step takes, and what the server has by its settings. */
  readonly message: string;
  /** The setting to change, and to what. */
  readonly remedy: string;
}

/** The steps of a run, by their direction and versions. */
export interface Run {
  readonly direction: Direction;
  readonly versions: readonly number[];
}

interface LockSettings {
  /** `max_locks_per_transaction` */
  readonly each: number;
  /** How many sessions and prepared transactions there may be. */
  readonly sessions: number;
}

/** What steps take that versions.json says nothing about, with some to spare. */
const usualLocks = [100, 100] as const;

/**
 * Compares the locks of a run's largest step with what the server has room for. Returns nothing if it has twice as many:
 * the rest is for the application. May wait for a table that is locked.
 */
export async function findScarceLocks(
  connection: Connection,
  prefix: string,
  run: Run,
): Promise<ScarceLocks | undefined> {
  const settings = await readScarceSettings(connection, run);
  return settings && compareWithRows(connection, prefix, { settings, run });
}

/** Reads the settings of the server; undefined if they leave room for twice the locks even where all tables have rows. */
async function readScarceSettings(connection: Connection, run: Run): Promise<LockSettings | undefined> {
  if (run.versions.length === 0) return undefined;
  const { rows } = await connection.query(selectSettings);
  const settings = { each: Number(rows[0]?.each), sessions: Number(rows[0]?.sessions) };
  return settings.each * settings.sessions >= findLargest(run, 1).needed * 2 ? undefined : settings;
}

async function compareWithRows(
  connection: Connection,
  prefix: string,
  { settings, run }: { readonly settings: LockSettings; readonly run: Run },
): Promise<ScarceLocks | undefined> {
  const { version, needed } = findLargest(run, await readFilledShare(connection, prefix));
  const { each, sessions } = settings;
  const room = each * sessions;
  if (room >= needed * 2) return undefined;
  return {
    version,
    needed,
    isSure: room >= needed,
    message:
      `${formatVersion(version)} takes about ${needed} locks at a time. With max_locks_per_transaction = ${each}, ` +
      `the server is sure to have ${room} for all sessions together.`,
    remedy:
      `Run ALTER SYSTEM SET max_locks_per_transaction = ${Math.ceil((needed * 2) / sessions)}; ` +
      "and restart the server, then run again.",
  };
}

/** @param share the part of the tables that has rows */
function findLargest({ direction, versions }: Run, share: number): Pick<ScarceLocks, "version" | "needed"> {
  return readVersions()
    .all.filter(({ version }) => versions.includes(version))
    .map(({ version, locks }) => {
      const [least, most] = locks[direction] ?? usualLocks;
      return { version, needed: Math.ceil(least + (most - least) * share) };
    })
    .reduce((one, other) => (other.needed > one.needed ? other : one));
}

/** How many sessions and prepared transactions share the locks. */
const sessionsSql = `(pg_catalog.current_setting('max_connections')::pg_catalog.int4
  + pg_catalog.current_setting('max_prepared_transactions')::pg_catalog.int4)`;

const eachSql = "pg_catalog.current_setting('max_locks_per_transaction')::pg_catalog.int4";

/** How many locks the server is sure to have for all sessions together. */
export const lockRoomSql = `${eachSql} * ${sessionsSql}`;

const selectSettings = `SELECT ${eachSql} AS each, ${sessionsSql} AS sessions`;

async function readFilledShare(connection: Connection, prefix: string): Promise<number> {
  const { rows } = await connection.query(selectFilledShare, [prefix, listManagedTables()]);
  return Number(rows[0]?.share);
}

const selectFilledShare = `SELECT coalesce(
  pg_catalog.avg((pg_catalog.pg_relation_size(c.oid) > 0)::pg_catalog.int4), 0
) AS share
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = ANY ($2::pg_catalog.text[]) AND c.relkind = 'r'`;

/**
 * Refuses a run that would stop half-way, because a step takes more locks than the server has room for. Most servers have
 * more room than their settings say, so this takes as many locks as the step for a moment.
 */
export async function assertRoomForLocks(
  connection: Connection,
  prefix: string,
  steps: readonly Step[],
): Promise<void> {
  const versions = steps.flatMap((step) => (step.kind === "migration" ? [step.version] : []));
  const run = { direction: steps[0]?.direction ?? "up", versions };
  const settings = await readScarceSettings(connection, run);
  if (!settings) return;
  let scarce: ScarceLocks | undefined;
  try {
    await readSnapshot(connection, async () => {
      scarce = await compareWithRows(connection, prefix, { settings, run });
      if (scarce) await connection.query(takeLocksSql, [scarce.needed]);
    });
  } catch (error) {
    // a table that is locked now is met again by its step, which waits and tries again
    if (isTransient(error)) return;
    if (!scarce || !(error instanceof PhoenixKitError && error.code === "out_of_memory")) throw error;
    const { version, message, remedy } = scarce;
    throw new PhoenixKitError(message, { code: "out_of_memory", remedy, version, cause: error });
  }
}

/** Shared, so that two runs are in nobody's way. */
const takeLocksSql = `SELECT pg_catalog.count(pg_catalog.pg_try_advisory_xact_lock_shared(
  pg_catalog.hashtext('phoenix_kit room for locks'), number
)) FROM pg_catalog.generate_series(1, $1::pg_catalog.int4) AS number`;
