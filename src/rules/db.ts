import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";

type Statements = Pick<
  PgDatabase<PgQueryResultHKT>,
  "select" | "insert" | "update" | "delete" | "execute" | "$with" | "with"
>;

/** A Drizzle database or transaction: of any driver, and with any schema of its own. */
export interface Db extends Statements {
  /** Runs `work` in a transaction, or in a savepoint if this is a transaction already. */
  transaction<T>(
    work: (tx: Db) => Promise<T>,
    config?: { readonly isolationLevel?: "read committed"; readonly accessMode?: "read only" | "read write" },
  ): Promise<T>;
}
