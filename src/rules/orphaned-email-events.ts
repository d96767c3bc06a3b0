import { and, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import type { EmailEventType, EmailLogEvent, OrphanedEmailEvent, Tables } from "../../schema/index.ts";
import { assertCount, assertText, assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { type EmailEvent, fitEvent, insertEmailEvent, isRepeated } from "./email-events.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockKeySql } from "./lock-key.ts";
import { assertRow } from "./row.ts";
import { isRetryable, runRead, runRule } from "./run-rule.ts";
import { toTimestamp } from "./timestamp.ts";

type EventTables = "emailEvents" | "emailLogs" | "emailOrphanedEvents";

/** An event whose e-mail is known by the id that the app or the mail service gave it. */
export type EmailEventByMessageId = OfMessage<EmailEvent>;

type OfMessage<Event> = Event extends EmailEvent
  ? Omit<Event, "emailLogUuid" | "uuid" | "insertedAt" | "updatedAt"> & { messageId: string }
  : never;

/** The outcome of recording an event. */
export type RecordedEmailEvent =
  | { readonly outcome: "stored"; readonly event: EmailLogEvent }
  | { readonly outcome: "orphaned"; readonly orphan: OrphanedEmailEvent }
  | { readonly outcome: "duplicate" };

/**
 * Stores an event as `recordEmailEvent` does, for the log whose `message_id`, or else `aws_message_id`, is the given
 * one. Without such a log, the event is stored as an orphan, once, until `matchOrphanedEvents` finds its log.
 *
 * @param db a Drizzle database or transaction
 * @param event the event, with the id of the message in place of its log
 * @param options the tables of another prefix
 * @returns the stored event, the stored orphan, or that it was a duplicate
 * @throws RuleError `invalid_input`, for example if `occurredAt` is text without time or zone
 * @example
 * import { recordEmailEventByMessageId } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const event = { messageId: "0100-aws", eventType: "delivery" } as const;
 * const { outcome } = await recordEmailEventByMessageId(db, event);
 * if (outcome === "orphaned") console.log("not logged yet");
 */
export async function recordEmailEventByMessageId(
  db: Db,
  event: EmailEventByMessageId,
  options: InTables<EventTables> = {},
): Promise<RecordedEmailEvent> {
  const tables = chooseTables(options, event);
  const { messageId, occurredAt: _occurredAt, ...ofLog } = event;
  assertText("message id", messageId, { min: 1, max: 255 });
  const moment = toTimestamp("occurredAt", event.occurredAt);
  return runRule(db, async (tx): Promise<RecordedEmailEvent> => {
    const emailLogUuid = await lockLogByMessageId(tx, tables.emailLogs, messageId);
    if (emailLogUuid === undefined) {
      const orphan = await storeOrphan(tx, tables, { event, moment });
      return orphan ? { outcome: "orphaned", orphan } : { outcome: "duplicate" };
    }
    const stored = await insertEmailEvent(tx, { ...ofLog, emailLogUuid }, { occurredAt: moment, tables });
    return stored ? { outcome: "stored", event: stored } : { outcome: "duplicate" };
  });
}

/**
 * The key of `event_data` under which an orphan keeps the columns of its future event. An orphan without it is from
 * another program, and its `event_data` is the event's.
 */
const columnsKey = "_event";

/**
 * Stores an event without a log, once per message and type, or for opens and clicks once per message, type and time.
 * Concurrent writers of one message wait for each other. `fitEvent` makes sure that it can become an event later.
 */
async function storeOrphan(
  tx: Db,
  tables: Pick<Tables, EventTables>,
  { event, moment }: { event: EmailEventByMessageId; moment: SQL<Date> | undefined },
): Promise<OrphanedEmailEvent | undefined> {
  const { emailOrphanedEvents: orphans } = tables;
  const { messageId: awsMessageId, eventType, ...given } = event;
  const columns = fitEvent(tables.emailEvents, given);
  assertRow(tables.emailEvents, { ...columns, occurredAt: undefined });
  const isSameMoment =
    isRepeated(eventType) && moment ? sql`${selectMoment(orphans)} = ${moment}` : undefined;
  await lockMessage(tx, orphans, { id: awsMessageId, moment });
  const alike = await tx
    .select({ uuid: orphans.uuid })
    .from(orphans)
    .where(and(eq(orphans.awsMessageId, awsMessageId), eq(orphans.eventType, eventType), isSameMoment))
    .limit(1);
  if (alike.length > 0) return undefined;
  const eventData = { [columnsKey]: columns };
  const [orphan] = await tx.insert(orphans).values({ awsMessageId, eventType, eventData }).returning();
  return orphan;
}

/**
 * The event of an orphan, and its time as SQL. The default is the time at which the orphan was received; it stays in SQL,
 * because how a driver reads a time depends on the session's settings.
 */
function toEmailEvent(
  orphan: OrphanedEmailEvent,
  orphans: Tables["emailOrphanedEvents"],
): { event: Omit<EmailEvent, "occurredAt" | "emailLogUuid">; occurredAt: SQL<Date> | undefined } {
  const { eventData } = orphan;
  const columns = columnsKey in eventData ? (eventData[columnsKey] as Partial<EmailEvent>) : { eventData };
  const { occurredAt, ...event } = columns;
  const received = sql<Date>`(SELECT ${orphans.receivedAt} FROM ${orphans} WHERE ${orphans.uuid} = ${orphan.uuid})`;
  return {
    event: { ...event, eventType: orphan.eventType as EmailEventType },
    occurredAt: occurredAt == null ? received : toTimestamp("occurredAt", occurredAt),
  };
}

function selectMoment(orphans: Tables["emailOrphanedEvents"]): SQL {
  return sql`(${orphans.eventData} -> ${columnsKey}::pg_catalog.text ->> 'occurredAt')::pg_catalog.timestamptz`;
}

/** Locks a message. The statement also parses the time, so that no time is stored that PostgreSQL cannot read later. */
async function lockMessage(
  tx: Db,
  orphans: Tables["emailOrphanedEvents"],
  { id, moment }: { id: string; moment: SQL<Date> | undefined },
): Promise<void> {
  const lock = lockKeySql(orphans, [id]);
  await tx.execute(moment ? sql`SELECT ${lock}, ${moment} IS NULL` : sql`SELECT ${lock}`);
}

/**
 * Locks the log of a message, found by the app's own id or else by that of AWS, so that it cannot be deleted until the
 * transaction ends.
 */
async function lockLogByMessageId(
  tx: Db,
  logs: Tables["emailLogs"],
  messageId: string,
): Promise<string | undefined> {
  const [log] = await tx
    .select({ uuid: logs.uuid })
    .from(logs)
    .where(or(eq(logs.messageId, messageId), eq(logs.awsMessageId, messageId)))
    .orderBy(sql`${logs.messageId} = ${messageId} DESC`)
    .limit(1)
    .for("key share");
  return log?.uuid;
}

/** The orphans to match, and their tables. */
export interface MatchOptions extends InTables<EventTables> {
  /** Only those of this log. Default: those of all logs. */
  readonly emailLogUuid?: string | undefined;
  /** The most orphans to look at, 1 or more. Default: all. */
  readonly limit?: number | undefined;
  /** Where to continue: `next` of the previous call. Default: from the first. */
  readonly after?: string | undefined;
}

/** The result of matching orphans. */
export interface MatchedOrphans {
  /** How many have become events. */
  readonly matched: number;
  /** How many the database refused: their `error_message` says why. The next call tries them again. */
  readonly failed: number;
  /** The last orphan that was looked at, for `after` of the next call; undefined if there are no more. */
  readonly next: string | undefined;
}

/** How many orphans one statement looks at. */
const mostAtOnce = 1000;

/** Sorts before every other uuid, so that each batch, even the first, begins at a position of the index. */
const nilUuid = "00000000-0000-0000-0000-000000000000";

/**
 * Matches events that arrived before their logs: stores each as `recordEmailEvent` does, and marks its orphan as
 * matched. Concurrent calls take different orphans. Call it for each new log, and from time to time for all logs: it
 * looks at 1000 orphans at a time, and with `limit` at so many in all.
 *
 * @param db a Drizzle database or transaction; each orphan is matched in its own transaction
 * @param options the log to match, how many orphans to look at and where to continue, and the tables of another prefix
 * @returns how many were matched, how many the database refused, and where to continue
 * @throws RuleError `invalid_input` if a uuid or the limit is not valid
 * @example
 * import { emailLogs } from "phoenix-kit-schema";
 * import { matchOrphanedEvents } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const email = { messageId: "0100-aws", to: "ada@example.com", from: "shop@example.com" };
 * const logs = await db.insert(emailLogs).values(email).returning();
 * for (const { uuid } of logs) await matchOrphanedEvents(db, { emailLogUuid: uuid });
 */
export async function matchOrphanedEvents(db: Db, options: MatchOptions = {}): Promise<MatchedOrphans> {
  const tables = chooseTables(options);
  const { emailLogUuid, limit } = options;
  let { after = nilUuid } = options;
  if (emailLogUuid !== undefined) assertUuid("log", emailLogUuid);
  assertUuid("orphan", after);
  if (limit !== undefined) assertCount("limit", limit, { min: 1, max: Number.MAX_SAFE_INTEGER });
  const total = { matched: 0, failed: 0 };
  for (let left = limit ?? Number.POSITIVE_INFINITY; left > 0; ) {
    const size = Math.min(left, mostAtOnce);
    const batch = await runRead(db, (on) => listOrphans(on, tables, { emailLogUuid, after, size }));
    const uuids = batch.map(({ uuid }) => uuid);
    for (const { uuid } of await runRead(db, (on) => listOrphansWithLog(on, tables, uuids))) {
      // One orphan per transaction: transactions that update several logs could deadlock.
      const isMatched = await runRule(db, async (tx) => {
        const orphan = await lockOrphan(tx, tables, uuid);
        return orphan && (await storeAsEvent(tx, tables, orphan));
      });
      if (isMatched !== undefined) total[isMatched ? "matched" : "failed"] += 1;
    }
    after = uuids.at(-1) ?? after;
    left -= size;
    if (uuids.length < size) return { ...total, next: undefined };
  }
  return { ...total, next: after };
}

/** Lists the next orphans of one log or of all, in the order of their uuids. */
function listOrphans(
  db: Db,
  { emailLogs: logs, emailOrphanedEvents: orphans }: Pick<Tables, EventTables>,
  { emailLogUuid, after, size }: { emailLogUuid: string | undefined; after: string; size: number },
): Promise<{ uuid: string }[]> {
  const isLog = eq(logs.uuid, emailLogUuid ?? nilUuid);
  const isOfLog = sql`${orphans.awsMessageId} IN (SELECT ${logs.messageId} FROM ${logs} WHERE ${isLog}
    UNION ALL SELECT ${logs.awsMessageId} FROM ${logs} WHERE ${isLog})`;
  const isWanted = emailLogUuid === undefined ? undefined : isOfLog;
  return db
    .select({ uuid: orphans.uuid })
    .from(orphans)
    .where(and(eq(orphans.matched, false), gt(orphans.uuid, after), isWanted))
    .orderBy(orphans.uuid)
    .limit(size);
}

/** Lists those of some orphans that have a log. */
function listOrphansWithLog(
  db: Db,
  { emailLogs: logs, emailOrphanedEvents: orphans }: Pick<Tables, EventTables>,
  uuids: readonly string[],
): Promise<{ uuid: string }[]> {
  const { awsMessageId } = orphans;
  const hasLog = or(
    sql`EXISTS (SELECT FROM ${logs} WHERE ${logs.messageId} = ${awsMessageId})`,
    sql`EXISTS (SELECT FROM ${logs} WHERE ${logs.awsMessageId} = ${awsMessageId})`,
  );
  return db
    .select({ uuid: orphans.uuid })
    .from(orphans)
    .where(and(inArray(orphans.uuid, [...uuids]), hasLog))
    .orderBy(orphans.uuid);
}

/** Locks an orphan; undefined if it is matched already, or another call is matching it. */
async function lockOrphan(
  tx: Db,
  { emailOrphanedEvents: orphans }: Pick<Tables, EventTables>,
  uuid: string,
): Promise<OrphanedEmailEvent | undefined> {
  const [orphan] = await tx
    .select()
    .from(orphans)
    .where(and(eq(orphans.uuid, uuid), eq(orphans.matched, false)))
    .for("update", { skipLocked: true });
  return orphan;
}

/** Stores the event of an orphan, and marks the orphan as matched. If the database refuses it, the orphan keeps the error. */
async function storeAsEvent(
  tx: Db,
  tables: Pick<Tables, EventTables>,
  orphan: OrphanedEmailEvent,
): Promise<boolean> {
  const { emailOrphanedEvents: orphans } = tables;
  const isOrphan = eq(orphans.uuid, orphan.uuid);
  try {
    await tx.transaction(async (savepoint) => {
      const log = await lockLogByMessageId(savepoint, tables.emailLogs, orphan.awsMessageId);
      if (log === undefined) throw new Error("The log is gone.");
      const { event, occurredAt } = toEmailEvent(orphan, orphans);
      await insertEmailEvent(savepoint, { ...event, emailLogUuid: log }, { occurredAt, tables });
      const changes = { matched: true, matchedEmailLogUuid: log, matchedAt: new Date(), errorMessage: null };
      await savepoint.update(orphans).set(changes).where(isOrphan);
    });
    return true;
  } catch (error) {
    if (isRetryable(error)) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    await tx
      .update(orphans)
      .set({ errorMessage: String(cause) })
      .where(isOrphan);
    return false;
  }
}
