import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { defineTables, emailEvents, emailLogs } from "../../schema/index.ts";
import { type ArchivedEmail, archiveOldEmails } from "../../src/rules/email-archive.ts";
import { compressEmailBody } from "../../src/rules/email-bodies.ts";
import { recordEmailEvent } from "../../src/rules/email-events.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
let pool: Pool;
const db = () => drizzle({ client: pool });
const sentBefore = new Date("2025-01-01");
const email = (messageId: string, sentAt: Date) => ({
  ...{ messageId, sentAt, to: "ada@example.com", from: "app@example.com", provider: "smtp" },
  ...compressEmailBody("Hello, Ada! ".repeat(20)),
});
const daysBefore = (days: number) => new Date(sentBefore.getTime() - days * 86_400_000);

beforeAll(() => {
  pool = openPool(database().url, { max: 20 });
});
afterAll(() => pool.end());
beforeEach(() => db().delete(emailLogs));

test("old e-mails leave with their bodies and events, the oldest first, and newer ones stay", async () => {
  const old = Array.from({ length: 130 }, (_, n) => email(`old-${n}`, daysBefore(n + 1)));
  const stored = await db()
    .insert(emailLogs)
    .values([...old, email("new", sentBefore)])
    .returning();
  const emailLogUuid = stored[129]?.uuid ?? "";
  await recordEmailEvent(db(), { emailLogUuid, eventType: "delivery", occurredAt: daysBefore(2) });
  await recordEmailEvent(db(), { emailLogUuid, eventType: "open", occurredAt: daysBefore(1) });
  const batches: (readonly ArchivedEmail[])[] = [];
  const archive = async (emails: readonly ArchivedEmail[]) => batches.push(emails);
  expect(await archiveOldEmails(db(), { sentBefore, archive })).toBe(130);
  expect(batches.map(({ length }) => length)).toEqual([100, 30]);
  expect(batches[0]?.[0]).toMatchObject({
    log: { messageId: "old-129" },
    body: "Hello, Ada! ".repeat(20),
    events: [{ eventType: "delivery" }, { eventType: "open" }],
  });
  expect(await db().select().from(emailLogs)).toMatchObject([{ messageId: "new" }]);
  expect(await db().$count(emailEvents)).toBe(0);
});

test("20 who archive at once share the e-mails", async () => {
  await db()
    .insert(emailLogs)
    .values(Array.from({ length: 500 }, (_, n) => email(`m-${n}`, daysBefore(1))));
  const seen: string[] = [];
  const archive = async (emails: readonly ArchivedEmail[]) => seen.push(...emails.map(({ log }) => log.uuid));
  const counts = await Promise.all(
    Array.from({ length: 20 }, () => archiveOldEmails(db(), { sentBefore, archive })),
  );
  expect(counts.reduce((sum, count) => sum + count)).toBe(500);
  expect([seen.length, new Set(seen).size]).toEqual([500, 500]);
});

test("what could not be archived stays, and what was archived before is gone", async () => {
  await db()
    .insert(emailLogs)
    .values(Array.from({ length: 150 }, (_, n) => email(`m-${n}`, daysBefore(1))));
  let calls = 0;
  const archive = async () => {
    calls += 1;
    if (calls === 2) throw new Error("the bucket is full");
  };
  await expect(archiveOldEmails(db(), { sentBefore, archive })).rejects.toThrow("the bucket is full");
  expect(await db().$count(emailLogs)).toBe(50);
});

test("a prefix has e-mails of its own, and a date that is not valid is refused", async () => {
  const tables = defineTables(quotedPrefix);
  await db()
    .insert(emailLogs)
    .values(email("public", daysBefore(1)));
  await db()
    .insert(tables.emailLogs)
    .values(email("tenant", daysBefore(1)));
  const archive = () => Promise.resolve();
  expect(await archiveOldEmails(db(), { sentBefore, archive, tables })).toBe(1);
  expect(await db().$count(emailLogs)).toBe(1);
  for (const wrong of [new Date("soon"), "2025-01-01", undefined] as Date[]) {
    const refused = archiveOldEmails(db(), { sentBefore: wrong, archive });
    await expect(refused).rejects.toMatchObject({ name: "RuleError", code: "invalid_input" });
  }
});
