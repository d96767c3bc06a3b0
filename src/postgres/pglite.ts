import type { Connection } from "./connection.ts";
import { isInTransaction as hasTransaction } from "./transaction.ts";
import { ownParsers } from "./type-parsers.ts";

type Results = { rows: Record<string, unknown>[] };

interface QueryOptions {
  readonly rowMode?: "object" | "array";
  readonly parsers?: Record<number, (text: string) => unknown>;
}

/** Values are read with this package's parsers, whatever the app has set for its instance. */
const ownOptions: QueryOptions = { rowMode: "object", parsers: ownParsers };

/**
 * The parts of a PGlite session that this package uses: those of the instance itself, and of what `transaction` passes
 * on.
 */
interface Session {
  query(sql: string, values?: unknown[], options?: QueryOptions): Promise<Results>;
  /** Runs several statements, as node-postgres' `query` does without values. */
  exec(sql: string, options?: QueryOptions): Promise<Results[]>;
}

/** A PGlite instance, by its shape: an app without PGlite does not need its types. */
export interface PgliteLike extends Session {
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
}

/** Whether a database is PGlite. */
export function isPglite(target: object): target is PgliteLike {
  return "exec" in target && typeof target.exec === "function";
}

/**
 * Whether an instance's only session is in a transaction, failed or not. Waits for a running `transaction` of the
 * instance.
 */
export async function isInTransaction(session: Session): Promise<boolean> {
  try {
    return await hasTransaction({ query: (sql) => send(session, sql, undefined) });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === failedTransaction) return true;
    throw error;
  }
}

const failedTransaction = "25P02";

/** Runs `work` on an instance's only session. The app's own queries wait meanwhile. */
export function withPglite<T>(pglite: PgliteLike, work: (connection: Connection) => Promise<T>): Promise<T> {
  return pglite.transaction(async (session) => {
    // We only need exclusive access; end the transaction so that the work can open its own.
    await session.exec("COMMIT");
    return work({ query: (sql, values) => send(session, sql, values).catch(explain) });
  });
}

async function send(session: Session, sql: string, values: unknown[] | undefined): Promise<Results> {
  if (values) return session.query(sql, values, ownOptions);
  return (await session.exec(sql, ownOptions)).at(-1) ?? { rows: [] };
}

/** PostgreSQL's own hint is to install the extension on the system, which does not help with PGlite. */
function explain(error: unknown): never {
  const [, name] = /^extension "(\w+)" is not available$/.exec(String((error as Error).message)) ?? [];
  if (!name) throw error;
  const hint =
    `Import ${name} from "@electric-sql/pglite/contrib/${name}" and make the instance with it: ` +
    "new PGlite({ extensions: { citext, pg_trgm } }).";
  throw Object.assign(error as Error, { hint });
}
