import fc from "fast-check";
import { expect, test } from "vitest";
import { down, up } from "../../src/index.ts";
import { useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";

const database = useDatabase();

/** The usernames that the rule gives to users with these addresses, in the order of their ids. */
function ruled(emails: string[]): string[] {
  const taken = new Set<string>();
  return emails.map((email) => {
    const base = baseOf(email);
    let name = base;
    for (let n = 1; taken.has(name); n++) name = `${base.slice(0, 29 - String(n).length)}_${n}`;
    taken.add(name);
    return name;
  });
}

function baseOf(email: string): string {
  const [localPart = ""] = email.split("@");
  const cleaned = localPart
    .toLowerCase()
    .replaceAll(".", "_")
    .replace(/[^A-Za-z0-9_]/g, "")
    .slice(0, 30);
  const lettered = /^[a-z]/.test(cleaned) ? cleaned : `user_${cleaned.slice(0, 25)}`;
  return lettered.length < 3 ? `${lettered}_1` : lettered;
}

/** The addresses and usernames, in the order of the ids, of users who were there when V08 came. */
async function given(prefix: string, emails: string[]): Promise<{ emails: string[]; usernames: string[] }> {
  const { pool } = database();
  const users = `${prefix}.phoenix_kit_users`;
  await up(pool, { prefix, version: 7 });
  await down(pool, { prefix, version: 7 });
  await emptyTables(pool, users);
  // the highest ids first: their order counts, not that of the rows; citext leaves out who is there already
  await pool.query(
    `INSERT INTO ${users} (id, email, hashed_password, is_active, inserted_at, updated_at)
     SELECT id * 7, email, '', id % 2 = 0, now(), now()
     FROM unnest($1::text[]) WITH ORDINALITY AS one (email, id) ORDER BY id DESC
     ON CONFLICT (email) DO NOTHING`,
    [emails],
  );
  await up(pool, { prefix, version: 8 });
  const { rows } = await pool.query<{ email: string; username: string }>(
    `SELECT email, username FROM ${users} ORDER BY id`,
  );
  return { emails: rows.map((row) => row.email), usernames: rows.map((row) => row.username) };
}

test("the rule's steps give the names that they should", async () => {
  const { usernames } = await given("steps", [
    "First.Last@example.com",
    "a@example.com",
    "42@example.com",
    "@example.com",
    "no-address",
    "_x@example.com",
    "O'Brien+tag@example.com",
    "\u{130}s\u{212A}@example.com",
    "Ä.ß@example.com",
    `${"x".repeat(40)}@example.com`,
    `${"9".repeat(40)}@example.com`,
    "漢字@example.com",
  ]);
  expect(usernames).toEqual([
    "first_last",
    "a_1",
    "user_42",
    "user_",
    "noaddress",
    "user__x",
    "obrientag",
    "isk",
    "user__",
    "x".repeat(30),
    `user_${"9".repeat(25)}`,
    "user__1",
  ]);
});

test("names never differ in case alone, and never exceed 30 characters with their suffix", async () => {
  const long = "l".repeat(33);
  const { usernames } = await given("apart", [
    "Pavel@one.example",
    "pavel@two.example",
    "PAVEL@three.example",
    `${long}@one.example`,
    `${long}@two.example`,
    "pavel_1@one.example",
    ...[1, 2, 3].map((n) => `${"m".repeat(28)}_2@${n}.example`),
  ]);
  expect(usernames).toEqual([
    "pavel",
    "pavel_1",
    "pavel_2",
    "l".repeat(30),
    `${"l".repeat(28)}_1`,
    "pavel_1_1",
    ...[2, 1, 3].map((n) => `${"m".repeat(28)}_${n}`),
  ]);
});

test("a thousand users of one name, and of names that look like its suffixed forms, are told apart", async () => {
  const bases = [
    "same",
    "same_1",
    "same_2",
    "same_10",
    `${"s".repeat(28)}_1`,
    "s".repeat(30),
    "s".repeat(29),
  ];
  const wanted = Array.from(
    { length: 1400 },
    (_, n) => `${bases[(n * n + (n >> 3)) % bases.length]}@${n}.example`,
  );
  const { emails, usernames } = await given("crowd", wanted);
  expect(emails).toHaveLength(1400);
  expect(usernames).toEqual(ruled(emails));
});

const y = (length: number) => "y".repeat(length);
const clashing = fc.constantFrom(
  ..."x x_1 x_2 x_1_1 x_10 x_01 x_ x__1 X.1 ab ab_1 1 K i user_ user_1 user__1 z_123456789".split(" "),
  ...[y(30), y(31), `${y(28)}_1`, `${y(27)}_10`, `${y(28)}_`, `${y(21)}_1`, `${y(20)}_999999999`],
  ...["\u{130}", "\u{212A}", "_", ""],
);
const dense = fc.string({
  unit: fc.constantFrom(..."aaB___..019éß😀 -@\u{130}\u{212A}"),
  maxLength: 34,
});
const anything = fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll("\0", ""));
const localPart = fc.oneof({ weight: 3, arbitrary: clashing }, { weight: 3, arbitrary: dense }, anything);
const address = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.tuple(localPart, fc.integer({ min: 0, max: 99 })).map(([name, n]) => `${name}@${n}`),
  },
  localPart,
);

const addresses = fc.oneof(
  fc.array(address, { maxLength: 40, size: "max" }),
  fc
    .tuple(localPart, fc.integer({ min: 1, max: 40 }))
    .map(([name, people]) => Array.from({ length: people }, (_, n) => `${name}@${n}`)),
);

test("for any addresses, the usernames are the rule's, well shaped, and all different whatever their case", async () => {
  await fc.assert(
    fc.asyncProperty(addresses, async (wanted) => {
      const { emails, usernames } = await given("random", wanted);
      expect(usernames).toEqual(ruled(emails));
      expect(new Set(usernames.map((name) => name.toLowerCase())).size).toBe(usernames.length);
      for (const name of usernames) expect(name).toMatch(/^[a-z][a-z0-9_]{2,29}$/);
    }),
    { numRuns: 100 },
  );
});

test("down from V08 and up again gives the same generated names, and deletes chosen ones", async () => {
  const { pool } = database();
  const { usernames } = await given("chosen", ["a@1", "bea@1", "bea@2"]);
  await pool.query("UPDATE chosen.phoenix_kit_users SET username = 'Chosen' WHERE username = 'bea'");
  await down(pool, { prefix: "chosen", version: 7 });
  await up(pool, { prefix: "chosen", version: 8 });
  const { rows } = await pool.query("SELECT username FROM chosen.phoenix_kit_users ORDER BY id");
  expect(rows.map((row) => row.username)).toEqual(usernames);
});
