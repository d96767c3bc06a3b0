import { gunzipSync, gzipSync } from "node:zlib";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineTables, emailLogs } from "../../src/index.ts";
import { compressEmailBody, compressOldEmailBodies, readEmailBody } from "../../src/rules/email-bodies.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const html = "<p>Käse 漢字 😀</p>".repeat(100);
const email = { to: "b@example.com", from: "a@example.com" };
const old = new Date("2024-01-01T00:00:00.123Z");
let pool: Pool;
const db = () => drizzle({ client: pool });

beforeAll(async () => {
  pool = openPool(database().url, { max: 20 });
});
afterAll(() => pool.end());

test("a body is stored as gzip in base64, and read as it was", () => {
  const body = compressEmailBody(html);
  expect(body.bodyCompressed).toBe(true);
  expect(body.bodyFull.length).toBeLessThan(html.length / 5);
  expect(gunzipSync(Buffer.from(body.bodyFull, "base64")).toString()).toBe(html);
  expect(readEmailBody(body)).toBe(html);
});

test("any text comes back, and none takes more room than before", () => {
  const texts = fc.tuple(fc.string({ unit: "grapheme" }), fc.nat({ max: 300 })).map(([s, n]) => s.repeat(n));
  fc.assert(
    fc.property(texts, (text) => {
      const body = compressEmailBody(text);
      expect(readEmailBody(body)).toBe(text);
      expect(Buffer.byteLength(body.bodyFull)).toBeLessThanOrEqual(Buffer.byteLength(text));
    }),
  );
});

test("a body that was never compressed, or is not there, is read as it is", () => {
  expect(readEmailBody({ bodyFull: "H4sI", bodyCompressed: false })).toBe("H4sI");
  expect(readEmailBody({ bodyFull: null, bodyCompressed: true })).toBeNull();
  expect(readEmailBody({ bodyFull: "\uFEFFtext", bodyCompressed: false })).toBe("\uFEFFtext");
  const marked = gzipSync("\uFEFFtext").toString("base64");
  expect(readEmailBody({ bodyFull: marked, bodyCompressed: true })).toBe("\uFEFFtext");
});

test("a body that PhoenixKit compressed, once or again, is read as it was, though nothing says so", () => {
  const once = gzipSync(html).toString("base64");
  const again = gzipSync(once).toString("base64");
  expect(readEmailBody({ bodyFull: once, bodyCompressed: false })).toBe(html);
  expect(readEmailBody({ bodyFull: again, bodyCompressed: false })).toBe(html);
  expect(readEmailBody({ bodyFull: again, bodyCompressed: true })).toBe(html);
  expect(readEmailBody({ bodyFull: `${once} `, bodyCompressed: false })).toBe(`${once} `);
});

const packed = compressEmailBody(html).bodyFull;
test.each([
  ["plain text", html],
  ["nothing", ""],
  ["base64 of no gzip", Buffer.from(html).toString("base64")],
  ["a cut text", packed.slice(0, -8)],
  ["a line break in it", `${packed.slice(0, 10)}\n${packed.slice(10)}`],
  ["bytes that are no UTF-8", gzipSync(Buffer.from([0xff, 0xfe])).toString("base64")],
])("%s where a compressed body should be is an error that names the remedy", (_, bodyFull) => {
  const remedy = expect.stringContaining("body_full");
  expect(() => readEmailBody({ bodyFull, bodyCompressed: true })).toThrow(
    expect.objectContaining({ name: "RuleError", code: "body_corrupted", remedy, cause: expect.any(Error) }),
  );
});

test("a changed character is noticed, wherever it is", () => {
  const place = fc.nat({ max: packed.length - 1 });
  fc.assert(
    fc.property(place, fc.constantFrom(..."Aq7/"), (index, character) => {
      const bodyFull = packed.slice(0, index) + character + packed.slice(index + 1);
      let read: string | null | undefined;
      try {
        read = readEmailBody({ bodyFull, bodyCompressed: true });
      } catch (error) {
        expect(error).toMatchObject({ code: "body_corrupted" });
        return;
      }
      // A few bits of gzip's own header, such as the time, say nothing about the text.
      expect(read).toBe(html);
    }),
  );
});

test("old bodies are compressed once, by several at once too; new, short and missing ones stay", async () => {
  const logs = Array.from({ length: 250 }, (_, n) => ({
    ...email,
    messageId: `old-${n}`,
    sentAt: old,
    bodyFull: n < 30 ? `short ${n}` : html + n,
  }));
  await db().insert(emailLogs).values(logs);
  await db()
    .insert(emailLogs)
    .values({ ...email, messageId: "new", bodyFull: html });
  await db()
    .insert(emailLogs)
    .values({ ...email, messageId: "none", sentAt: old });
  const sentBefore = new Date("2024-01-02");
  const counts = await Promise.all([1, 2, 3].map(() => compressOldEmailBodies(db(), { sentBefore })));
  expect(counts.reduce((sum, count) => sum + count)).toBe(220);
  expect(await compressOldEmailBodies(db(), { sentBefore })).toBe(0);
  const found = await db().select().from(emailLogs);
  const bodies = Object.fromEntries(found.map((log) => [log.messageId, readEmailBody(log)]));
  const expected = Object.fromEntries(logs.map(({ messageId, bodyFull }) => [messageId, bodyFull]));
  expect(bodies).toEqual({ ...expected, new: html, none: null });
  expect(found.filter(({ bodyCompressed }) => bodyCompressed)).toHaveLength(220);
});

test("a body that PhoenixKit compressed is marked as compressed, and stays readable", async () => {
  const bodyFull = gzipSync(html).toString("base64");
  await db()
    .insert(emailLogs)
    .values({ ...email, messageId: "theirs", bodyFull, sentAt: old });
  expect(await compressOldEmailBodies(db(), { sentBefore: new Date("2024-01-02") })).toBe(1);
  const [log] = await db().select().from(emailLogs).where(eq(emailLogs.messageId, "theirs"));
  expect(log?.bodyCompressed).toBe(true);
  expect(log && readEmailBody(log)).toBe(html);
});

test("a moment that is none is refused", async () => {
  const refused = compressOldEmailBodies(db(), { sentBefore: new Date("soon") });
  await expect(refused).rejects.toMatchObject({ code: "invalid_input" });
});

test("works in a prefix, and in a transaction", async () => {
  const prefix = quotedPrefix;
  const tables = defineTables(prefix);
  await db()
    .insert(tables.emailLogs)
    .values({ ...email, messageId: "m", bodyFull: html, sentAt: old });
  const sentBefore = new Date();
  expect(await db().transaction((tx) => compressOldEmailBodies(tx, { sentBefore, tables }))).toBe(1);
  const [log] = await db().select().from(tables.emailLogs).where(eq(tables.emailLogs.messageId, "m"));
  expect(log && readEmailBody(log)).toBe(html);
});
