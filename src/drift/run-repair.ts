import { PhoenixKitError } from "../error.ts";
import { describeLockHolders, describeWait } from "../migrate/lock-holders.ts";
import { reportWaits } from "../migrate/report-waits.ts";
import { lockSql } from "../migrations/guards.ts";
import { renderSql } from "../migrations/render.ts";
import { cancelOnAbort } from "../postgres/abort.ts";
import type { Beside, Connection } from "../postgres/connection.ts";
import { toStatementError } from "../postgres/errors.ts";
import { retryTransient } from "../postgres/retry.ts";
import { patientSettings, withSessionSettings } from "../postgres/session-settings.ts";
import { defaultLockTimeoutMs, writeTransaction } from "../postgres/transaction.ts";
import { describeInvalidIndexes } from "./invalid-indexes.ts";
import type { RepairStatement } from "./plan-repair.ts";

/** A statement of a repair that other sessions block. */
export interface RepairWait {
  /** The statement that waits, or is about to be tried again. */
  readonly statement: RepairStatement;
  /** One sentence: which processes it waits for, with role, application, age and query. */
  readonly reason: string;
}

/** How the statements of `repair` or `adopt` run. */
export interface RunOptions {
  /** Called for each statement that has run. */
  readonly onStatement?: ((statement: RepairStatement) => void) | undefined;
  /** Called when other sessions block a statement, and again when those sessions change. */
  readonly onWaiting?: ((wait: RepairWait) => void) | undefined;
  /**
   * Stops the run. The statement that is running is cancelled; what ran before stays. With PGlite and behind a pooler,
   * the run stops when the statement has ended.
   */
  readonly signal?: AbortSignal | undefined;
}

/** The statements of a repair, and where they run. */
export interface RepairRequest extends RunOptions {
  readonly prefix: string;
  /** Throws an error if the schema has moved meanwhile. Runs inside of the transaction of each statement. */
  readonly assertUnmoved: (connection: Connection) => Promise<void>;
  readonly statements: readonly RepairStatement[];
  /** A way to ask and to cancel from a second connection while a statement runs. */
  readonly beside: Beside;
}

/**
 * Runs the statements of a repair one by one, each in its own transaction, while the application writes. If one fails,
 * those before it stay: each is complete by itself. Needs an idle connection.
 */
export async function runRepair(connection: Connection, request: RepairRequest): Promise<void> {
  const { beside, signal, statements, onStatement } = request;
  for (const statement of statements) {
    try {
      signal?.throwIfAborted();
      await cancelOnAbort(beside, signal, () => runPatiently(connection, request, statement));
    } catch (error) {
      throw await toRepairError(connection, request, { error, statement });
    }
    onStatement?.(statement);
  }
}

/** Retries a statement until it gets its locks, and reports who holds them. */
async function runPatiently(
  connection: Connection,
  request: RepairRequest,
  statement: RepairStatement,
): Promise<void> {
  const { prefix, signal, onWaiting } = request;
  await retryTransient(connection, (attempt) => runStatement(connection, request, { statement, attempt }), {
    signal,
    onRetry: async (_, error) => {
      if (!onWaiting) return;
      const reason = await describeWait(connection, prefix, { error, ageMs: defaultLockTimeoutMs });
      onWaiting({ statement, reason });
    },
  });
}

/** Unlike a failed step, which leaves nothing behind, a failed repair keeps the statements that ran before. */
async function toRepairError(
  connection: Connection,
  { prefix, signal }: RepairRequest,
  { error, statement }: { readonly error: unknown; readonly statement: RepairStatement },
): Promise<PhoenixKitError> {
  const failed = toStatementError(error);
  const { code, message, cause } = failed;
  // the connection may be broken, or the role may lack the right to look; the failure itself matters more
  const holders =
    code === "lock_timeout"
      ? await describeLockHolders(connection, prefix, defaultLockTimeoutMs).catch(() => undefined)
      : undefined;
  const left = statement.concurrent
    ? await describeInvalidIndexes(connection, prefix).catch(() => undefined)
    : undefined;
  const detail = [failed.detail, holders, left].filter(Boolean).join("\n") || undefined;
  const details = { ...failed.toJSON(), detail, statement: statement.sql };
  if (signal?.aborted) {
    const remedy = "Run again to continue; what ran before stays.";
    return new PhoenixKitError("Interrupted.", { ...details, code: "aborted", remedy, cause: error });
  }
  if (code === "lock_timeout") {
    const remedy = "Other sessions hold the tables; run again when they are done. What ran before stays.";
    return new PhoenixKitError(message, { ...details, remedy, cause: error });
  }
  if (code === "step_failed") {
    const remedy = "Correct what the message names and run again; what ran before stays.";
    return new PhoenixKitError(message, { ...details, remedy, cause: error });
  }
  return new PhoenixKitError(message, { ...details, cause });
}

async function runStatement(
  connection: Connection,
  { prefix, assertUnmoved, beside, onWaiting }: RepairRequest,
  { statement, attempt }: { readonly statement: RepairStatement; readonly attempt: number },
): Promise<void> {
  const { sql, concurrent, retrySql = [sql] } = statement;
  const script = attempt === 1 ? [sql] : retrySql;
  const runScript = async () => {
    for (const one of script) await connection.query(one);
  };
  if (concurrent) {
    const tell = onWaiting && ((reason: string) => onWaiting({ statement, reason }));
    return withSessionSettings(connection, patientSettings, () => reportWaits(beside, tell, runScript));
  }
  await writeTransaction(connection, async () => {
    await connection.query(renderSql(lockSql, prefix));
    await assertUnmoved(connection);
    for (const one of script) {
      const { rows } = await connection.query(one);
      if (statement.difference.kind === "row" && rows.length === 0) throw skippedRowError(statement);
    }
  });
}

function skippedRowError({ difference: { table, name } }: RepairStatement): PhoenixKitError {
  return new PhoenixKitError(`${table} did not take the row ${name}.`, {
    code: "refused",
    remedy:
      "A trigger or rule of yours kept it out, or another session has just added it. Run repair again, and disable the " +
      "trigger or rule if the row is still missing. What ran before stays.",
  });
}
