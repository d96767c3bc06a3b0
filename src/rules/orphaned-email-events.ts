import { and, eq, type SQL, sql } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import type { EmailEventType, OrphanedEmailEvent, Tables } from "../../schema/index.ts";
import type { Db } from "./db.ts";
import type { EmailEvent } from "./record-email-event.ts";
import { exactMoment } from "./timestamp.ts";

/** An event whose e-mail is known by the id that the app or the mail service gave it. */
export type EmailEventByMessageId = OfMessage<EmailEvent>;

type OfMessage<Event> = Event extends EmailEvent
  ? Omit<Event, "emailLogUuid" | "uuid" | "insertedAt" | "updatedAt"> & { messageId: string }
  : never;

/**
 * Under this key of `event_data`, an orphan has the columns of the event that it will be. Without it, the orphan is
 * another program's, and `event_data` is the event's own.
 */
const columnsKey = "_event";

/**
 * Keeps an event that has no log, unless one like it is kept: one a message and type, and of opens and clicks one a
 * moment. Writers of one message wait for each other.
 *
 * @param tx a transaction
 * @param orphans the table of the orphans
 * @param event the event
 * @returns the stored orphan; undefined where it was a duplicate
 * @throws RangeError where the moment is text without time or zone
 * @example
 * await keepOrphan(tx, emailOrphanedEvents, { messageId: "0100-aws", eventType: "delivery" });
 */
export async function keepOrphan(
  tx: Db,
  orphans: Tables["emailOrphanedEvents"],
  event: EmailEventByMessageId,
): Promise<OrphanedEmailEvent | undefined> {
  const { messageId: awsMessageId, eventType, ...columns } = event;
  const moment = exactMoment(event.occurredAt);
  const sameMoment =
    eventType === "open" || eventType === "click" ? sql`${momentOf(orphans)} = ${moment}` : undefined;
  await lockMessage(tx, orphans, awsMessageId);
  const alike = await tx
    .select({ uuid: orphans.uuid })
    .from(orphans)
    .where(and(eq(orphans.awsMessageId, awsMessageId), eq(orphans.eventType, eventType), sameMoment))
    .limit(1);
  if (alike.length > 0) return undefined;
  const eventData = { [columnsKey]: columns };
  const [orphan] = await tx.insert(orphans).values({ awsMessageId, eventType, eventData }).returning();
  return orphan;
}

/**
 * The event that an orphan is. Where nobody said when it happened, it was when it was received.
 *
 * @param orphan the orphan
 * @param emailLogUuid its log
 * @example
 * await recordEmailEvent(db, eventOfOrphan(orphan, log.uuid));
 */
export function eventOfOrphan(orphan: OrphanedEmailEvent, emailLogUuid: string): EmailEvent {
  const { eventData, receivedAt } = orphan;
  const columns = columnsKey in eventData ? (eventData[columnsKey] as Partial<EmailEvent>) : { eventData };
  const eventType = orphan.eventType as EmailEventType;
  return { ...columns, emailLogUuid, eventType, occurredAt: columns.occurredAt ?? receivedAt };
}

function momentOf(orphans: Tables["emailOrphanedEvents"]): SQL {
  return sql`(${orphans.eventData} -> ${columnsKey}::text ->> 'occurredAt')::timestamptz`;
}

async function lockMessage(tx: Db, orphans: Tables["emailOrphanedEvents"], id: string): Promise<void> {
  const { schema = "public", name } = getTableConfig(orphans);
  const key = JSON.stringify([schema, name, id]);
  await tx.execute(
    sql`SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(${key}::pg_catalog.text, 0))`,
  );
}
