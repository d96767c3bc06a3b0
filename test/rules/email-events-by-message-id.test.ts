import { asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  defineTables,
  type EmailLog,
  emailEvents,
  emailLogs,
  emailOrphanedEvents,
  type Tables,
} from "../../src/index.ts";
import { matchOrphanedEvents, recordEmailEventByMessageId } from "../../src/rules/orphaned-email-events.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const occurredAt = "2025-03-01T09:30:00.123456Z";
const delivery = { messageId: "m-1", eventType: "delivery", occurredAt: new Date(occurredAt) } as const;
const publicTables = { emailLogs, emailEvents, emailOrphanedEvents };
let pool: Pool;
const db = () => drizzle({ client: pool });

beforeAll(async () => {
  pool = openPool(database().url, { max: 20 });
});
beforeEach(async () => {
  await emptyTables(pool, "phoenix_kit_email_logs", "phoenix_kit_email_orphaned_events");
});
afterAll(() => pool.end());

async function newLog(
  ids: { messageId: string; awsMessageId?: string },
  tables: Pick<Tables, "emailLogs"> = publicTables,
): Promise<EmailLog> {
  const values = { ...ids, to: "b@example.com", from: "a@example.com", status: "sent" } as const;
  const [log] = await db().insert(tables.emailLogs).values(values).returning();
  return log as EmailLog;
}

const orphans = () => db().select().from(emailOrphanedEvents).orderBy(asc(emailOrphanedEvents.uuid));
const events = () => db().select().from(emailEvents).orderBy(asc(emailEvents.occurredAt));

test("an event finds its log by the app's id of the message, or by that of AWS", async () => {
  const own = await newLog({ messageId: "m-1", awsMessageId: "aws-1" });
  const other = await newLog({ messageId: "m-2", awsMessageId: "m-1" });
  const outcomes = [
    await recordEmailEventByMessageId(db(), delivery),
    await recordEmailEventByMessageId(db(), { ...delivery, messageId: "aws-1" }),
    await recordEmailEventByMessageId(db(), { ...delivery, messageId: "m-2" }),
  ];
  expect(outcomes).toEqual([
    { outcome: "stored", event: expect.objectContaining({ emailLogUuid: own.uuid, eventType: "delivery" }) },
    { outcome: "duplicate" },
    { outcome: "stored", event: expect.objectContaining({ emailLogUuid: other.uuid }) },
  ]);
  expect(await db().select({ status: emailLogs.status }).from(emailLogs)).toEqual([
    { status: "delivered" },
    { status: "delivered" },
  ]);
  expect(await orphans()).toEqual([]);
});

test("an event that comes before its log is kept, and given to the log with all that it said", async () => {
  const click = {
    messageId: "early",
    eventType: "click",
    occurredAt,
    linkUrl: "https://example.com/ä",
    userAgent: 'O\'Brien "said" \\n',
    eventData: { _event: { occurredAt: "no moment" }, nested: [null, 1] },
    geoLocation: { city: "Pärnu" },
  } as const;
  const { messageId: _, eventType, ...columns } = click;
  const kept = await recordEmailEventByMessageId(db(), click);
  expect(kept).toMatchObject({ outcome: "orphaned", orphan: { awsMessageId: "early", matched: false } });
  expect(await matchOrphanedEvents(db())).toEqual({ matched: 0, failed: 0 });

  const log = await newLog({ messageId: "x", awsMessageId: "early" });
  expect(await matchOrphanedEvents(db())).toEqual({ matched: 1, failed: 0 });
  expect(await matchOrphanedEvents(db())).toEqual({ matched: 0, failed: 0 });
  const expected = { ...columns, eventType, emailLogUuid: log.uuid, occurredAt: new Date(occurredAt) };
  expect(await events()).toEqual([expect.objectContaining(expected)]);
  expect(await orphans()).toEqual([
    expect.objectContaining({ matched: true, matchedEmailLogUuid: log.uuid, matchedAt: expect.any(Date) }),
  ]);
  const { rows } = await pool.query(
    "SELECT status, to_char(clicked_at, 'US') AS us FROM phoenix_kit_email_logs",
  );
  expect(rows).toEqual([{ status: "clicked", us: "123456" }]);
});

test("20 pollers with the same early events keep one of each, and 20 matchers store one of each", async () => {
  const opened = { messageId: "m-1", eventType: "open", occurredAt } as const;
  const again = { ...opened, occurredAt: "2025-03-01T10:30:00.123456+01:00" };
  const later = { ...opened, occurredAt: occurredAt.replace("6Z", "7Z") };
  const deliveredLater = { ...delivery, occurredAt: new Date() };
  const all = [delivery, deliveredLater, opened, again, later].flatMap((event) => [
    event,
    event,
    event,
    event,
  ]);
  const outcomes = await Promise.all(all.map((event) => recordEmailEventByMessageId(db(), event)));
  expect(outcomes.filter(({ outcome }) => outcome === "orphaned")).toHaveLength(3);
  expect(await orphans()).toHaveLength(3);

  await newLog({ messageId: "m-1" });
  const matches = await Promise.all(Array.from({ length: 20 }, () => matchOrphanedEvents(db())));
  expect(matches.reduce((sum, { matched }) => sum + matched, 0)).toBe(3);
  expect((await events()).map(({ eventType }) => eventType).sort()).toEqual(["delivery", "open", "open"]);
  expect(await recordEmailEventByMessageId(db(), again)).toEqual({ outcome: "duplicate" });
});

test("many orphans are all matched, those of one log alone if it is named", async () => {
  const logs = [await newLog({ messageId: "a" }), await newLog({ messageId: "b" })] as const;
  const values = ["a", "b", "lost"].flatMap((awsMessageId) =>
    Array.from({ length: 120 }, (_, n) => {
      const eventData = { _event: { occurredAt: `2025-03-01T09:30:00.${1000 + n}Z` } };
      return { awsMessageId, eventType: "open", eventData };
    }),
  );
  await db().insert(emailOrphanedEvents).values(values);
  expect(await matchOrphanedEvents(db(), { emailLogUuid: logs[1].uuid })).toEqual({
    matched: 120,
    failed: 0,
  });
  expect(await db().$count(emailEvents, eq(emailEvents.emailLogUuid, logs[1].uuid))).toBe(120);
  expect(await matchOrphanedEvents(db())).toEqual({ matched: 120, failed: 0 });
  expect(await db().$count(emailOrphanedEvents, eq(emailOrphanedEvents.matched, false))).toBe(120);
});

test("an orphan that another program wrote happened when it was received", async () => {
  const receivedAt = new Date("2024-02-29T12:00:00Z");
  const eventData = { mail: { messageId: "m-1" } };
  await db()
    .insert(emailOrphanedEvents)
    .values({ awsMessageId: "m-1", eventType: "bounce", eventData, receivedAt });
  await newLog({ messageId: "m-1" });
  await matchOrphanedEvents(db());
  expect(await events()).toEqual([expect.objectContaining({ eventData, occurredAt: receivedAt })]);
});

test("an event that the database refuses says so in its orphan, stops no other, and is tried again", async () => {
  const eventData = { _event: { occurredAt: "yesterday" } };
  await db().insert(emailOrphanedEvents).values({ awsMessageId: "m-1", eventType: "click", eventData });
  await recordEmailEventByMessageId(db(), delivery);
  await newLog({ messageId: "m-1" });
  expect(await matchOrphanedEvents(db())).toEqual({ matched: 1, failed: 1 });
  expect(await matchOrphanedEvents(db())).toEqual({ matched: 0, failed: 1 });
  expect((await orphans()).map(({ errorMessage }) => errorMessage)).toEqual([
    expect.stringContaining("not a point in time"),
    null,
  ]);
});

test("what is no id, moment or uuid is refused", async () => {
  for (const occurredAt of ["yesterday", new Date("yesterday")]) {
    const event = { messageId: "m", eventType: "delivery", occurredAt } as const;
    await expect(recordEmailEventByMessageId(db(), event)).rejects.toMatchObject({
      name: "RuleError",
      code: "invalid_input",
    });
  }
  for (const messageId of ["", "x".repeat(256)]) {
    const refused = recordEmailEventByMessageId(db(), { ...delivery, messageId });
    await expect(refused).rejects.toMatchObject({ code: "invalid_input" });
  }
  const refused = matchOrphanedEvents(db(), { emailLogUuid: "1" });
  await expect(refused).rejects.toMatchObject({ code: "invalid_input" });
});

test("works within a transaction, and in another prefix", async () => {
  const prefix = quotedPrefix;
  const tables = defineTables(prefix);
  await db().transaction(async (tx) => {
    await recordEmailEventByMessageId(tx, delivery, { tables });
    await newLog({ messageId: "m-1" }, tables);
  });
  await db().transaction((tx) => matchOrphanedEvents(tx, { tables }));
  expect(await db().select({ status: tables.emailLogs.status }).from(tables.emailLogs)).toEqual([
    { status: "delivered" },
  ]);
  expect(await orphans()).toEqual([]);
});

test("orphans are matched in parts, each call where the one before stopped", async () => {
  const orphans = await Promise.all(
    Array.from({ length: 5 }, (_, index) =>
      recordEmailEventByMessageId(db(), { messageId: `part-${index}`, eventType: "delivery" }),
    ),
  );
  expect(orphans.map(({ outcome }) => outcome)).toEqual(Array(5).fill("orphaned"));
  await db()
    .insert(emailLogs)
    .values(
      ["part-0", "part-3"].map((messageId) => ({ messageId, to: "a@b", from: "c@d", provider: "smtp" })),
    );
  let total = 0;
  let calls = 0;
  let after: string | undefined;
  do {
    const { matched, next } = await matchOrphanedEvents(db(), { limit: 2, after });
    total += matched;
    calls += 1;
    after = next;
  } while (after !== undefined);
  expect(total).toBe(2);
  expect(calls).toBeGreaterThan(2);
  await expect(matchOrphanedEvents(db(), { limit: 0 })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(matchOrphanedEvents(db(), { after: "x" })).rejects.toMatchObject({ code: "invalid_input" });
});
