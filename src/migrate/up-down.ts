import { PhoenixKitError } from "../error.ts";
import type { Direction } from "../migrations/migrations.ts";
import { cancelOnAbort } from "../postgres/abort.ts";
import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { toStatementError } from "../postgres/errors.ts";
import { maxAttempts } from "../postgres/retry.ts";
import { defaultLockTimeoutMs } from "../postgres/transaction.ts";
import { parsePrefix } from "../prefix.ts";
import { type MoveRequest, parseDestination } from "./request.ts";
import { runMigration } from "./run.ts";
import { runOnline } from "./run-online.ts";
import { type OnConflict, parseMemory, parseOnConflict } from "./step-statements.ts";
import type { MigrateResult, Progress } from "./types.ts";

/** Options of `up` and `down`. */
export interface MigrateOptions extends ConnectOptions {
  /** The schema that everything is in; default: `public`. */
  readonly prefix?: string | undefined;
  /**
   * Whether each step disables the host's triggers on managed tables and enables them again at its end, so that they
   * do not fire for the rows that the step fills; default: false.
   */
  readonly disableHostTriggers?: boolean | undefined;
  /** The version to go to. */
  readonly version?: number | undefined;
  /**
   * The longest wait for a table's lock before the step is tried again, in milliseconds; default: 1000. While the step
   * waits, the application's statements queue behind it. 0 waits without limit.
   */
  readonly lockTimeoutMs?: number | undefined;
  /**
   * The memory that one operation of a step may use, such as building an index, as `"512MB"` or `"2GB"`. It is set as
   * `maintenance_work_mem` until the step ends; default: the server's, or 256 MB if that is less.
   */
  readonly memory?: string | undefined;
  /**
   * Called for every step. A step that is reported as finished is committed; the run's last commit flushes all of them
   * to disk.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * Stops the run. The statement that is running is cancelled, and its step rolled back. With PGlite and behind a
   * pooler, the run stops when the statement has ended.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `up`. */
export interface UpOptions extends MigrateOptions {
  /** Whether to create the prefix's schema if it is missing; default: true. */
  readonly createSchema?: boolean | undefined;
  /**
   * Whether to prepare V137 and later steps while the application runs, so that they lock its tables for less time:
   * copies are deleted in batches, and indexes are built CONCURRENTLY under their final names; default: false. A step
   * then waits for a table's lock for 500 ms unless `lockTimeoutMs` says otherwise. The preparations fire the host's
   * triggers.
   */
  readonly online?: boolean | undefined;
}

/** Options of `down`. */
export interface DownOptions extends MigrateOptions {
  /** The version to go down to; 0 removes everything that this package created. */
  readonly version: number;
  /** What to do with rows that the older shape cannot hold: `refuse` (default), or keep the earliest (`dedupe`). */
  readonly onConflict?: OnConflict | undefined;
}

/**
 * Migrates a schema up, each version in one transaction. A new schema goes to the newest version in one transaction,
 * unless a version is given. It is safe to call this from many processes at once: one works, the others wait and find
 * nothing to do.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options prefix, version (default: the newest) and so on
 * @returns what was done; if the schema is at or above the version, nothing is done, without an error
 * @throws PhoenixKitError; the schema is then at the last version that was reported
 * @example
 * import { up } from "phoenix-kit-schema";
 *
 * const { from, to } = await up(process.env.DATABASE_URL!, { prefix: "myapp" });
 * console.log(`V${from} to V${to}`);
 */
export async function up(database: DatabaseTarget, options: UpOptions = {}): Promise<MigrateResult> {
  return migrate(database, "up", {
    ...options,
    createSchema: options.createSchema ?? true,
    online: options.online ?? false,
    onConflict: "refuse",
  });
}

/**
 * Migrates a schema down, each version in one transaction. `plan` says beforehand what this destroys.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options prefix and the version to go down to; 0 removes everything that this package created, and nothing else
 * @returns what was done; if the schema is at or below the version, nothing is done, without an error
 * @throws PhoenixKitError; the schema is then at the last version that was reported
 * @example
 * import { down } from "phoenix-kit-schema";
 *
 * await down(process.env.DATABASE_URL!, { prefix: "myapp", version: 26 });
 */
export async function down(database: DatabaseTarget, options: DownOptions): Promise<MigrateResult> {
  return migrate(database, "down", {
    ...options,
    createSchema: false,
    online: false,
    onConflict: options.onConflict ?? "refuse",
  });
}

async function migrate(
  database: DatabaseTarget,
  direction: Direction,
  options: MigrateOptions & Pick<MoveRequest, "createSchema" | "onConflict"> & { readonly online: boolean },
): Promise<MigrateResult> {
  const { signal, online, disableHostTriggers = false } = options;
  if (online && disableHostTriggers) throw onlineWithoutTriggersError();
  const request: MoveRequest = {
    direction,
    prefix: parsePrefix(options.prefix ?? "public"),
    ...parseDestination(direction, options.version),
    createSchema: options.createSchema,
    onConflict: parseOnConflict(options.onConflict),
    disableHostTriggers,
    lockTimeoutMs: parseLockTimeout(options.lockTimeoutMs ?? (online ? onlineLockTimeoutMs : undefined)),
    memory: parseMemory(options.memory),
    maxAttempts: online ? onlineMaxAttempts : maxAttempts,
    onProgress: wrapProgressCallback(options.onProgress),
    signal,
  };
  try {
    return await withConnection(
      database,
      (connection, beside) =>
        cancelOnAbort(beside, signal, () =>
          online ? runOnline(connection, request, beside) : runMigration(connection, request),
        ),
      options,
    );
  } catch (error) {
    if (error instanceof CallbackError) throw error.cause;
    throw signal?.aborted ? abortedError(error) : toStatementError(error);
  }
}

/** The application's statements queue behind a step that waits for a lock, which online is meant to avoid. */
const onlineLockTimeoutMs = 500;
/**
 * About five minutes. A wait that is shorter than `deadlock_timeout` does not make an autovacuum worker give way, so a
 * step may need many attempts.
 */
const onlineMaxAttempts = 40;

function onlineWithoutTriggersError(): PhoenixKitError {
  return new PhoenixKitError("Preparations beside the application cannot disable the host's triggers.", {
    code: "invalid_option",
    remedy: "Leave out disableHostTriggers, or migrate without online.",
  });
}

/** Wraps what the app's `onProgress` threw, so that the app gets its own error and not a PhoenixKitError. */
class CallbackError extends Error {}

function wrapProgressCallback(onProgress: MigrateOptions["onProgress"]): (progress: Progress) => void {
  return (progress) => {
    try {
      onProgress?.(Object.freeze(progress));
    } catch (cause) {
      throw new CallbackError("onProgress threw", { cause });
    }
  };
}

/** Checks a wait for locks. */
export function parseLockTimeout(milliseconds: number = defaultLockTimeoutMs): number {
  if (Number.isSafeInteger(milliseconds) && milliseconds >= 0) return milliseconds;
  throw new PhoenixKitError(
    `lockTimeoutMs must be a whole number of milliseconds, got ${String(milliseconds)}.`,
    { code: "invalid_option", remedy: "Give whole milliseconds; 0 waits without limit." },
  );
}

export function abortedError(cause: unknown): PhoenixKitError {
  return new PhoenixKitError("Interrupted.", {
    code: "aborted",
    remedy: "Run again to continue; the step that was running was rolled back.",
    cause,
  });
}
