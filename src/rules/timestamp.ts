import { type SQL, sql } from "drizzle-orm";

/** A moment: a `Date`, or ISO 8601 text with its zone, which keeps the microseconds that a `Date` has not. */
export type Moment = Date | string;

const timeWithZone = /\d:\d\d.*(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

/**
 * A moment as an insert takes it. Text goes to the server as it is: only there are microseconds understood.
 *
 * @param moment a `Date`, or ISO 8601 text with time and zone
 * @throws RangeError where the text lacks time or zone, or the `Date` is none
 * @example
 * exactMoment("2025-03-01T09:30:00.123456Z");
 */
export function exactMoment(moment: Moment | undefined): Date | SQL<Date> | undefined {
  if (moment instanceof Date && Number.isNaN(moment.getTime())) {
    throw new RangeError("The moment of the event is no date. Give a valid Date, or ISO 8601 text.");
  }
  if (typeof moment !== "string") return moment;
  if (!timeWithZone.test(moment)) {
    throw new RangeError(
      `"${moment}" is no moment without its time and zone. Write it like 2025-03-01T09:30:00.123456Z.`,
    );
  }
  return sql<Date>`${moment}::timestamptz`;
}
