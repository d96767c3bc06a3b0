import type { Connection } from "./connection.ts";
import { isVanished, toStatementError } from "./errors.ts";

/**
 * The longest wait for a lock, in milliseconds, unless a caller chooses another one. Other sessions queue behind that
 * wait.
 */
export const defaultLockTimeoutMs = 1_000;

/** Queries of catalogs have high estimates and few rows: compiling them takes seconds, running them milliseconds. */
export const skipJitSql = "SET LOCAL jit = off";

/** How a transaction is opened. */
export interface TransactionOptions {
  /** The longest wait for a lock, in milliseconds; 0 waits without limit. */
  readonly lockTimeoutMs?: number | undefined;
}

/**
 * Runs `read` in one snapshot of the database. It is always rolled back. If another session meanwhile drops an object
 * that it reads, it runs again in a new snapshot.
 */
export async function readSnapshot<T>(
  connection: Connection,
  read: () => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const begin = [
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    ...renderSettings(options),
    ...narrowPath,
  ];
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runAndRollBack(connection, begin, read);
    } catch (error) {
      if (!isVanished(error) || attempt === maxSnapshots) throw error;
    }
  }
}

/** A session that drops objects one by one can cause several attempts. */
const maxSnapshots = 10;

/** Runs `work` and commits it, or rolls back and throws a PhoenixKitError. */
export async function writeTransaction<T>(
  connection: Connection,
  work: () => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  try {
    await connection.query(beginWriteSql(options));
    const result = await work();
    await commit(connection);
    return result;
  } catch (error) {
    await rollBackQuietly(connection);
    throw toStatementError(error);
  }
}

/**
 * Runs `work` inside the open transaction, and then undoes its writes, settings and locks, and any error of a
 * statement.
 */
export async function withSavepoint<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.query("SAVEPOINT phoenix_kit");
  try {
    return await work();
  } finally {
    // a broken connection cannot roll back; the error that broke it is the one to throw
    await connection.query("ROLLBACK TO SAVEPOINT phoenix_kit; RELEASE SAVEPOINT phoenix_kit").catch(ignore);
  }
}

/** Whether a transaction is open. In a failed transaction, PostgreSQL's error is thrown. */
export async function isInTransaction(connection: Connection): Promise<boolean> {
  // a local setting outlives its statement only inside a transaction
  await connection.query("SELECT pg_catalog.set_config('phoenix_kit.probe', 'on', true)");
  const { rows } = await connection.query(
    "SELECT pg_catalog.current_setting('phoenix_kit.probe', true) = 'on' AS inside",
  );
  return rows[0]?.inside === true;
}

/** Opens a transaction that writes. Nothing in it depends on the defaults of server, database and role. */
export function beginWriteSql(options: TransactionOptions = {}): string {
  return ["BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", ...renderSettings(options)].join("; ");
}

export async function commit(connection: Connection): Promise<void> {
  await connection.query("COMMIT");
}

export async function rollBack(connection: Connection): Promise<void> {
  await connection.query("ROLLBACK");
}

/** Rolls back while another error is being thrown, which matters more than an error of the rollback. */
export async function rollBackQuietly(connection: Connection): Promise<void> {
  await rollBack(connection).catch(ignore);
}

/** Commits, and opens the next transaction in the same message, so that no other session comes in between. */
export async function commitAndBegin(
  connection: Connection,
  statements: { readonly before: string; readonly after: string },
  options: TransactionOptions = {},
): Promise<void> {
  const script = [statements.before, "COMMIT", beginWriteSql(options), statements.after];
  await connection.query(script.join("; "));
}

/** A script of one transaction, for people and other programs to run. */
export function wrapInTransaction(statements: readonly string[]): string {
  return [
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;",
    "SET LOCAL standard_conforming_strings = on;",
    ...statements,
    "COMMIT;",
  ].join("\n");
}

async function runAndRollBack<T>(
  connection: Connection,
  begin: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    await connection.query(begin.join("; "));
    return await work();
  } catch (error) {
    throw toStatementError(error);
  } finally {
    await rollBackQuietly(connection);
  }
}

/** With row_security off, a policy that would hide rows raises an error instead. */
function renderSettings({ lockTimeoutMs = defaultLockTimeoutMs }: TransactionOptions): string[] {
  return [
    "SET LOCAL standard_conforming_strings = on",
    "SET LOCAL row_security = off",
    // between two statements this package may compute for longer than the host's limit for applications
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    // an error that a savepoint undoes must not end the session
    "SET LOCAL exit_on_error = off",
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    skipJitSql,
  ];
}

const narrowPath = ["SET LOCAL search_path = pg_catalog, pg_temp", "SET LOCAL datestyle = 'ISO, YMD'"];

function ignore(): void {}
