import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineTables, type EmailLog, type EmailStatus, emailLogs, emailStatuses } from "../../src/index.ts";
import { type EmailEvent, emailStatusOrder, recordEmailEvent } from "../../src/rules/email-events.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
let pool: Pool;
const db = () => drizzle({ client: pool });
const long = new Date("2020-01-01T00:00:00Z");
const at = (minute: number) => new Date(Date.UTC(2025, 2, 1, 9, minute));

beforeAll(async () => {
  pool = openPool(database().url, { max: 20 });
});
afterAll(() => pool.end());

/** An event of a log that is still to be written. */
type Happened = EmailEvent extends infer Event ? Omit<Event & EmailEvent, "emailLogUuid"> : never;

/** The log of an e-mail that was queued long ago. */
async function newLog(
  status: EmailStatus = "queued",
  tables: { emailLogs: typeof emailLogs } = { emailLogs },
) {
  const values = { messageId: crypto.randomUUID(), to: "b@example.com", from: "a@example.com" };
  const [log] = await db()
    .insert(tables.emailLogs)
    .values({ ...values, status, sentAt: long })
    .returning();
  return log as EmailLog;
}

const record = (log: { uuid: string }, event: Happened) =>
  recordEmailEvent(db(), { ...event, emailLogUuid: log.uuid } as EmailEvent);

async function read(log: { uuid: string }) {
  const [found] = await db().select().from(emailLogs).where(eq(emailLogs.uuid, log.uuid));
  return found as EmailLog;
}

test.each([
  [{ eventType: "queued" }, "queued", "queuedAt"],
  [{ eventType: "send" }, "sent", "sentAt"],
  [{ eventType: "delivery_delay" }, "delayed", "delayedAt"],
  [{ eventType: "delivery" }, "delivered", "deliveredAt"],
  [{ eventType: "open" }, "opened", "openedAt"],
  [{ eventType: "click" }, "clicked", "clickedAt"],
  [{ eventType: "rendering_failure" }, "failed", "failedAt"],
  [{ eventType: "reject" }, "rejected", "rejectedAt"],
  [{ eventType: "bounce" }, "bounced", "bouncedAt"],
  [{ eventType: "bounce", bounceType: "soft" }, "soft_bounced", "bouncedAt"],
  [{ eventType: "bounce", bounceType: "hard" }, "hard_bounced", "bouncedAt"],
  [{ eventType: "complaint" }, "complaint", "complainedAt"],
] as const)("%o makes an e-mail %s, at %s", async (event, status, column) => {
  const log = await newLog();
  await record(log, { ...event, occurredAt: at(30) });
  const after = await read(log);
  expect(after).toEqual({ ...log, status, [column]: at(30), updatedAt: expect.any(Date) });
});

test("a subscription says nothing about the e-mail, and its log stays as it is", async () => {
  const log = await newLog();
  await record(log, { eventType: "subscription", occurredAt: at(1) });
  expect(await read(log)).toEqual(log);
});

test("an open that is reported late moves neither the status nor the moment back", async () => {
  const log = await newLog("sent");
  await record(log, { eventType: "open", occurredAt: at(20) });
  await record(log, { eventType: "click", occurredAt: at(21) });
  await record(log, { eventType: "open", occurredAt: at(10) });
  await record(log, { eventType: "delivery", occurredAt: at(5) });
  const moments = { deliveredAt: at(5), openedAt: at(20), clickedAt: at(21) };
  expect(await read(log)).toMatchObject({ status: "clicked", ...moments });
});

test("what scanners do with a bounced e-mail leaves it bounced", async () => {
  const log = await newLog("sent");
  await record(log, { eventType: "bounce", bounceType: "hard", occurredAt: at(1) });
  await record(log, { eventType: "open", occurredAt: at(2) });
  await record(log, { eventType: "delivery_delay", occurredAt: at(3) });
  expect(await read(log)).toMatchObject({ status: "hard_bounced", openedAt: at(2), delayedAt: at(3) });
});

test("an event that is stored already moves nothing", async () => {
  const log = await newLog();
  await record(log, { eventType: "delivery", occurredAt: at(1) });
  const before = await read(log);
  await record(log, { eventType: "delivery", occurredAt: at(2) });
  expect(await read(log)).toEqual(before);
});

test("a status that is not known here stays", async () => {
  const log = await newLog("archived" as EmailStatus);
  await record(log, { eventType: "complaint", occurredAt: at(1) });
  expect(await read(log)).toMatchObject({ status: "archived", complainedAt: at(1) });
});

test("every status has its place in the order", () => {
  expect([...emailStatusOrder].sort()).toEqual([...emailStatuses].sort());
});

const minute = fc.integer({ min: 0, max: 59 });
const repeated = fc.record({ eventType: fc.constantFrom("open" as const, "click" as const), minute });
const once = fc.uniqueArray(
  fc.record({
    eventType: fc.constantFrom(
      ...(["queued", "send", "delivery", "complaint", "reject", "delivery_delay", "bounce"] as const),
      ...(["rendering_failure", "subscription"] as const),
    ),
    minute,
    bounceType: fc.constantFrom("hard" as const, "soft" as const, undefined),
  }),
  { selector: ({ eventType }) => eventType },
);

test("the same events in any order, any number of times and at once leave the same log", async () => {
  const events = fc.tuple(once, fc.array(repeated, { maxLength: 6 })).map((parts) => parts.flat());
  const deliveries = events.chain((distinct) => {
    const again = fc.shuffledSubarray([...distinct, ...distinct], { minLength: distinct.length });
    return fc.record({ distinct: fc.constant(distinct), again });
  });
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ distinct, again }) => {
      const happened = (events: typeof distinct) =>
        events.map(({ minute: m, ...event }) => ({ ...event, occurredAt: at(m) }) as Happened);
      const logs = [await newLog(), await newLog(), await newLog()] as const;
      for (const event of happened(distinct)) await record(logs[0], event);
      for (const event of happened([...again, ...distinct].reverse())) await record(logs[1], event);
      await Promise.all(happened([...distinct, ...again]).map((event) => record(logs[2], event)));
      const unlike = { uuid: "", messageId: "", insertedAt: long, updatedAt: long };
      const [first, ...others] = (await Promise.all(logs.map(read))).map((log) => ({ ...log, ...unlike }));
      expect(others).toEqual([first, first]);
      const opens = distinct.filter(({ eventType }) => eventType === "open").map((event) => at(event.minute));
      expect(first?.openedAt).toEqual(opens.sort((a, b) => +b - +a)[0] ?? null);
    }),
    { numRuns: 40 },
  );
});

test("a log in another prefix moves, and the one in public does not", async () => {
  const prefix = quotedPrefix;
  const tables = defineTables(prefix);
  const log = await newLog("queued", tables);
  await recordEmailEvent(db(), { emailLogUuid: log.uuid, eventType: "open", occurredAt: at(1) }, { tables });
  const [after] = await db().select().from(tables.emailLogs);
  expect(after).toMatchObject({ uuid: log.uuid, status: "opened", openedAt: at(1) });
});
