import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "../migrator/connection.ts";
import { isTransient, statementFailed } from "../migrator/failures.ts";
import { guard, lockStatement } from "../migrator/guards.ts";
import { renderSql } from "../migrator/render.ts";
import type { MendingStatement } from "./mending.ts";

/** Where mending statements run. */
export interface MendingOrder {
  readonly prefix: string;
  /** The marker's version, which must not move meanwhile; undefined where the marker says nothing. */
  readonly version: number | undefined;
  readonly statements: readonly MendingStatement[];
  readonly onStatement: (statement: MendingStatement) => void;
}

/** How often a statement is tried that meets a lock. */
const maxAttempts = 8;

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
    await withRetries(connection, () => runStatement(connection, order, statement.sql)).catch((error) => {
      throw statementFailed(error, { statement: statement.sql });
    });
    order.onStatement(statement);
  }
}

async function runStatement(connection: Connection, order: MendingOrder, sql: string): Promise<void> {
  // PostgreSQL runs these outside of transactions only
  if (/^(CREATE (UNIQUE )?INDEX|REINDEX INDEX) CONCURRENTLY /.test(sql)) {
    await connection.query(sql);
    return;
  }
  const { prefix, version } = order;
  const before = [lockStatement, ...(version === undefined ? [] : [guard("Mending", [version])])];
  await connection.query(`BEGIN; SET LOCAL standard_conforming_strings = on; SET LOCAL lock_timeout = 5000`);
  for (const statement of before) await connection.query(renderSql(statement, prefix));
  await connection.query(sql);
  await connection.query("COMMIT");
}

async function withRetries(connection: Connection, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      await connection.query("ROLLBACK").catch(() => {});
      if (!isTransient(error) || attempt === maxAttempts) throw error;
      await pause(Math.min(250 * 2 ** attempt, 8000));
    }
  }
}
