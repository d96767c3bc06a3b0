import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import { PhoenixKitError } from "./error.ts";
import { isTransient, statementFailed } from "./failures.ts";
import { type JournalState, journalState } from "./journal.ts";
import { commitAndLock, lock } from "./lock.ts";
import { assertKnown, readMarker } from "./marker.ts";
import type { Direction } from "./migrations.ts";
import type { MoveResult, Progress, StepResult } from "./results.ts";
import { schemaStatements } from "./schema.ts";
import { type OnConflict, stepScript } from "./script.ts";
import { type Step, stepsBetween } from "./steps.ts";

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

/** How often a step is tried that meets a lock or a deadlock. */
const maxAttempts = 8;

/**
 * Moves a schema step by step to the target of an order.
 *
 * @param connection an idle connection
 * @param order what to do
 * @returns what was done
 * @throws PhoenixKitError, with no transaction left open
 * @example
 * await run(client, { direction: "up", prefix: "public", target: 27, ...settings })
 */
export async function run(connection: Connection, order: Order): Promise<MoveResult> {
  const results: StepResult[] = [];
  const from = await readMarker(connection, order.prefix);
  assertKnown(from, order.prefix);
  const total = stepsBetween(order.direction, from, order.target).length;
  let at: Position = { version: from, open: false };
  let journal = await journalState(connection, order.prefix);
  for (let attempt = 1; !isReached(order, at.version); ) {
    if (!at.open) at = await opened(connection, order);
    if (!at.open) break;
    const [step, next] = stepsBetween(order.direction, at.version, order.target);
    if (!step) break;
    const { version, title } = step;
    order.onProgress({ type: "started", version, title, direction: order.direction });
    const started = performance.now();
    try {
      await runStatements(connection, order, step, journal);
      at = { version: step.to, open: await commit(connection, order, step, next !== undefined) };
    } catch (error) {
      await connection.query("ROLLBACK").catch(() => {});
      if (!isTransient(causeOf(error)) || attempt >= maxAttempts) throw error;
      order.onProgress({ type: "retrying", version, attempt, reason: String(causeOf(error)) });
      await pause(Math.min(250 * 2 ** attempt, 8000), undefined, { signal: order.signal });
      attempt += 1;
      at = { version: at.version, open: false };
      continue;
    }
    attempt = 1;
    // the first step makes it
    if (journal === "missing") journal = "present";
    const duration = Math.round(performance.now() - started);
    const outcome = step.migration ? "applied" : "no core change";
    const result: StepResult = { version, title, direction: order.direction, outcome, duration };
    results.push(Object.freeze(result));
    order.onProgress({ type: "finished", done: results.length, total, ...result });
  }
  return Object.freeze({ prefix: order.prefix, from, to: at.version, steps: Object.freeze(results) });
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

async function runStatements(
  connection: Connection,
  order: Order,
  step: Step,
  journal: JournalState,
): Promise<void> {
  const { prefix, createSchema, onConflict, signal } = order;
  const { version } = step;
  const file = step.migration?.[step.direction].path;
  const fromNothing = step.direction === "up" && step.version === 1;
  const script = stepScript(step, {
    prefix,
    onConflict,
    journal,
    schema: fromNothing ? await schemaStatements(connection, prefix, createSchema) : [],
  });
  for (const { sql, line } of script) {
    signal?.throwIfAborted();
    await connection.query(sql).catch((error) => {
      throw statementFailed(error, {
        version,
        file,
        statement: sql,
        line: lineOf(error, sql, line),
      });
    });
  }
}

/** Returns whether the transaction of the next step is open. */
async function commit(connection: Connection, order: Order, step: Step, more: boolean): Promise<boolean> {
  try {
    if (!more) {
      await connection.query("COMMIT");
      return false;
    }
    const held = await commitAndLock(connection, order.prefix, order.lockTimeout);
    if (!held) await connection.query("ROLLBACK");
    return held;
  } catch (error) {
    throw statementFailed(error, { version: step.version, statement: "COMMIT" });
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof PhoenixKitError ? error.cause : error;
}

/** The line of the file that PostgreSQL points at, or that the statement begins on. */
function lineOf(error: { position?: string }, sql: string, line: number | undefined): number | undefined {
  const position = Number(error.position ?? 1);
  return line === undefined ? undefined : line + sql.slice(0, position - 1).split("\n").length - 1;
}
