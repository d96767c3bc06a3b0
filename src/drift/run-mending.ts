import type { Connection } from "../migrator/connection.ts";
import { PhoenixKitError } from "../migrator/error.ts";
import { isTransient, statementFailed } from "../migrator/failures.ts";
import { guard, lockStatement } from "../migrator/guards.ts";
import { quotedIdentifier } from "../migrator/identifiers.ts";
import { renderSql } from "../migrator/render.ts";
import { maxAttempts, pauseAfter } from "../migrator/retries.ts";
import type { MendingStatement } from "./mending.ts";

/** Where mending statements run. */
export interface MendingOrder {
  readonly prefix: string;
  /** The marker's version, which must not move meanwhile; undefined where the marker says nothing. */
  readonly version: number | undefined;
  readonly statements: readonly MendingStatement[];
  readonly onStatement: (statement: MendingStatement) => void;
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
export async function runMending(connection: Connection, order: MendingOrder): Promise<void> {
  for (const statement of order.statements) {
    await withRetries(connection, (attempt) => runStatement(connection, order, statement, attempt)).catch(
      (error) => {
        throw mendingFailed(error, statement.sql);
      },
    );
    order.onStatement(statement);
  }
}

/** A version's step leaves nothing of it when it fails; here the statements before it stay. */
function mendingFailed(error: unknown, statement: string): PhoenixKitError {
  const failed = statementFailed(error, { statement });
  if (failed.code !== "step_failed" && failed.code !== "lock_timeout") return failed;
  const remedy =
    failed.code === "lock_timeout"
      ? "Other sessions hold the tables; run again when they are done. What ran before stays."
      : "Mend what the message names and run again; what ran before stays.";
  return new PhoenixKitError(failed.message, { ...failed.toJSON(), remedy, cause: error });
}

async function runStatement(
  connection: Connection,
  { prefix, version }: MendingOrder,
  { sql, finding }: MendingStatement,
  attempt: number,
): Promise<void> {
  // PostgreSQL runs these outside of transactions only
  if (/^(CREATE (UNIQUE )?INDEX|REINDEX INDEX) CONCURRENTLY /.test(sql)) {
    await connection.query(
      attempt === 1 ? sql : sql.replace(/^(CREATE .*?CONCURRENTLY) /, "$1 IF NOT EXISTS "),
    );
    const index = `${quotedIdentifier(prefix)}.${quotedIdentifier(finding.name)}`;
    // the attempt before may have left it, invalid
    if (attempt > 1) await connection.query(`REINDEX INDEX CONCURRENTLY ${index}`);
    return;
  }
  const before = [lockStatement, ...(version === undefined ? [] : [guard("Mending", [version])])];
  await connection.query(`BEGIN; SET LOCAL standard_conforming_strings = on; SET LOCAL lock_timeout = 5000`);
  for (const statement of before) await connection.query(renderSql(statement, prefix));
  await connection.query(sql);
  await connection.query("COMMIT");
}

async function withRetries(connection: Connection, work: (attempt: number) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      await connection.query("ROLLBACK").catch(() => {});
      if (!isTransient(error) || attempt === maxAttempts) throw error;
      await pauseAfter(attempt);
    }
  }
}
