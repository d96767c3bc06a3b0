import { setTimeout as pause } from "node:timers/promises";
import { entityKind, is, sql } from "drizzle-orm";
import { PgTransaction } from "drizzle-orm/pg-core";
import type { Db } from "./db.ts";
import { invalidInputError, RuleError } from "./error.ts";
import { hiddenRowsRemedy } from "./hidden-rows.ts";
import { newestRemedy } from "./in-tables.ts";

/** How often a rule runs its own transaction when PostgreSQL asks to try again. */
const maxAttempts = 5;
const firstPauseMs = 20;

/** Serialization failure and deadlock: nothing was changed, and the same statements may work a moment later. */
const retryable = new Set(["40001", "40P01"]);

/**
 * Runs a rule in a transaction, which is retried after a serialization failure or a deadlock. Rules are written for
 * READ COMMITTED, so the transaction sets it, whatever the default of the database or role is. Within a caller's
 * transaction, the rule runs in a savepoint, and such an error goes to the caller, who can retry the transaction.
 *
 * @throws RuleError `transactions_not_supported`, `invalid_input`, `rows_hidden`, `conflict`; otherwise the driver's error
 */
export async function runRule<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  assertDatabase(db);
  if (isOverHttp(db)) throw noTransactionsError();
  if (is(db, PgTransaction)) return translateErrors(() => db.transaction((tx) => withIsoDates(tx, work)));
  return retry(() => openTransaction(db, "read write", work));
}

/**
 * Runs a rule of one statement, in a transaction like `runRule`. It opens no transaction over HTTP, where there are
 * none, nor on a shared client, where a ROLLBACK could undo other work of the application.
 */
export async function runStatement<T>(
  db: Db,
  work: (db: Db) => Promise<T>,
  accessMode: AccessMode = "read write",
): Promise<T> {
  assertDatabase(db);
  if (is(db, PgTransaction)) return translateErrors(() => work(db));
  return retry(() => (hasOwnConnections(db) ? openTransaction(db, accessMode, work) : work(db)));
}

/** Runs a rule that reads rows without dates. */
export async function runRead<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  assertDatabase(db);
  if (is(db, PgTransaction)) return translateErrors(() => work(db));
  return retry(() => work(db));
}

/** Runs a rule that reads rows with dates. It also works on a hot standby. */
export function runReadOfDates<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  return runStatement(db, work, "read only");
}

/** A client of the driver has neither Drizzle's `select` nor, as a rule, its `insert`. */
function assertDatabase(db: unknown): void {
  if (typeof Object(db).select === "function" && typeof Object(db).insert === "function") return;
  throw invalidInputError(
    "The rule was given no Drizzle database.",
    "Give what Drizzle makes of the client, such as `drizzle({ client: pool })`, or a transaction of that.",
  );
}

/** Drizzle's databases over HTTP, where each statement is a request of its own. */
const httpDatabases = new Set(["NeonHttpDatabase", "PgRemoteDatabase", "XataHttpDatabase"]);

function isOverHttp(db: Db): boolean {
  for (let owner: object | null = db; owner; owner = Object.getPrototypeOf(owner)) {
    if (httpDatabases.has(Reflect.get(owner.constructor, entityKind))) return true;
  }
  return false;
}

function noTransactionsError(cause?: unknown): RuleError {
  return new RuleError("This database driver has no transactions, which this rule needs.", {
    code: "transactions_not_supported",
    remedy: "Use a driver that keeps a connection: pg, postgres.js, PGlite, or Neon's Pool over WebSockets.",
    cause,
  });
}

type AccessMode = "read only" | "read write";

function openTransaction<T>(db: Db, accessMode: AccessMode, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction((tx) => withIsoDates(tx, work), { isolationLevel: "read committed", accessMode });
}

/**
 * Runs `work` with dates in ISO form, the only one that the tables can read. A caller's transaction gets its own
 * setting back.
 */
async function withIsoDates<T>(tx: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  const [style] = await tx
    .select({
      before: sql<string>`pg_catalog.current_setting('datestyle')`,
      now: sql<string>`pg_catalog.set_config('datestyle', 'ISO', true)`,
    })
    .from(sql`(VALUES (1)) AS one`);
  const result = await work(tx);
  if (style && !style.before.startsWith("ISO")) {
    await tx.execute(sql`SELECT pg_catalog.set_config('datestyle', ${style.before}::pg_catalog.text, true)`);
  }
  return result;
}

/**
 * Whether a transaction has a connection to itself: with a pool, with postgres.js, or with PGlite, which runs one at a
 * time.
 */
function hasOwnConnections(db: Db): boolean {
  if (isOverHttp(db)) return false;
  const client: unknown = Reflect.get(db, "$client");
  if ((typeof client !== "object" && typeof client !== "function") || client === null) return false;
  return "totalCount" in client || "begin" in client || "transaction" in client;
}

async function retry<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error)) throw toRuleError(error);
      if (attempt === maxAttempts) throw conflictError(error);
      await pause(firstPauseMs * 2 ** attempt * Math.random());
    }
  }
}

async function translateErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toRuleError(error);
  }
}

/** Whether PostgreSQL asks to run the transaction again. */
export function isRetryable(error: unknown): boolean {
  return retryable.has(readCode(error));
}

/** Whether a unique index has refused a row. */
export function isUniqueViolation(error: unknown): boolean {
  return readCode(error) === "23505";
}

function conflictError(cause: unknown): RuleError {
  return new RuleError(`Other sessions got in the way of all ${maxAttempts} attempts.`, {
    code: "conflict",
    remedy: "Call the function again; nothing was stored.",
    cause,
  });
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

/**
 * Turns errors of the driver into errors of rules: values that PostgreSQL refuses, although the rule's own checks
 * accepted them, are also invalid input.
 */
function toRuleError(error: unknown): unknown {
  if (error instanceof RuleError) return error;
  const cause = readDriverError(error);
  const { message = "" } = cause;
  const code = readCode(error);
  if (code === "" && /transactions? .*not supported|no transactions? support/i.test(message)) {
    return noTransactionsError(cause);
  }
  if (code === "" && error !== cause && cause instanceof TypeError) {
    return new RuleError(`A value has a type that the driver cannot send: ${message}.`, {
      code: "invalid_input",
      remedy: "Give values of the types that the rule declares; nothing was stored.",
      cause,
    });
  }
  if (code === "42P01" || code === "42703") {
    return new RuleError(`The database lacks what the rules need: ${message}.`, {
      code: "schema_outdated",
      remedy: `${newestRemedy} If the schema has another name, give its tables: defineTables("name").`,
      cause,
    });
  }
  if (code === "42501" && /ExecWithCheckOptions|check_enable_rls|row_security/.test(cause.routine ?? "")) {
    return new RuleError(message, { code: "rows_hidden", remedy: hiddenRowsRemedy, cause });
  }
  if (/^(?:22...|23502|23503|23514|54000|54001)$/.test(code)) {
    const where = cause.column ?? cause.column_name ?? cause.constraint ?? cause.constraint_name;
    return new RuleError(where ? `${message} (${where})` : message, {
      code: "invalid_input",
      remedy: "Correct the value that the message names; nothing was stored.",
      cause,
    });
  }
  return error;
}
