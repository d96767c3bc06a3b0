import { setTimeout as pause } from "node:timers/promises";
import { is } from "drizzle-orm";
import { PgTransaction } from "drizzle-orm/pg-core";
import type { Db } from "./db.ts";
import { RuleError } from "./error.ts";
import { hiddenRowsRemedy } from "./hidden-rows.ts";

/** How often a rule runs its own transaction when PostgreSQL asks to try again. */
const maxAttempts = 5;
const firstPauseMs = 20;

/** Serialization failure and deadlock: nothing was changed, and the same statements may work a moment later. */
const retryable = new Set(["40001", "40P01"]);

/**
 * Runs a rule in a transaction. The rules are written for READ COMMITTED, whatever the default of the database or role
 * is, so a transaction of our own says so, and is tried again after a serialization failure or a deadlock. Within a
 * caller's transaction the rule is a savepoint, and such an error goes to the caller, who alone can try again.
 *
 * @throws RuleError `transactions_not_supported`, `invalid_input`, `rows_hidden`; otherwise the driver's error
 */
export async function runRule<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  const isNested = is(db, PgTransaction);
  for (let attempt = 1; ; attempt++) {
    try {
      return isNested
        ? await db.transaction(work)
        : await db.transaction(work, { isolationLevel: "read committed", accessMode: "read write" });
    } catch (error) {
      const canRetry = !isNested && attempt < maxAttempts && retryable.has(readCode(error));
      if (!canRetry) throw toRuleError(error);
      await pause(firstPauseMs * 2 ** attempt * Math.random());
    }
  }
}

interface DriverError {
  readonly code?: unknown;
  readonly message?: string;
  readonly column?: string;
  readonly column_name?: string;
  readonly constraint?: string;
  readonly constraint_name?: string;
  /** The function of PostgreSQL's source that raised the error: the same in every language. */
  readonly routine?: string;
}

/** Drizzle wraps the driver's error. */
function readDriverError(error: unknown): DriverError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (cause ?? {}) as DriverError;
}

function readCode(error: unknown): string {
  const { code } = readDriverError(error);
  return typeof code === "string" ? code : "";
}

/** What PostgreSQL says of values that no check of ours foresaw is the caller's input, too. */
function toRuleError(error: unknown): unknown {
  if (error instanceof RuleError) return error;
  const cause = readDriverError(error);
  const { message = "" } = cause;
  const code = readCode(error);
  if (code === "" && /transactions? .*not supported|no transactions? support/i.test(message)) {
    return new RuleError("This database driver has no transactions, which the rules need.", {
      code: "transactions_not_supported",
      remedy:
        "Use a driver that keeps a connection: pg, postgres.js, PGlite, or Neon's Pool over WebSockets.",
      cause,
    });
  }
  if (code === "42501" && /ExecWithCheckOptions|check_enable_rls|row_security/.test(cause.routine ?? "")) {
    return new RuleError(message, { code: "rows_hidden", remedy: hiddenRowsRemedy, cause });
  }
  if (code.startsWith("22") || code === "23502" || code === "23503" || code === "23514") {
    const where = cause.column ?? cause.column_name ?? cause.constraint ?? cause.constraint_name;
    return new RuleError(where ? `${message} (${where})` : message, {
      code: "invalid_input",
      remedy: "Correct the value that the message names; nothing was stored.",
      cause,
    });
  }
  return error;
}
