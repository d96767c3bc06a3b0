import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/**
 * An address with its ASCII letters in lower case. Two addresses are the same if these forms are equal. Unicode's own
 * case folding would turn the Kelvin sign into a `k`, and a Turkish database does not turn `I` into `i`.
 */
export function toAsciiLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * An address in lower case, as PhoenixKit stores it in the blocklist. Only the Kelvin sign stays, because its lower
 * case is the `k` of other addresses.
 */
export function toStoredLowerCase(email: string): string {
  return email
    .split("\u212A")
    .map((part) => part.toLowerCase())
    .join("\u212A");
}

/** Whether a column has the same address, whatever the database's collation. */
export function isSameAddress(column: SQLWrapper, email: string): SQL {
  return sql`pg_catalog.lower(${column}::pg_catalog.text COLLATE pg_catalog."C") = ${toAsciiLowerCase(email)}`;
}
