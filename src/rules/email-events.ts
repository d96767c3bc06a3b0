import { eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { IndexColumn } from "drizzle-orm/pg-core";
import type {
  BounceType,
  EmailEventType,
  EmailLogEvent,
  EmailStatus,
  JsonObject,
  NewEmailLogEvent,
  Tables,
} from "../../schema/index.ts";
import { assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { normalizeIp } from "./ip-addresses.ts";
import { assertRow, toStorableJson, toStorableText } from "./row.ts";
import { runStatement } from "./run-rule.ts";
import { type Timestamp, toTimestamp } from "./timestamp.ts";

/** The types of events that an e-mail can have many of, each at its own time. All others happen once. */
export type RepeatedEmailEventType = "open" | "click";

/** An event as a mail service reports it. Opens and clicks are told apart by their time. */
export type EmailEvent = Omit<NewEmailLogEvent, "eventType" | "occurredAt"> &
  (
    | { eventType: RepeatedEmailEventType; occurredAt: Timestamp }
    | { eventType: Exclude<EmailEventType, RepeatedEmailEventType>; occurredAt?: Timestamp | undefined }
  );

/** What `onConflictDoNothing` needs to know the unique index that an event would violate. */
export interface EmailEventConflict {
  /** The columns of the unique index. */
  target: IndexColumn[];
  /** The condition of the unique index, which is a partial one. */
  where: SQL;
}

/**
 * Stores an event of an e-mail, unless it is stored already: mail services deliver at least once, and several pollers
 * may hold the same message. A stored event moves the status of its log, and the column with its time, forward, never
 * back. All of this is one statement, so that exactly one of several concurrent writers stores the event.
 *
 * A text that is longer than its column is cut; the full text is kept in `eventData` under `_full`. NUL characters and
 * incomplete surrogate pairs, which PostgreSQL cannot store, become U+FFFD.
 *
 * @param db a Drizzle database or transaction
 * @param event the event; the server gives it its uuid
 * @param options the tables of another prefix
 * @returns the stored row; undefined if it was a duplicate
 * @throws RuleError `invalid_input`, for example if `occurredAt` is text without time or zone
 * @example
 * import { recordEmailEvent } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const stored = await recordEmailEvent(db, {
 *   emailLogUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61",
 *   eventType: "open",
 *   occurredAt: "2025-03-01T09:30:00.123456Z",
 * });
 * if (!stored) console.log("delivered twice");
 */
export async function recordEmailEvent(
  db: Db,
  event: EmailEvent,
  options: InTables<"emailEvents" | "emailLogs"> = {},
): Promise<EmailLogEvent | undefined> {
  const tables = chooseTables(options, event);
  const { occurredAt, ...columns } = event;
  const moment = toTimestamp("occurredAt", occurredAt);
  return runStatement(db, (tx) => insertEmailEvent(tx, columns, { tables, occurredAt: moment }));
}

/** Inserts an event and moves its log; `occurredAt` is SQL, so that a time from another table keeps its microseconds. */
export async function insertEmailEvent(
  tx: Db,
  event: Omit<EmailEvent, "occurredAt">,
  options: { readonly occurredAt: SQL<Date> | undefined } & InTables<"emailEvents" | "emailLogs">,
): Promise<EmailLogEvent | undefined> {
  const { occurredAt } = options;
  const tables = chooseTables(options);
  const row = fitEvent(tables.emailEvents, event);
  if (row.emailLogUuid != null) assertUuid("e-mail log", row.emailLogUuid);
  assertRow(tables.emailEvents, row);
  const stored = tx.$with("stored").as(
    tx
      .insert(tables.emailEvents)
      .values({ ...row, occurredAt })
      .onConflictDoNothing(getEmailEventConflict(event.eventType, { tables }))
      .returning(),
  );
  const changes = buildLogChanges(tables.emailLogs, event, sql`${stored.occurredAt}`);
  if (!changes) return (await tx.with(stored).select().from(stored))[0];
  const moved = tx
    .$with("moved")
    .as(
      tx
        .update(tables.emailLogs)
        .set(changes)
        .from(stored)
        .where(eq(tables.emailLogs.uuid, stored.emailLogUuid))
        .returning({ uuid: tables.emailLogs.uuid }),
    );
  return (await tx.with(stored, moved).select().from(stored))[0];
}

/** The key of `event_data` under which the full texts of cut columns are kept. */
const fullKey = "_full";

/** Makes every value of an event fit its column, and keeps what does not fit in `event_data`. */
export function fitEvent<Event extends Record<string, unknown>>(
  table: Tables["emailEvents"],
  event: Event,
): Event {
  const columns = Object.entries(getTableColumns(table));
  const row: Record<string, unknown> = { ...event };
  if (typeof row.ipAddress === "string") row.ipAddress = normalizeIp(toStorableText(row.ipAddress));
  const full: JsonObject = {};
  for (const [key, column] of columns) {
    const value = row[key];
    if (column.columnType === "PgJsonb") {
      if (value != null) row[key] = toStorableJson(column.name, value);
    } else if (typeof value === "string" && column.columnType !== "PgUUID") {
      const { length = Number.MAX_SAFE_INTEGER } = column as { length?: number };
      const text = toStorableText(value);
      const characters = [...text];
      row[key] = characters.length > length ? characters.slice(0, length).join("") : text;
      if (characters.length > length) full[key] = text;
    }
  }
  if (Object.keys(full).length > 0) {
    const eventData = row.eventData as JsonObject | null | undefined;
    row.eventData = { ...eventData, [fullKey]: full };
  }
  return row as Event;
}

/**
 * Returns the conflict target for inserting events of a type yourself: their unique index.
 *
 * @param eventType the type of the event, or of all events of one insert
 * @param options the tables of another prefix
 * @returns the `target` and `where` for `onConflictDoNothing`
 * @example
 * import { emailEvents } from "phoenix-kit-schema";
 * import { getEmailEventConflict } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const click = { emailLogUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", eventType: "click" } as const;
 * await db.insert(emailEvents).values(click).onConflictDoNothing(getEmailEventConflict("click"));
 */
export function getEmailEventConflict(
  eventType: EmailEventType,
  options: InTables<"emailEvents"> = {},
): EmailEventConflict {
  const { emailEvents: table } = chooseTables(options);
  return isRepeated(eventType)
    ? {
        target: [table.emailLogUuid, table.eventType, table.occurredAt],
        where: sql`event_type IN ('open', 'click')`,
      }
    : { target: [table.emailLogUuid, table.eventType], where: sql`event_type NOT IN ('open', 'click')` };
}

/** Whether an e-mail can have many events of a type, each at its own time. */
export function isRepeated(eventType: EmailEventType): eventType is RepeatedEmailEventType {
  return eventType === "open" || eventType === "click";
}

type TimestampColumn =
  | "queuedAt"
  | "sentAt"
  | "delayedAt"
  | "deliveredAt"
  | "openedAt"
  | "clickedAt"
  | "failedAt"
  | "rejectedAt"
  | "bouncedAt"
  | "complainedAt";

/**
 * How far an e-mail has come: an earlier status never replaces a later one. A bounce or complaint comes after opens and
 * clicks, because scanners fetch the pixels and links of a bounced e-mail, too.
 */
export const emailStatusOrder = [
  "queued",
  "sent",
  "delayed",
  "delivered",
  "opened",
  "clicked",
  "failed",
  "rejected",
  "soft_bounced",
  "bounced",
  "hard_bounced",
  "complaint",
] as const satisfies readonly EmailStatus[];

/** The status that each type of event leads to, and the column with its time. Other types change nothing. */
const effects: Partial<Record<EmailEventType, readonly [EmailStatus, TimestampColumn]>> = {
  queued: ["queued", "queuedAt"],
  send: ["sent", "sentAt"],
  delivery_delay: ["delayed", "delayedAt"],
  delivery: ["delivered", "deliveredAt"],
  open: ["opened", "openedAt"],
  click: ["clicked", "clickedAt"],
  rendering_failure: ["failed", "failedAt"],
  reject: ["rejected", "rejectedAt"],
  bounce: ["bounced", "bouncedAt"],
  complaint: ["complaint", "complainedAt"],
};

/** The type of an event and, for a bounce, its kind. */
interface Kind {
  readonly eventType: EmailEventType;
  readonly bounceType?: BounceType | null | undefined;
}

/**
 * Builds what an event changes in the log of its e-mail: it sets the later status, and the later time in the column of
 * the event. So the events of an e-mail lead to the same state in any order. Undefined if the event changes nothing.
 */
function buildLogChanges(
  logs: Tables["emailLogs"],
  { eventType, bounceType }: Kind,
  occurredAt: SQL,
): Partial<Record<TimestampColumn | "status", SQL>> | undefined {
  const effect = effects[eventType];
  if (!effect) return undefined;
  const [plain, column] = effect;
  const isKnown = eventType === "bounce" && (bounceType === "hard" || bounceType === "soft");
  const status: EmailStatus = isKnown ? `${bounceType}_bounced` : plain;
  // An unknown status is not in the order, and stays.
  const earlier = emailStatusOrder.slice(0, emailStatusOrder.indexOf(status));
  return {
    status: sql`CASE WHEN ${isAmong(logs.status, earlier)} THEN ${status} ELSE ${logs.status} END`,
    [column]: sql`greatest(${logs[column]}, ${occurredAt})`,
  };
}

function isAmong(column: Tables["emailLogs"]["status"], values: readonly EmailStatus[]): SQL {
  return values.length === 0 ? sql`false` : sql`${column} IN ${values}`;
}
