import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineTables, type EmailEventType, emailEvents, emailEventTypes } from "../../src/index.ts";
import { getEmailEventConflict, recordEmailEvent } from "../../src/rules/email-events.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const prefix = quotedPrefix;
const occurredAt = "2025-03-01T09:30:00.123456Z";
let writers: Pool;

beforeAll(async () => {
  writers = openPool(database().url, { max: 20 });
});
afterAll(() => writers.end());

async function newLog(schema = "public"): Promise<string> {
  const { rows } = await database().pool.query(
    `INSERT INTO "${schema.replaceAll('"', '""')}".phoenix_kit_email_logs (message_id, "to", "from", inserted_at, updated_at)
     VALUES (gen_random_uuid(), 'b@example.com', 'a@example.com', now(), now()) RETURNING uuid`,
  );
  return rows[0].uuid;
}

test.each(emailEventTypes)("of 20 writers of the same %s, one stores it", async (eventType) => {
  const db = drizzle({ client: writers });
  const emailLogUuid = await newLog();
  const events = Array.from({ length: 20 }, () => ({ emailLogUuid, eventType, occurredAt }));
  const stored = await Promise.all(events.map((event) => recordEmailEvent(db, event)));
  const { rows } = await writers.query(
    "SELECT uuid FROM phoenix_kit_email_events WHERE email_log_uuid = $1",
    [emailLogUuid],
  );
  expect(stored.flatMap((event) => event?.uuid ?? [])).toEqual(rows.map(({ uuid }) => uuid));
  expect(rows).toHaveLength(1);
});

test("what happens once is stored once, whenever it is said to have happened", async () => {
  const db = drizzle({ client: writers });
  const event = { emailLogUuid: await newLog(), eventType: "delivery" as const };
  expect(await recordEmailEvent(db, { ...event, linkUrl: "https://example.com" })).toMatchObject(event);
  expect(await recordEmailEvent(db, { ...event, occurredAt: new Date() })).toBeUndefined();
  expect(await recordEmailEvent(db, { ...event, eventType: "send" })).toMatchObject({ eventType: "send" });
});

test("opens a microsecond apart are two, and what is stored has both microseconds", async () => {
  const db = drizzle({ client: writers });
  const emailLogUuid = await newLog();
  const moments = [
    occurredAt,
    occurredAt.replace("6Z", "7+00"),
    occurredAt.replace("T09", "T10").replace("Z", "+01:00"),
  ];
  const stored = [];
  for (const moment of moments) {
    stored.push(await recordEmailEvent(db, { emailLogUuid, eventType: "open", occurredAt: moment }));
  }
  expect(stored.map((event) => event !== undefined)).toEqual([true, true, false]);
  const { rows } = await writers.query(
    `SELECT to_char(occurred_at AT TIME ZONE 'UTC', 'US') AS micros
     FROM phoenix_kit_email_events WHERE email_log_uuid = $1 ORDER BY occurred_at`,
    [emailLogUuid],
  );
  expect(rows.map(({ micros }) => micros)).toEqual(["123456", "123457"]);
});

const noMoments = ["2025-03-01T09:30:00.123456", "2025-03-01", "yesterday", new Date("yesterday")];

test.each(noMoments)("recordEmailEvent refuses %s, which is not a point in time", async (moment) => {
  const db = drizzle({ client: writers });
  const event = { emailLogUuid: await newLog(), eventType: "open" as const, occurredAt: moment };
  await expect(recordEmailEvent(db, event)).rejects.toMatchObject({
    name: "RuleError",
    code: "invalid_input",
  });
});

test("works in a transaction, and in another prefix", async () => {
  const tables = defineTables(prefix);
  const event = { emailLogUuid: await newLog(prefix), eventType: "click" as const, occurredAt };
  const stored = await drizzle({ client: writers }).transaction(async (tx) => [
    await recordEmailEvent(tx, event, { tables }),
    await recordEmailEvent(tx, event, { tables }),
  ]);
  expect(stored).toEqual([expect.objectContaining({ eventType: "click" }), undefined]);
});

test("an error that is no duplicate is an error", async () => {
  const event = { emailLogUuid: crypto.randomUUID(), eventType: "send" as const };
  const failed = recordEmailEvent(drizzle({ client: writers }), event);
  await expect(failed).rejects.toMatchObject({ cause: { constraint: "fk_email_events_email_log_uuid" } });
});

test.each([
  ["delivery", "phoenix_kit_email_events_log_uuid_event_type_index"],
  ["click", "phoenix_kit_email_events_log_uuid_type_occurred_index"],
] satisfies [EmailEventType, string][])("the conflict of a %s is with %s", async (eventType, index) => {
  const db = drizzle({ client: writers });
  const event = { emailLogUuid: await newLog(), eventType, occurredAt: new Date() };
  const insert = () => db.insert(emailEvents).values([event, event]);
  await expect(insert()).rejects.toMatchObject({ cause: { code: "23505", constraint: index } });
  expect(await insert().onConflictDoNothing(getEmailEventConflict(eventType)).returning()).toHaveLength(1);
});
