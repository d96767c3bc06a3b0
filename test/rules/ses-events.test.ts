import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineTables } from "../../src/index.ts";
import { isEmailBlocked, unblockEmail } from "../../src/rules/blocklist.ts";
import { logEmail } from "../../src/rules/email-logs.ts";
import { recordSesEvent } from "../../src/rules/ses-events.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
let pool: Pool;
const db = () => drizzle({ client: pool });
const timestamp = "2025-03-01T09:30:00.123Z";
const toAda = (awsMessageId: string) => ({
  messageId: `app-${awsMessageId}`,
  awsMessageId,
  to: "ada@example.com",
  from: "shop@example.com",
});
const bounce = (messageId: string, bounceType: string, ...emailAddresses: string[]) => ({
  notificationType: "Bounce",
  mail: { messageId, timestamp },
  bounce: {
    bounceType,
    timestamp,
    bouncedRecipients: emailAddresses.map((emailAddress) => ({ emailAddress })),
  },
});

beforeAll(() => {
  pool = openPool(database().url, { max: 20 });
});
afterAll(() => pool.end());

test.each([
  ["Send", {}, { eventType: "send" }],
  ["Delivery", { delivery: { timestamp } }, { eventType: "delivery" }],
  [
    "Complaint",
    { complaint: { timestamp, complaintFeedbackType: "abuse" } },
    { eventType: "complaint", complaintType: "abuse" },
  ],
  [
    "Open",
    { open: { timestamp, ipAddress: "192.0.2.1", userAgent: "Mozilla" } },
    { eventType: "open", ipAddress: "192.0.2.1", userAgent: "Mozilla" },
  ],
  [
    "Click",
    { click: { timestamp, link: "https://example.com/" } },
    { eventType: "click", linkUrl: "https://example.com/" },
  ],
  ["DeliveryDelay", { deliveryDelay: { timestamp, delayType: "MailboxFull" } }, { delayType: "MailboxFull" }],
  ["Subscription", { subscription: { timestamp, source: "Header" } }, { subscriptionType: "Header" }],
])("an event %s of SES is stored with its type, moment and details", async (eventType, detail, expected) => {
  const messageId = `of-${eventType}`;
  await logEmail(db(), toAda(messageId));
  const result = await recordSesEvent(db(), { eventType, mail: { messageId, timestamp }, ...detail });
  const event = { ...expected, occurredAt: new Date(timestamp) };
  expect(result).toMatchObject({ outcome: "stored", event });
});

test.each([
  ["Reject", { reject: { reason: "Bad content" } }, { eventType: "reject", rejectReason: "Bad content" }],
  [
    "Rendering Failure",
    { failure: { errorMessage: "No name" } },
    { eventType: "rendering_failure", failureReason: "No name" },
  ],
])("an event %s of SES, which has no moment, happened when it came", async (eventType, detail, expected) => {
  const messageId = `of-${eventType}`;
  await logEmail(db(), toAda(messageId));
  const result = await recordSesEvent(db(), { eventType, mail: { messageId, timestamp }, ...detail });
  expect(result).toMatchObject({ outcome: "stored", event: expected });
});

test("a bounce for good blocks its addresses, in a prefix, and others do not", async () => {
  const tables = defineTables(quotedPrefix);
  const isBlocked = (email: string) => isEmailBlocked(db(), email, { tables });
  const record = (event: unknown) => recordSesEvent(db(), event, { tables });
  await logEmail(db(), toAda("hard"), { tables });
  const hard = bounce("hard", "Permanent", "Ada <ada@example.com>", "Bob@example.com", "not an address");
  expect(await record(hard)).toMatchObject({ outcome: "stored", event: { bounceType: "hard" } });
  expect(await isBlocked("ada@example.com")).toBe(true);
  expect(await isBlocked("bob@example.com")).toBe(true);
  expect(await isEmailBlocked(db(), "bob@example.com")).toBe(false);
  expect(await record(bounce("soft", "Transient", "soft@example.com"))).toMatchObject({
    outcome: "orphaned",
  });
  await record(bounce("unknown", "Undetermined", "soft@example.com"));
  expect(await isBlocked("soft@example.com")).toBe(false);
});

test("a bounce that is delivered again does not block an address that was unblocked since", async () => {
  const event = bounce("again", "Permanent", "again@example.com");
  await recordSesEvent(db(), event);
  await unblockEmail(db(), "again@example.com");
  expect(await recordSesEvent(db(), event)).toEqual({ outcome: "duplicate" });
  expect(await isEmailBlocked(db(), "again@example.com")).toBe(false);
});

test("of 20 deliveries of one bounce at once, one is stored", async () => {
  await logEmail(db(), toAda("contested"));
  const event = bounce("contested", "Permanent", "z@example.com", "y@example.com");
  const all = await Promise.all(Array.from({ length: 20 }, () => recordSesEvent(db(), event)));
  expect(all.filter(({ outcome }) => outcome === "stored")).toHaveLength(1);
  expect(await isEmailBlocked(db(), "y@example.com")).toBe(true);
});

test("what is no event of SES is refused", async () => {
  const mail = { messageId: "m" };
  const bad = [
    null,
    "{}",
    {},
    { eventType: "Send" },
    { eventType: "toString", mail },
    { eventType: "Open", mail },
  ];
  for (const event of bad) {
    const refused = recordSesEvent(db(), event);
    await expect(refused).rejects.toMatchObject({ name: "RuleError", code: "invalid_input" });
  }
});
