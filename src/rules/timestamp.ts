import { type SQL, sql } from "drizzle-orm";
import { quote } from "./assert.ts";
import { invalidInputError } from "./error.ts";

/** A point in time: a `Date`, or ISO 8601 text with a zone, which can have microseconds. */
export type Timestamp = Date | string;

const timeWithZone = /\d:\d\d.*(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

/**
 * Converts a point in time to SQL. Text goes to the server as it is, because only the server reads microseconds.
 *
 * @param what its name, for the message
 * @throws RuleError `invalid_input` if the text lacks time or zone, or the `Date` is not valid
 */
export function toTimestamp(what: string, time: Timestamp | null | undefined): SQL<Date> | undefined {
  if (time === undefined || time === null) return undefined;
  const isPoint =
    time instanceof Date
      ? !Number.isNaN(time.getTime())
      : typeof time === "string" && timeWithZone.test(time);
  if (!isPoint) {
    throw invalidInputError(
      `${what} is not a point in time: ${quote(time)}.`,
      "Give a valid Date, or ISO 8601 text with time and zone such as 2025-03-01T09:30:00.123456Z.",
    );
  }
  return sql<Date>`${time instanceof Date ? time.toISOString() : time}::pg_catalog.timestamptz`;
}
