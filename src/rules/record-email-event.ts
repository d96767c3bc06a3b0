import { type SQL, sql } from "drizzle-orm";
import type { IndexColumn, PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { type EmailEventType, emailEvents, type Tables } from "../../schema/index.ts";

type Columns = Tables["emailEvents"]["$inferInsert"];

/** A moment: a `Date`, or ISO 8601 text with its zone, which keeps the microseconds that a `Date` has not. */
export type Moment = Date | string;

/** The events that an e-mail can have many of, each at its own moment. All others happen to it once. */
export type RepeatedEmailEventType = "open" | "click";

/** An event as a mail service reports it. For opens and clicks the moment says which are the same. */
export type EmailEvent = Omit<Columns, "eventType" | "occurredAt"> &
  (
    | { eventType: RepeatedEmailEventType; occurredAt: Moment }
    | { eventType: Exclude<EmailEventType, RepeatedEmailEventType>; occurredAt?: Moment | undefined }
  );

/** The event as it is stored. */
export type StoredEmailEvent = Tables["emailEvents"]["$inferSelect"];

/** What `onConflictDoNothing` needs to know the unique index that an event would violate. */
export interface EmailEventConflict {
  target: IndexColumn[];
  where: SQL;
}

/** Where the events are: the tables of `public` unless given. */
export interface EmailEventOptions {
  readonly tables?: Pick<Tables, "emailEvents"> | undefined;
}

/** A Drizzle database or transaction of any driver and schema. */
type Inserter<Result extends PgQueryResultHKT> = Pick<PgDatabase<Result>, "insert">;

/**
 * Stores an event of an e-mail, unless it is stored already: mail services deliver at least once, and several
 * pollers may hold the same message. One statement, so that of racing writers exactly one stores it.
 *
 * @param db a Drizzle database or transaction
 * @param event the event; the server gives it its uuid
 * @param options the tables of another prefix
 * @returns the stored row; undefined where it was a duplicate
 * @throws RangeError where the moment is text without time or zone
 * @example
 * const stored = await recordEmailEvent(db, {
 *   emailLogUuid: log.uuid,
 *   eventType: "open",
 *   occurredAt: "2025-03-01T09:30:00.123456Z",
 * });
 * if (!stored) console.log("delivered twice");
 */
export async function recordEmailEvent<Result extends PgQueryResultHKT>(
  db: Inserter<Result>,
  event: EmailEvent,
  options: EmailEventOptions = {},
): Promise<StoredEmailEvent | undefined> {
  const { tables = { emailEvents } } = options;
  const [stored] = await db
    .insert(tables.emailEvents)
    .values({ ...event, occurredAt: exactly(event.occurredAt) })
    .onConflictDoNothing(emailEventConflict(event.eventType, { tables }))
    .returning();
  return stored;
}

/**
 * The conflict target for inserting events oneself: the index that holds events of this type.
 *
 * @param eventType the type of the event, or of all events of one insert
 * @param options the tables of another prefix
 * @example
 * await db.insert(emailEvents).values(clicks).onConflictDoNothing(emailEventConflict("click"));
 */
export function emailEventConflict(
  eventType: EmailEventType,
  options: EmailEventOptions = {},
): EmailEventConflict {
  const { emailEvents: table } = options.tables ?? { emailEvents };
  return isRepeated(eventType)
    ? {
        target: [table.emailLogUuid, table.eventType, table.occurredAt],
        where: sql`event_type IN ('open', 'click')`,
      }
    : { target: [table.emailLogUuid, table.eventType], where: sql`event_type NOT IN ('open', 'click')` };
}

function isRepeated(eventType: EmailEventType): eventType is RepeatedEmailEventType {
  return eventType === "open" || eventType === "click";
}

const timeWithZone = /\d:\d\d.*(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

/** Text goes to the server as it is: only there are microseconds understood. */
function exactly(moment: Moment | undefined): Date | SQL | undefined {
  if (typeof moment !== "string") return moment;
  if (!timeWithZone.test(moment)) {
    throw new RangeError(
      `"${moment}" is no moment without its time and zone. Write it like 2025-03-01T09:30:00.123456Z.`,
    );
  }
  return sql`${moment}::timestamptz`;
}
