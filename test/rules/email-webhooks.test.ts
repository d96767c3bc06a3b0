import { createSign, generateKeyPairSync, sign } from "node:crypto";
import https from "node:https";
import { Readable } from "node:stream";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { defineTables, emailBlocklist, emailEvents, emailLogs } from "../../src/index.ts";
import { recordSendgridEvents, verifySendgridSignature } from "../../src/rules/sendgrid-events.ts";
import { verifySnsMessage } from "../../src/rules/sns-messages.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
let pool: Pool;
const db = () => drizzle({ client: pool });

beforeAll(() => {
  pool = openPool(database().url, { max: 20 });
});
afterAll(() => pool.end());

describe("SendGrid's webhook", () => {
  const timestamp = 1_767_225_600;
  const moment = new Date(timestamp * 1000);
  const send = (event: string, more: object = {}) => ({ event, timestamp, message_id: "m-1", ...more });

  beforeEach(async () => {
    await pool.query("TRUNCATE phoenix_kit_email_logs, phoenix_kit_email_blocklist CASCADE");
    const log = { messageId: "m-1", to: "ada@example.com", from: "app@example.com", provider: "sendgrid" };
    await db().insert(emailLogs).values(log);
  });

  test.each([
    [send("processed"), { eventType: "send" }, "sent"],
    [send("delivered"), { eventType: "delivery" }, "delivered"],
    [send("deferred", { response: "busy" }), { eventType: "delivery_delay", delayType: "busy" }, "delayed"],
    [send("bounce", { type: "blocked" }), { eventType: "bounce", bounceType: "soft" }, "soft_bounced"],
    [send("bounce", { type: "bounce" }), { eventType: "bounce", bounceType: "hard" }, "hard_bounced"],
    [send("dropped", { reason: "Invalid" }), { eventType: "reject", rejectReason: "Invalid" }, "rejected"],
    [
      send("open", { ip: "10.0.0.1", useragent: "x" }),
      { eventType: "open", ipAddress: "10.0.0.1" },
      "opened",
    ],
    [
      send("click", { url: "https://example.com/a" }),
      { eventType: "click", linkUrl: "https://example.com/a" },
      "clicked",
    ],
    [send("spamreport"), { eventType: "complaint", complaintType: "abuse" }, "complaint"],
    [send("group_unsubscribe"), { eventType: "subscription", subscriptionType: "group_unsubscribe" }, "sent"],
  ])("%o becomes %o", async (given, stored, status) => {
    expect(await recordSendgridEvents(db(), [given])).toMatchObject([{ outcome: "stored" }]);
    expect(await db().select().from(emailEvents)).toMatchObject([
      { ...stored, occurredAt: moment, eventData: given },
    ]);
    expect(await db().select().from(emailLogs)).toMatchObject([{ status }]);
  });

  test("of 20 deliveries at once, one is stored, and a hard bounce blocks its address once", async () => {
    const bounce = send("bounce", { type: "bounce", email: "Ada@Example.com" });
    const all = await Promise.all(Array.from({ length: 20 }, () => recordSendgridEvents(db(), [bounce])));
    expect(all.flat().filter(({ outcome }) => outcome === "stored")).toHaveLength(1);
    expect(await db().$count(emailBlocklist)).toBe(1);
    await db().delete(emailBlocklist);
    await recordSendgridEvents(db(), [bounce]);
    expect(await db().$count(emailBlocklist)).toBe(0);
  });

  test("SendGrid's own id finds the e-mail, and what has none yet is kept (in a prefix)", async () => {
    const tables = defineTables(quotedPrefix);
    const { message_id: _, ...delivered } = {
      ...send("delivered"),
      sg_message_id: "14c5d75ce93.filter0001.1.0",
    };
    expect(await recordSendgridEvents(db(), [delivered], { tables })).toMatchObject([
      { outcome: "orphaned", orphan: { awsMessageId: "14c5d75ce93" } },
    ]);
  });

  test("what is no event is left out, and what is no list is refused", async () => {
    const others = [null, 1, {}, send("account_status_change"), send("open", { timestamp: "soon" })];
    expect(await recordSendgridEvents(db(), [...others, send("open", { timestamp: 1e300 })])).toEqual([]);
    for (const wrong of [null, {}, "[]"]) {
      await expect(recordSendgridEvents(db(), wrong)).rejects.toMatchObject({ code: "invalid_input" });
    }
  });

  test("a signature of the webhook's key passes, and every change is refused", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const key = publicKey.export({ format: "der", type: "spki" }).toString("base64");
    const body = JSON.stringify([send("open", { url: "ä" })]);
    const signature = sign("sha256", Buffer.from(`${timestamp}${body}`), privateKey).toString("base64");
    const delivery = { body, signature, timestamp: String(timestamp) };
    verifySendgridSignature(delivery, key);
    verifySendgridSignature({ ...delivery, body: Buffer.from(body) }, key);
    for (const wrong of [
      { body: `${body} ` },
      { timestamp: "1" },
      { signature: "" },
      { signature: "AAAA" },
    ]) {
      const check = () => verifySendgridSignature({ ...delivery, ...wrong }, key);
      expect(check).toThrow(expect.objectContaining({ name: "RuleError", code: "signature_invalid" }));
    }
    expect(() => verifySendgridSignature(delivery, "no key")).toThrow(
      expect.objectContaining({ code: "invalid_input" }),
    );
  });
});

describe("messages of Amazon SNS", () => {
  const TopicArn = "arn:aws:sns:eu-north-1:123456789012:ses";
  const message = {
    Type: "Notification",
    MessageId: "1",
    TopicArn,
    Message: '{"eventType":"Delivery"}',
    Timestamp: "2026-01-01T00:00:00.000Z",
    SignatureVersion: "2",
    SigningCertURL: "https://sns.eu-north-1.amazonaws.com/a.pem",
  };
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const signed = (given: typeof message) => {
    const keys = ["Message", "MessageId", "Timestamp", "TopicArn", "Type"] as const;
    const signer = createSign("RSA-SHA256");
    for (const key of keys) signer.update(`${key}\n${given[key]}\n`);
    return { ...given, Signature: signer.sign(privateKey, "base64") };
  };
  const fetched: unknown[] = [];

  beforeAll(() => {
    // Amazon's host of certificates, which tests do not reach
    vi.spyOn(https, "get").mockImplementation(((url: unknown, answer: (response: unknown) => void) => {
      fetched.push(url);
      const pem = publicKey.export({ format: "pem", type: "spki" });
      answer(Object.assign(Readable.from([Buffer.from(pem)]), { statusCode: 200 }));
      return { on: () => undefined };
    }) as never);
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });

  test("a signed message of the app's topic passes, as text or parsed", async () => {
    const given = signed(message);
    const options = { topicArns: [TopicArn] };
    expect(await verifySnsMessage(JSON.stringify(given), options)).toMatchObject(message);
    expect(await verifySnsMessage(given, options)).toMatchObject({ Message: message.Message });
    expect(fetched).toEqual([message.SigningCertURL]);
  });

  test("anything else is refused", async () => {
    const given = signed(message);
    for (const wrong of [
      { ...given, Message: "{}" },
      { ...given, Signature: "" },
      { ...given, SigningCertURL: "https://evil.example.com/a.pem" },
      signed({ ...message, TopicArn: "arn:aws:sns:eu-north-1:666:ses" }),
      "{",
      null,
      [],
    ]) {
      const refused = verifySnsMessage(wrong, { topicArns: [TopicArn] });
      await expect(refused).rejects.toMatchObject({ name: "RuleError", code: "signature_invalid" });
    }
  });
});
