import { PhoenixKitError } from "../error.ts";
import type { Direction } from "../migrations/migrations.ts";
import { listSteps, type Step } from "../migrations/steps.ts";
import type { Connection } from "../postgres/connection.ts";
import { isTransient, toStatementError } from "../postgres/errors.ts";
import { maxAttempts, pauseAfter } from "../postgres/retry.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { buildSchemaStatements } from "./create-schema.ts";
import { readJournalState } from "./journal.ts";
import { commitAndLock, lock } from "./lock.ts";
import { assertKnown, readMarker } from "./marker.ts";
import { buildStepStatements, type OnConflict } from "./step-statements.ts";
import type { MigrateResult, Progress, StepResult } from "./types.ts";

/** Where to move which schema, and how; everything checked and settled. */
export interface Order {
  readonly direction: Direction;
  readonly prefix: string;
  readonly target: number;
  readonly createSchema: boolean;
  readonly onConflict: OnConflict;
  /** In milliseconds. */
  readonly lockTimeout: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal | undefined;
}

/** Where a run is: the schema's version, and whether the transaction that holds the lock is open. */
interface Position {
  readonly version: number;
  readonly open: boolean;
}

/**
 * Moves a schema step by step to the target of an order.
 *
 * @param connection an idle connection
 * @param order what to do
 * @returns what was done
 * @throws PhoenixKitError, with no transaction left open
 * @example
 * await run(client, { direction: "up", prefix: "public", target: 137, ...settings })
 */
export async function run(connection: Connection, order: Order): Promise<MigrateResult> {
  const from = await readMarker(connection, order.prefix);
  assertKnown(from, order.prefix);
  const results: StepResult[] = [];
  try {
    const to = await runSteps(connection, order, from, results);
    return Object.freeze({ prefix: order.prefix, from, to, steps: Object.freeze(results) });
  } catch (error) {
    await connection.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** Adds what it does to `results`, and returns the version that the schema is at. */
async function runSteps(
  connection: Connection,
  order: Order,
  from: number,
  results: StepResult[],
): Promise<number> {
  const total = listSteps(order.direction, from, order.target).length;
  let at: Position = { version: from, open: false };
  let attempt = 1;
  while (!isReached(order, at.version)) {
    if (!at.open) at = await opened(connection, order);
    const [step, next] = listSteps(order.direction, at.version, order.target);
    if (!at.open || !step) break;
    const { version, title } = step;
    order.onProgress({ type: "started", version, title, direction: order.direction });
    const started = performance.now();
    try {
      await runStatements(connection, order, step);
      at = await committed(connection, order, step, next !== undefined);
    } catch (error) {
      if (!isTransient(causeOf(error)) || attempt >= maxAttempts) throw error;
      await connection.query("ROLLBACK");
      order.onProgress({ type: "retrying", version, attempt, reason: String(causeOf(error)) });
      await pauseAfter(attempt, order.signal);
      attempt += 1;
      at = { version: at.version, open: false };
      continue;
    }
    attempt = 1;
    const duration = Math.round(performance.now() - started);
    const outcome = step.migration ? "applied" : "marker-only";
    const result: StepResult = { version, title, direction: order.direction, outcome, durationMs: duration };
    results.push(Object.freeze(result));
    order.onProgress({ type: "finished", done: results.length, total, ...result });
  }
  if (at.open) await connection.query("ROLLBACK");
  return at.version;
}

function isReached({ direction, target }: Order, version: number): boolean {
  return direction === "up" ? version >= target : version <= target;
}

async function opened(connection: Connection, order: Order): Promise<Position> {
  return lock(connection, order.prefix, {
    lockTimeout: order.lockTimeout,
    signal: order.signal,
    look: () => readMarker(connection, order.prefix),
    done: (version) => isReached(order, version),
    onWait: () => order.onProgress({ type: "waiting" }),
  });
}

async function runStatements(connection: Connection, order: Order, step: Step): Promise<void> {
  const { prefix, createSchema, onConflict, signal } = order;
  const { version } = step;
  const file = step.migration?.[step.direction].path;
  const fromNothing = step.direction === "up" && step.version === 1;
  // the journal is asked for in each step: another runner may have dropped it since the last one
  const script = buildStepStatements(step, {
    prefix,
    onConflict,
    journal: await readJournalState(connection, prefix),
    schema: fromNothing ? await buildSchemaStatements(connection, prefix, createSchema) : [],
  });
  for (const { sql, line } of script) {
    signal?.throwIfAborted();
    await connection.query(sql).catch((error) => {
      const at = line === undefined ? undefined : line + linesBefore(error, sql, prefix);
      throw toStatementError(error, {
        version,
        file: at === undefined ? undefined : file,
        statement: sql,
        line: at,
      });
    });
  }
}

/** With more to come, the transaction of the next step is open afterwards. */
async function committed(connection: Connection, order: Order, step: Step, more: boolean): Promise<Position> {
  try {
    if (!more) {
      await connection.query("COMMIT");
      return { version: step.to, open: false };
    }
    await commitAndLock(connection, order.prefix, order.lockTimeout);
    return { version: await readMarker(connection, order.prefix), open: true };
  } catch (error) {
    // it may be the lock for the next step that failed, when this one is done
    await connection.query("ROLLBACK").catch(() => {});
    const version = await readMarker(connection, order.prefix).catch(() => undefined);
    if (version === step.to) return { version, open: false };
    throw toStatementError(error, { version: step.version, statement: "COMMIT" });
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof PhoenixKitError ? error.cause : error;
}

/** How far below its first line PostgreSQL points into a statement. A prefix may bring lines of its own. */
function linesBefore({ position = "1" }: { position?: string }, sql: string, prefix: string): number {
  const before = [...sql].slice(0, Number(position) - 1).join("");
  const name = quoteIdentifier(prefix);
  return before.replaceAll(name, "").replaceAll(name.replaceAll("'", "''"), "").split("\n").length - 1;
}
