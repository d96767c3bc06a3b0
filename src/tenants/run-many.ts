import { PhoenixKitError } from "../error.ts";
import { abortedError } from "../migrate/up-down.ts";
import { type ConnectOptions, type DatabaseTarget, openPool } from "../postgres/connect.ts";
import { toStatementError } from "../postgres/errors.ts";
import { chooseConcurrency } from "./concurrency.ts";
import { type PrefixSelection, selectPrefixes } from "./select-prefixes.ts";

/** Options of every function that works on many schemas. */
export interface ManyOptions extends PrefixSelection, ConnectOptions {
  /**
   * How many schemas are worked on at once, each on a connection of its own; default: what the pool and the server have
   * free, at most 8. A client or a PGlite instance is one connection.
   */
  readonly concurrency?: number | undefined;
  /** Works on this many of the schemas that need it, to try on few what all will get; default: all. */
  readonly first?: number | undefined;
  /** Whether the others go on when one schema fails; default: `continue`. Those under way are finished either way. */
  readonly onError?: "continue" | "stop" | undefined;
  /** Stops the run: no further schema is begun, and the statements that are running are cancelled. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of one schema. */
export type TenantResult<T> = {
  readonly prefix: string;
  /** How many schemas are finished, this one included. */
  readonly done: number;
  /** How many schemas were selected, those that `first` leaves out included. */
  readonly total: number;
  /** How long the work took, in milliseconds. */
  readonly durationMs: number;
} & (
  | { readonly outcome: "done"; readonly result: T }
  | { readonly outcome: "failed"; readonly error: PhoenixKitError }
);

/** What to do with each schema. */
interface TenantWork<T> {
  /** Works on one schema, through a pool or, where there is but one, a connection. */
  readonly work: (database: DatabaseTarget, prefix: string, signal: AbortSignal) => Promise<T>;
  /** Finds out what is known without work: the results of schemas that need none. */
  readonly prepare?: (
    database: DatabaseTarget,
    prefixes: readonly string[],
  ) => Promise<ReadonlyMap<string, T>>;
}

/**
 * Works on many schemas, several at once, and yields the result of each as soon as it is known. Neither memory nor
 * connections grow with their number. A caller that leaves the loop early stops the run.
 */
export async function* runMany<T>(
  database: DatabaseTarget,
  options: ManyOptions,
  { work, prepare }: TenantWork<T>,
): AsyncGenerator<TenantResult<T>, void, undefined> {
  const { first, onError = "continue", signal } = parseManyOptions(options);
  const selected = await selectPrefixes(database, options);
  const concurrency = await chooseConcurrency(database, options);
  const pool = openPool(database, concurrency);
  const running = new Map<string, Promise<Outcome<T>>>();
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", abort);
  try {
    const known = (await prepare?.(pool.target, selected)) ?? new Map<string, T>();
    const waiting = selected.filter((prefix) => !known.has(prefix)).slice(0, first);
    const total = selected.length;
    let done = 0;
    for (const [prefix, result] of known) {
      done += 1;
      yield Object.freeze({ prefix, done, total, durationMs: 0, outcome: "done", result });
    }
    let next = 0;
    let stopped = false;
    for (;;) {
      while (running.size < concurrency && next < waiting.length && !stopped && !signal?.aborted) {
        const prefix = waiting[next++] as string;
        running.set(
          prefix,
          runAndMeasure(prefix, () => work(pool.target, prefix, stop.signal)),
        );
      }
      if (running.size === 0) break;
      const finished = await Promise.race(running.values());
      running.delete(finished.prefix);
      done += 1;
      stopped ||= finished.outcome === "failed" && onError === "stop";
      yield Object.freeze({ ...finished, done, total });
    }
    if (signal?.aborted) throw abortedError(signal.reason);
  } finally {
    signal?.removeEventListener("abort", abort);
    stop.abort();
    await Promise.allSettled(running.values());
    await pool.end();
  }
}

type Outcome<T> = { readonly prefix: string; readonly durationMs: number } & (
  | { readonly outcome: "done"; readonly result: T }
  | { readonly outcome: "failed"; readonly error: PhoenixKitError }
);

async function runAndMeasure<T>(prefix: string, work: () => Promise<T>): Promise<Outcome<T>> {
  const startedMs = performance.now();
  const measureMs = () => Math.round(performance.now() - startedMs);
  try {
    const result = await work();
    return { prefix, outcome: "done", result, durationMs: measureMs() };
  } catch (error) {
    return { prefix, outcome: "failed", error: toStatementError(error), durationMs: measureMs() };
  }
}

function parseManyOptions(options: ManyOptions): ManyOptions {
  for (const name of ["concurrency", "first"] as const) {
    const count = options[name];
    if (count === undefined || (Number.isSafeInteger(count) && count >= 1)) continue;
    throw new PhoenixKitError(`${name} must be a whole number from 1, got ${String(count)}.`, {
      code: "invalid_option",
      remedy: `Give a number from 1, or leave ${name} out.`,
    });
  }
  const { onError } = options;
  if (onError === undefined || onError === "continue" || onError === "stop") return options;
  throw new PhoenixKitError(`onError must be "continue" or "stop", got ${JSON.stringify(onError)}.`, {
    code: "invalid_option",
    remedy: 'Give "continue" to go on with the other schemas, or "stop".',
  });
}
