import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineTables } from "../../src/index.ts";
import { blockEmail } from "../../src/rules/blocklist.ts";
import { listEmails, logEmail } from "../../src/rules/email-logs.ts";
import { recordEmailEventByMessageId } from "../../src/rules/orphaned-email-events.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
let pool: Pool;
const db = () => drizzle({ client: pool });
const toAda = (messageId: string) => ({ messageId, to: "ada@example.com", from: "shop@example.com" });

beforeAll(() => {
  pool = openPool(database().url, { max: 20 });
});
afterAll(() => pool.end());

test.each(["public", quotedPrefix])(
  "a logged e-mail has the events that came before it (%s)",
  async (prefix) => {
    const tables = defineTables(prefix);
    const delivery = { messageId: "early", eventType: "delivery" } as const;
    await recordEmailEventByMessageId(db(), delivery, { tables });
    const log = await logEmail(db(), { ...toAda("early"), subject: "Welcome" }, { tables });
    expect(log).toMatchObject({ subject: "Welcome", status: "delivered", deliveredAt: expect.any(Date) });
    expect(await logEmail(db(), toAda("late"), { tables })).toMatchObject({ status: "sent" });
    expect(
      await recordEmailEventByMessageId(db(), { ...delivery, messageId: "late" }, { tables }),
    ).toMatchObject({ outcome: "stored" });
  },
);

test("an e-mail to a blocked address is not logged", async () => {
  await blockEmail(db(), { email: "gone@example.com", reason: "hard_bounce" });
  const refused = logEmail(db(), { ...toAda("refused"), to: "Gone@Example.com" });
  await expect(refused).rejects.toMatchObject({ name: "RuleError", code: "email_blocked" });
  expect(await listEmails(db(), { search: "gone@" })).toEqual([]);
});

test("of 20 who log one message at once, one does, and the others are refused", async () => {
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => logEmail(db(), toAda("contested"))));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const refused = all.filter((one) => one.status === "rejected");
  for (const { reason } of refused)
    expect(reason).toMatchObject({ name: "RuleError", code: "invalid_input" });
});

test("an e-mail without a message id, or to more than one address, is refused", async () => {
  const refused = { name: "RuleError", code: "invalid_input" };
  await expect(logEmail(db(), toAda(""))).rejects.toMatchObject(refused);
  const toTwo = { ...toAda("two"), to: "ada@example.com, bob@example.com" };
  await expect(logEmail(db(), toTwo)).rejects.toMatchObject(refused);
});

test("the list finds a part of address, subject or campaign in any case, and wildcards mean themselves", async () => {
  const tables = defineTables();
  const mail = { from: "shop@example.com", sentAt: new Date("2025-01-01T00:00:00Z") };
  await db()
    .insert(tables.emailLogs)
    .values([
      { ...mail, messageId: "l1", to: "Lin_A@list.example", subject: "Only 100% today" },
      { ...mail, messageId: "l2", to: "linxa@list.example", subject: "Only 1000 today", bodyFull: "Hello" },
      { ...mail, messageId: "l3", to: "c@list.example", campaignId: "Back\\Slash" },
    ]);
  const find = async (search: string) =>
    (await listEmails(db(), { search })).map(({ messageId }) => messageId).sort();
  expect(await find("LIST.example")).toEqual(["l1", "l2", "l3"]);
  expect(await find("100% TODAY")).toEqual(["l1"]);
  expect(await find("lin_a")).toEqual(["l1"]);
  expect(await find("back\\s")).toEqual(["l3"]);
  expect((await listEmails(db(), { search: "linxa" }))[0]).not.toHaveProperty("bodyFull");
  await expect(listEmails(db(), { search: "a\0" })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(listEmails(db(), { after: "1" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("the pages of the list hold each e-mail once, even those of one microsecond", async () => {
  await pool.query(`INSERT INTO phoenix_kit_email_logs (message_id, "to", "from", sent_at, inserted_at, updated_at)
    SELECT 'page' || n, 'p@page.example', 'x', '2025-02-01T00:00:00.000001Z'::timestamptz + n / 2 * '1us'::interval,
    now(), now() FROM generate_series(1, 7) AS n`);
  const filter = {
    search: "@page.example",
    since: new Date("2025-02-01"),
    until: new Date("2025-02-02"),
    limit: 3,
  };
  const seen: string[] = [];
  for (let after: string | undefined; ; after = seen.at(-1)) {
    const page = await listEmails(db(), { ...filter, status: "sent", after });
    if (page.length === 0) break;
    seen.push(...page.map(({ uuid }) => uuid));
  }
  expect(new Set(seen).size).toBe(7);
  expect(seen).toHaveLength(7);
});
