import { PhoenixKitError } from "../error.ts";
import { lockSql } from "../migrations/guards.ts";
import { renderSql } from "../migrations/render.ts";
import type { Connection } from "../postgres/connection.ts";
import { toStatementError } from "../postgres/errors.ts";
import { retryTransient } from "../postgres/retry.ts";
import { writeTransaction } from "../postgres/transaction.ts";
import type { RepairStatement } from "./plan-repair.ts";

/** Where the statements of a repair run. */
export interface RepairRequest {
  readonly prefix: string;
  /** Refuses with an error if the schema has moved meanwhile. Runs inside of the transaction of each statement. */
  readonly assertUnmoved: (connection: Connection) => Promise<void>;
  readonly statements: readonly RepairStatement[];
  readonly onStatement: (statement: RepairStatement) => void;
}

/**
 * Runs the statements of a repair one by one, each in a transaction of its own beside the application's writers. What
 * has run when one fails stays: each stands for itself. It needs an idle connection.
 */
export async function runRepair(connection: Connection, request: RepairRequest): Promise<void> {
  for (const statement of request.statements) {
    await retryTransient(connection, (attempt) =>
      runStatement(connection, request, statement, attempt),
    ).catch((error) => {
      throw toRepairError(error, statement.sql);
    });
    request.onStatement(statement);
  }
}

/** Unlike a failed step, which leaves nothing behind, a failed repair keeps the statements that ran before. */
function toRepairError(error: unknown, statement: string): PhoenixKitError {
  const failed = toStatementError(error);
  const details = { ...failed.toJSON(), statement };
  if (failed.code === "lock_timeout") {
    const remedy = "Other sessions hold the tables; run again when they are done. What ran before stays.";
    return new PhoenixKitError(failed.message, { ...details, remedy, cause: error });
  }
  if (failed.code === "step_failed") {
    const remedy = "Correct what the message names and run again; what ran before stays.";
    return new PhoenixKitError(failed.message, { ...details, remedy, cause: error });
  }
  return new PhoenixKitError(failed.message, { ...details, cause: failed.cause });
}

async function runStatement(
  connection: Connection,
  { prefix, assertUnmoved }: RepairRequest,
  { sql, concurrent, retrySql = [sql] }: RepairStatement,
  attempt: number,
): Promise<void> {
  const script = attempt === 1 ? [sql] : retrySql;
  if (concurrent) {
    return withWritableSession(connection, async () => {
      for (const statement of script) await connection.query(statement);
    });
  }
  await writeTransaction(connection, async () => {
    await connection.query(renderSql(lockSql, prefix));
    await assertUnmoved(connection);
    for (const statement of script) await connection.query(statement);
  });
}

/** Statements outside of a transaction can only be made to write by a setting of the session. */
async function withWritableSession(connection: Connection, work: () => Promise<void>): Promise<void> {
  const setting = "default_transaction_read_only";
  const { rows } = await connection.query(`SELECT pg_catalog.current_setting('${setting}') AS value`);
  if (rows[0]?.value !== "on") return work();
  await connection.query(`SET SESSION ${setting} = off`);
  try {
    await work();
  } finally {
    await connection.query(`SET SESSION ${setting} = on`);
  }
}
