import { type SQL, sql } from "drizzle-orm";
import { quote } from "./assert.ts";
import { invalidInputError } from "./error.ts";

/** The start of the statement by the server's clock, even in a transaction that began long ago. */
export const serverNow: SQL<Date> = sql<Date>`pg_catalog.statement_timestamp()`;

/**
 * The time a number of milliseconds ago, by the server's clock.
 *
 * @throws RuleError `invalid_input`
 */
export function computeTimeAgo(what: string, ms: number): SQL<Date> {
  if (!Number.isSafeInteger(ms) || ms < 0) {
    throw invalidInputError(`${what} can't be ${quote(ms)}.`, "Give whole milliseconds, 0 or more.");
  }
  return sql<Date>`(${serverNow} - ${ms}::pg_catalog.float8 * interval '1 millisecond')`;
}
