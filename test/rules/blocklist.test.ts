import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineTables } from "../../src/index.ts";
import { blockEmail, isEmailBlocked, unblockEmail } from "../../src/rules/blocklist.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const prefix = quotedPrefix;
let pool: Pool;
const db = () => drizzle({ client: pool });
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);

beforeAll(async () => {
  pool = openPool(database().url, { max: 20 });
});
afterAll(() => pool.end());

test("a blocked address is blocked in any case, others are not", async () => {
  expect(await isEmailBlocked(db(), "ada@example.com")).toBe(false);
  await blockEmail(db(), { email: "Ada@Example.COM", reason: "complaint" });
  expect(await isEmailBlocked(db(), "ada@example.com")).toBe(true);
  expect(await isEmailBlocked(db(), "ADA@EXAMPLE.COM")).toBe(true);
  expect(await isEmailBlocked(db(), "ada@example.co")).toBe(false);
  expect(await isEmailBlocked(db(), "a_a@example.com")).toBe(false);
});

test("a block that somebody else wrote with capitals counts as it is written, and can be lifted", async () => {
  await pool.query("INSERT INTO phoenix_kit_email_blocklist (email, reason) VALUES ('Bob@Example.com', 'x')");
  expect(await isEmailBlocked(db(), "Bob@Example.com")).toBe(true);
  expect(await unblockEmail(db(), "Bob@Example.com")).toBe(true);
  expect(await isEmailBlocked(db(), "Bob@Example.com")).toBe(false);
  expect(await unblockEmail(db(), "bob@example.com")).toBe(false);
});

test("letters beyond ASCII are small, too, in which PhoenixKit's application looks for them", async () => {
  const { email } = await blockEmail(db(), { email: "ÄSA@Example.com", reason: "x" });
  expect(email).toBe("äsa@example.com");
  expect(await isEmailBlocked(db(), "ÄsA@example.com")).toBe(true);
  await blockEmail(db(), { email: "\u212Aim@example.com", reason: "x" });
  expect(await isEmailBlocked(db(), "kim@example.com")).toBe(false);
  await expect(blockEmail(db(), { email: `${"İ".repeat(250)}@b.c`, reason: "x" })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("a block ends when it expires", async () => {
  await blockEmail(db(), { email: "over@example.com", reason: "rate", expiresAt: inSeconds(-1) });
  await blockEmail(db(), { email: "lasting@example.com", reason: "rate", expiresAt: inSeconds(600) });
  expect(await isEmailBlocked(db(), "over@example.com")).toBe(false);
  expect(await isEmailBlocked(db(), "lasting@example.com")).toBe(true);
});

test("blocking again takes the new reason and end, and keeps the row and whose address it is", async () => {
  const userUuid = crypto.randomUUID();
  const email = "again@example.com";
  const first = await blockEmail(db(), { email, reason: "rate", expiresAt: inSeconds(-60), userUuid });
  const second = await blockEmail(db(), { email: "AGAIN@example.com", reason: "complaint" });
  expect(second).toMatchObject({ uuid: first.uuid, reason: "complaint", expiresAt: null, userUuid });
  expect(second.insertedAt).toEqual(first.insertedAt);
  expect(second.updatedAt.getTime()).toBeGreaterThanOrEqual(first.updatedAt.getTime());
  expect(await isEmailBlocked(db(), email)).toBe(true);
});

test("20 who block one address at once leave one row", async () => {
  const blocks = Array.from({ length: 20 }, (_, n) => ({ email: `Racer@example.com`, reason: `r${n}` }));
  const stored = await Promise.all(blocks.map((block) => blockEmail(db(), block)));
  expect(new Set(stored.map(({ uuid }) => uuid)).size).toBe(1);
  const lifted = await Promise.all(blocks.map(({ email }) => unblockEmail(db(), email)));
  expect(lifted.filter(Boolean)).toHaveLength(1);
});

test.each(["", "ada", "ada@", "ada @example.com", "a@b, c@d", `${"a".repeat(255)}@b`])(
  "%j is no address",
  async (email) => {
    const refused = { name: "RuleError", code: "invalid_input", remedy: expect.any(String) };
    await expect(blockEmail(db(), { email, reason: "x" })).rejects.toMatchObject(refused);
    await expect(isEmailBlocked(db(), email)).rejects.toMatchObject(refused);
    await expect(unblockEmail(db(), email)).rejects.toMatchObject(refused);
  },
);

test.each([
  { reason: " " },
  { reason: "x".repeat(256) },
  { reason: "x", expiresAt: new Date(Number.NaN) },
  { reason: "x", userUuid: "1" },
])("%o is no block", async (block) => {
  const refused = blockEmail(db(), { email: "ada@example.com", ...block });
  await expect(refused).rejects.toMatchObject({ code: "invalid_input" });
});

test("any address that is blocked in one case is blocked in the other", async () => {
  const address = fc.emailAddress({ size: "small" });
  await fc.assert(
    fc.asyncProperty(address, async (email) => {
      await blockEmail(db(), { email: email.toUpperCase(), reason: "x" });
      expect(await isEmailBlocked(db(), email)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("a prefix has a blocklist of its own", async () => {
  const tables = defineTables(prefix);
  const email = "tenant@example.com";
  await db().transaction((tx) => blockEmail(tx, { email, reason: "x" }, { tables }));
  expect(await isEmailBlocked(db(), email, { tables })).toBe(true);
  expect(await isEmailBlocked(db(), email)).toBe(false);
  expect(await unblockEmail(db(), email, { tables })).toBe(true);
});
