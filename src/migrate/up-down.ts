import { PhoenixKitError } from "../error.ts";
import type { Direction } from "../migrations/migrations.ts";
import { parseTarget } from "../migrations/steps.ts";
import { type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { toStatementError } from "../postgres/errors.ts";
import { parsePrefix } from "../postgres/sql.ts";
import { run } from "./run.ts";
import { type OnConflict, parseOnConflict } from "./step-statements.ts";
import type { MigrateResult, Progress } from "./types.ts";

/** Options of `up` and `down`. */
export interface MigrateOptions {
  /** The schema that everything is in; `public` unless given. */
  readonly prefix?: string | undefined;
  /** The version to go to. */
  readonly version?: number | undefined;
  /** The longest wait for a table's lock before the step is tried again, in milliseconds; 5000 unless given. */
  readonly lockTimeoutMs?: number | undefined;
  /** Told of every step. What it says is finished is committed; the run's last commit flushes all to disk. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * Stops the run, with the step under way rolled back. The statement under way is cancelled; with a `Client`
   * or PGlite, or behind a pooler, it is waited for.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `up`. */
export interface UpOptions extends MigrateOptions {
  /** Whether the prefix's schema is made where it is missing; true unless given. */
  readonly createSchema?: boolean | undefined;
}

/** Options of `down`. */
export interface DownOptions extends MigrateOptions {
  readonly version: number;
  /** What to do with rows that the older shape cannot hold: refuse (unless given), or keep the earliest. */
  readonly onConflict?: OnConflict | undefined;
}

/**
 * Moves a schema up, one transaction a version. Safe to call from many processes at once: one works, the others
 * wait and find nothing to do.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options prefix, version (the newest unless given) and so on
 * @returns what was done; a version at or below the current one is no error and does nothing
 * @throws PhoenixKitError; the schema is then at the last version that was reported
 * @example
 * const { from, to } = await up(pool, { prefix: "myapp" });
 */
export async function up(database: DatabaseTarget, options: UpOptions = {}): Promise<MigrateResult> {
  return move(database, "up", {
    ...options,
    createSchema: options.createSchema ?? true,
    onConflict: "refuse",
  });
}

/**
 * Moves a schema down, one transaction a version. What it destroys, `plan` says beforehand.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options prefix and the version to keep; 0 removes all that we made and nothing else
 * @returns what was done; a version at or above the current one is no error and does nothing
 * @throws PhoenixKitError; the schema is then at the last version that was reported
 * @example
 * await down(pool, { prefix: "myapp", version: 26 });
 */
export async function down(database: DatabaseTarget, options: DownOptions): Promise<MigrateResult> {
  return move(database, "down", {
    ...options,
    createSchema: false,
    onConflict: options.onConflict ?? "refuse",
  });
}

type Settings = MigrateOptions & { readonly createSchema: boolean; readonly onConflict: OnConflict };

async function move(
  database: DatabaseTarget,
  direction: Direction,
  settings: Settings,
): Promise<MigrateResult> {
  const prefix = parsePrefix(settings.prefix ?? "public");
  const target = parseTarget(direction, settings.version);
  const { createSchema, signal } = settings;
  const onConflict = parseOnConflict(settings.onConflict);
  const onProgress = guarded(settings.onProgress);
  const lockTimeout = checkedLockTimeout(settings.lockTimeoutMs);
  return withConnection(database, async (connection, cancel) => {
    // where it cannot be cancelled the statement ends by itself, and the run with it
    const stop = () => void cancel().catch(() => {});
    signal?.addEventListener("abort", stop);
    try {
      const order = { direction, prefix, target, lockTimeout, createSchema, onConflict, onProgress, signal };
      return await run(connection, order);
    } catch (error) {
      if (error instanceof HostError) throw error.cause;
      throw signal?.aborted ? stopped(error) : toStatementError(error);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  });
}

/** What a host's `onProgress` threw goes to the host as it is. */
class HostError extends Error {}

function guarded(onProgress: MigrateOptions["onProgress"]): (progress: Progress) => void {
  return (progress) => {
    try {
      onProgress?.(Object.freeze(progress));
    } catch (cause) {
      throw new HostError("onProgress threw", { cause });
    }
  };
}

function checkedLockTimeout(milliseconds = 5000): number {
  if (Number.isSafeInteger(milliseconds) && milliseconds >= 0) return milliseconds;
  throw new PhoenixKitError(`${String(milliseconds)} is no lockTimeout.`, {
    code: "invalid_option",
    remedy: "Give whole milliseconds; 0 waits for as long as it takes.",
  });
}

function stopped(cause: unknown): PhoenixKitError {
  return new PhoenixKitError("Stopped as asked.", {
    code: "aborted",
    remedy: "Run again to go on; the step under way was rolled back.",
    cause,
  });
}
