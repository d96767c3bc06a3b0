import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/**
 * An address with its ASCII letters in lower case. Two addresses are the same where these forms are equal: Unicode's
 * own folding would take the Kelvin sign for a `k`, and a Turkish database does not take `I` for `i`.
 */
export function toAsciiLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether a column has the same address, whatever the database's collation. */
export function isSameAddress(column: SQLWrapper, email: string): SQL {
  return sql`pg_catalog.lower(${column}::pg_catalog.text COLLATE pg_catalog."C") = ${toAsciiLowerCase(email)}`;
}
