import { type SQL, sql } from "drizzle-orm";
import type { Db } from "./db.ts";

/** SQL that compares a column of the type citext by its index, wherever the extension is installed. */
export interface Citext {
  /** citext's own equality. */
  readonly equals: SQL;
  /** The type of an array of citext. */
  readonly arrayType: SQL;
  /**
   * Whether citext may treat ASCII letters that differ only in case as different, as in Turkish: its index then does
   * not find all of them. PostgreSQL evaluates this once, at planning time.
   */
  readonly isUnusualCollation: SQL;
}

/** Finds the schema of the extension citext. */
export async function findCitext(db: Db): Promise<Citext> {
  const [found] = await db
    .select({ schema: sql<string>`pg_catalog.quote_ident(n.nspname)` })
    .from(sql`pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace`)
    .where(sql`e.extname = 'citext'`);
  const { schema } = found ?? { schema: "public" };
  return {
    equals: sql.raw(`OPERATOR(${schema}.=)`),
    arrayType: sql.raw(`${schema}.citext[]`),
    isUnusualCollation: sql`pg_catalog.lower('I') <> 'i'`,
  };
}
