import { PhoenixKitError } from "../error.ts";
import { lockSql, requireMarkerSql } from "../migrations/guards.ts";
import { renderSql } from "../migrations/render.ts";
import type { Connection } from "../postgres/connection.ts";
import { toStatementError } from "../postgres/errors.ts";
import { retryTransient } from "../postgres/retry.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { writeTransaction } from "../postgres/transaction.ts";
import type { RepairStatement } from "./plan-repair.ts";

/** Where mending statements run. */
export interface MendingOrder {
  readonly prefix: string;
  /** The marker's version, which must not move meanwhile; undefined where the marker says nothing. */
  readonly version: number | undefined;
  readonly statements: readonly RepairStatement[];
  readonly onStatement: (statement: RepairStatement) => void;
}

/**
 * Runs mending statements one by one, each in a transaction of its own beside the application's writers. What has
 * run when one fails stays: each stands for itself.
 *
 * @param connection an idle connection
 * @param order statements and where they run
 * @throws PhoenixKitError with the statement that failed
 * @example
 * await runMending(client, { prefix: "public", version: 137, statements, onStatement: () => {} })
 */
export async function runRepair(connection: Connection, order: MendingOrder): Promise<void> {
  for (const statement of order.statements) {
    await retryTransient(connection, (attempt) => runStatement(connection, order, statement, attempt)).catch(
      (error) => {
        throw mendingFailed(error, statement.sql);
      },
    );
    order.onStatement(statement);
  }
}

/** A version's step leaves nothing of it when it fails; here the statements before it stay. */
function mendingFailed(error: unknown, statement: string): PhoenixKitError {
  const failed = withStatement(toStatementError(error), statement);
  if (failed.code !== "step_failed" && failed.code !== "lock_timeout") return failed;
  const remedy =
    failed.code === "lock_timeout"
      ? "Other sessions hold the tables; run again when they are done. What ran before stays."
      : "Mend what the message names and run again; what ran before stays.";
  return new PhoenixKitError(failed.message, { ...failed.toJSON(), remedy, cause: error });
}

function withStatement(error: PhoenixKitError, statement: string): PhoenixKitError {
  return new PhoenixKitError(error.message, { ...error.toJSON(), statement, cause: error.cause });
}

async function runStatement(
  connection: Connection,
  { prefix, version }: MendingOrder,
  { sql, difference: finding }: RepairStatement,
  attempt: number,
): Promise<void> {
  // PostgreSQL runs these outside of transactions only
  if (/^(CREATE (UNIQUE )?INDEX|REINDEX INDEX) CONCURRENTLY /.test(sql)) {
    const index = `${quoteIdentifier(prefix)}.${quoteIdentifier(finding.name)}`;
    return withWritableSession(connection, async () => {
      await connection.query(
        attempt === 1 ? sql : sql.replace(/^(CREATE .*?CONCURRENTLY) /, "$1 IF NOT EXISTS "),
      );
      // the attempt before may have left it, invalid
      if (attempt > 1) await connection.query(`REINDEX INDEX CONCURRENTLY ${index}`);
    });
  }
  const before = [lockSql, ...(version === undefined ? [] : [requireMarkerSql("Mending", [version])])];
  await writeTransaction(connection, async () => {
    for (const statement of before) await connection.query(renderSql(statement, prefix));
    await connection.query(sql);
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
