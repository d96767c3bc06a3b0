import { eq, type SQL, sql } from "drizzle-orm";
import type { IndexColumn } from "drizzle-orm/pg-core";
import { type EmailEventType, emailEvents, emailLogs, type Tables } from "../../schema/index.ts";
import type { Db } from "./db.ts";
import { logAfter } from "./email-log-status.ts";
import { exactMoment, type Moment } from "./timestamp.ts";

export type { Moment } from "./timestamp.ts";

type Columns = Tables["emailEvents"]["$inferInsert"];

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

/** Where the events and their logs are: the tables of `public` unless given. */
export interface EmailEventOptions {
  readonly tables?: Pick<Tables, "emailEvents" | "emailLogs"> | undefined;
}

/**
 * Stores an event of an e-mail, unless it is stored already: mail services deliver at least once, and several
 * pollers may hold the same message. A stored event moves the status of its log, and the column with its moment,
 * forward, never back. One statement, so that of racing writers exactly one stores and moves.
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
export async function recordEmailEvent(
  db: Db,
  event: EmailEvent,
  options: EmailEventOptions = {},
): Promise<StoredEmailEvent | undefined> {
  const { tables = { emailEvents, emailLogs } } = options;
  const stored = db.$with("stored").as(
    db
      .insert(tables.emailEvents)
      .values({ ...event, occurredAt: exactMoment(event.occurredAt) })
      .onConflictDoNothing(emailEventConflict(event.eventType, { tables }))
      .returning(),
  );
  const changes = logAfter(tables.emailLogs, event, sql`${stored.occurredAt}`);
  if (!changes) return (await db.with(stored).select().from(stored))[0];
  const moved = db
    .$with("moved")
    .as(
      db
        .update(tables.emailLogs)
        .set(changes)
        .from(stored)
        .where(eq(tables.emailLogs.uuid, stored.emailLogUuid))
        .returning({ uuid: tables.emailLogs.uuid }),
    );
  return (await db.with(stored, moved).select().from(stored))[0];
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
  options: { readonly tables?: Pick<Tables, "emailEvents"> | undefined } = {},
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
