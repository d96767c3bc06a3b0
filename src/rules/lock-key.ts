import { type SQL, sql } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";

/**
 * Locks a key until the transaction ends: only one transaction at a time holds a key of a table.
 *
 * @param table the table that the key is about; each prefix has keys of its own
 * @param key what is locked, such as the id of a message
 * @returns an expression that takes the lock, for a SELECT
 * @example
 * await tx.execute(sql`SELECT ${lockKeySql(users, ["ada"])}`);
 */
export function lockKeySql(table: PgTable, key: readonly string[]): SQL {
  const { schema = "public", name } = getTableConfig(table);
  const text = JSON.stringify([schema, name, ...key]);
  return sql`pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(${text}::pg_catalog.text, 0))`;
}
