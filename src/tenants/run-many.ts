import { PhoenixKitError } from "../error.ts";
import { abortedError } from "../migrate/up-down.ts";
import { type ConnectOptions, type DatabaseTarget, openPool } from "../postgres/connect.ts";
import { toStatementError } from "../postgres/errors.ts";
import { chooseConcurrency } from "./concurrency.ts";
import { type PrefixSelection, selectPrefixes } from "./select-prefixes.ts";

/** Options of every function that works on many schemas. */
export interface ManyOptions extends PrefixSelection, ConnectOptions {
  /**
   * How many schemas are worked on at once, each on its own connection; default: half of the server's free
   * connections, at most 8 and at most the pool's `max`. A client or a PGlite instance is one connection.
   */
  readonly concurrency?: number | undefined;
  /** Works on only so many of the schemas that need it, to try a migration on a few; default: all. */
  readonly first?: number | undefined;
  /**
   * Whether to go on with other schemas when one fails; default: `continue`. Schemas that are already worked on are
   * finished either way.
   */
  readonly onError?: "continue" | "stop" | undefined;
  /** Stops the run: no further schema is started, and running statements are cancelled. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of one schema. */
export type TenantResult<T> = {
  readonly prefix: string;
  /** How many schemas are finished, this one included. */
  readonly done: number;
  /** How many schemas were selected, those that `first` leaves out included. */
  readonly total: number;
  /** How long the work took, in milliseconds; for schemas that were worked on together, the mean. */
  readonly durationMs: number;
} & (
  | { readonly outcome: "done"; readonly result: T }
  | { readonly outcome: "failed"; readonly error: PhoenixKitError }
);

/** What to do with each schema. */
interface TenantWork<T> {
  /** Works on one schema, through a pool or, if that was given, a single connection. */
  readonly work: (database: DatabaseTarget, prefix: string, signal: AbortSignal) => Promise<T>;
  /**
   * Works on a few schemas together, if that costs less than one after the other. If it throws, `work` is called for
   * each of them, so that one schema's error does not affect the others.
   */
  readonly workOnSome?: (
    database: DatabaseTarget,
    prefixes: readonly string[],
  ) => Promise<ReadonlyMap<string, T | PhoenixKitError>>;
  /** Returns the results of schemas that need no work. */
  readonly prepare?: (
    database: DatabaseTarget,
    prefixes: readonly string[],
  ) => Promise<ReadonlyMap<string, T>>;
}

/** Small, so that results come steadily and take little memory. */
const mostAtOnce = 4;

/**
 * Works on many schemas, several at once, and yields the result of each as soon as it is known. Neither memory nor
 * connections grow with their number. A caller that leaves the loop early stops the run.
 */
export async function* runMany<T>(
  database: DatabaseTarget,
  options: ManyOptions,
  tenantWork: TenantWork<T>,
): AsyncGenerator<TenantResult<T>, void, undefined> {
  const { first, onError = "continue", signal } = parseManyOptions(options);
  const selected = await selectPrefixes(database, options);
  const concurrency = await chooseConcurrency(database, options);
  const pool = openPool(database, concurrency);
  const running = new Map<number, Promise<Finished<T>>>();
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", abort);
  try {
    const known = (await tenantWork.prepare?.(pool.target, selected)) ?? new Map<string, T>();
    const waiting = selected.filter((prefix) => !known.has(prefix)).slice(0, first);
    const total = selected.length;
    let done = 0;
    for (const [prefix, result] of known) {
      done += 1;
      yield Object.freeze({ prefix, done, total, durationMs: 0, outcome: "done", result });
    }
    const size = tenantWork.workOnSome ? Math.ceil(waiting.length / concurrency) : 1;
    const batches = splitIntoBatches(waiting, Math.min(size, mostAtOnce));
    let next = 0;
    let stopped = false;
    for (;;) {
      while (running.size < concurrency && next < batches.length && !stopped && !signal?.aborted) {
        const number = next++;
        const work = runBatch(pool.target, tenantWork, {
          prefixes: batches[number] ?? [],
          signal: stop.signal,
        });
        running.set(
          number,
          work.then((outcomes) => ({ number, outcomes })),
        );
      }
      if (running.size === 0) break;
      const { number, outcomes } = await Promise.race(running.values());
      running.delete(number);
      stopped ||= onError === "stop" && outcomes.some(({ outcome }) => outcome === "failed");
      for (const finished of outcomes) {
        done += 1;
        yield Object.freeze({ ...finished, done, total });
      }
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

interface Finished<T> {
  readonly number: number;
  readonly outcomes: readonly Outcome<T>[];
}

function splitIntoBatches(prefixes: readonly string[], size: number): string[][] {
  const batches: string[][] = [];
  for (let start = 0; start < prefixes.length; start += size)
    batches.push(prefixes.slice(start, start + size));
  return batches;
}

async function runBatch<T>(
  database: DatabaseTarget,
  { work, workOnSome }: TenantWork<T>,
  { prefixes, signal }: { readonly prefixes: readonly string[]; readonly signal: AbortSignal },
): Promise<Outcome<T>[]> {
  const startedMs = performance.now();
  const found =
    prefixes.length > 1 ? await workOnSome?.(database, prefixes).catch(() => undefined) : undefined;
  const durationMs = Math.round((performance.now() - startedMs) / prefixes.length);
  const outcomes: Outcome<T>[] = [];
  for (const prefix of prefixes) {
    const result = found?.get(prefix);
    if (result === undefined)
      outcomes.push(await runAndMeasure(prefix, () => work(database, prefix, signal)));
    else outcomes.push(toOutcome(prefix, result, durationMs));
  }
  return outcomes;
}

async function runAndMeasure<T>(prefix: string, work: () => Promise<T>): Promise<Outcome<T>> {
  const startedMs = performance.now();
  const result = await work().catch((error: unknown) => toStatementError(error));
  return toOutcome(prefix, result, Math.round(performance.now() - startedMs));
}

function toOutcome<T>(prefix: string, result: T | PhoenixKitError, durationMs: number): Outcome<T> {
  return result instanceof PhoenixKitError
    ? { prefix, durationMs, outcome: "failed", error: result }
    : { prefix, durationMs, outcome: "done", result };
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
