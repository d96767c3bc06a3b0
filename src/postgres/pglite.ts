import type { Connection } from "./connection.ts";

type Results = { rows: Record<string, unknown>[] };

/** What is asked of a PGlite session: the instance itself, and what it hands to the work of a transaction. */
interface Session {
  query(sql: string, values?: unknown[]): Promise<Results>;
  /** Runs several statements, as node-postgres' `query` does without values. */
  exec(sql: string): Promise<Results[]>;
}

/** A PGlite instance, by its shape: an app that uses none has no need of its types. */
export interface PgliteLike extends Session {
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
}

/**
 * Whether a database is PGlite's.
 *
 * @param target what a caller gave
 * @example
 * isPglite(new PGlite()) // true
 */
export function isPglite(target: object): target is PgliteLike {
  return "exec" in target && typeof target.exec === "function";
}

/**
 * Whether somebody has said BEGIN in an instance's only session. Waits until whoever works there by `transaction` is
 * done.
 *
 * @param session an instance, or what it hands to the work of a transaction
 * @returns true in a failed transaction, too
 * @throws what PGlite throws once it is closed
 * @example
 * await isInTransaction(new PGlite()) // false
 */
export async function isInTransaction(session: Session): Promise<boolean> {
  try {
    // a local setting outlives its statement only inside a transaction
    await session.exec("SELECT pg_catalog.set_config('phoenix_kit.probe', 'on', true)");
    const { rows } = await session.query(
      "SELECT pg_catalog.current_setting('phoenix_kit.probe', true) = 'on' AS inside",
    );
    return rows[0]?.inside === true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === failedTransaction) return true;
    throw error;
  }
}

const failedTransaction = "25P02";

/**
 * Runs `work` on an instance's only session, which meanwhile is nobody else's: an app's own queries wait.
 *
 * @param pglite the instance
 * @param work what to do; it begins and ends transactions itself
 * @returns what `work` returns
 * @throws whatever `work` throws
 * @example
 * await withPglite(pglite, (connection) => connection.query("SELECT 1"))
 */
export function withPglite<T>(pglite: PgliteLike, work: (connection: Connection) => Promise<T>): Promise<T> {
  return pglite.transaction(async (session) => {
    // it is the turn that is wanted, not the transaction
    await session.exec("COMMIT");
    return work({ query: (sql, values) => send(session, sql, values).catch(explain) });
  });
}

async function send(session: Session, sql: string, values: unknown[] | undefined): Promise<Results> {
  if (values) return session.query(sql, values);
  return (await session.exec(sql)).at(-1) ?? { rows: [] };
}

/** PostgreSQL's own hint is to install the extension on the system, of which there is none. */
function explain(error: unknown): never {
  const [, name] = /^extension "(\w+)" is not available$/.exec(String((error as Error).message)) ?? [];
  if (!name) throw error;
  const hint =
    `Import ${name} from "@electric-sql/pglite/contrib/${name}" and make the instance with it: ` +
    "new PGlite({ extensions: { citext, pg_trgm } }).";
  throw Object.assign(error as Error, { hint });
}
