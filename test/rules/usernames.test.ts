import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineTables, up, users } from "../../src/index.ts";
import { claimUsername, generateUsername } from "../../src/rules/usernames.ts";
import { openPool, useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });
const prefix = 'Käse "tenant" 1';
let claimers: Pool;

beforeAll(async () => {
  claimers = openPool(database().url, { max: 20 });
});
afterAll(() => claimers.end());

const clashing = fc.constantFrom(
  ..."x x_1 x_2 x_1_1 x_10 X.1 ab ab_1 1 K i user_ user__1 z_123456789 info Info".split(" "),
  ...["y".repeat(30), "y".repeat(31), `${"y".repeat(28)}_1`, `${"y".repeat(27)}_10`],
  ...["\u{130}", "\u{212A}", "_", ""],
);
const dense = fc.string({ unit: fc.constantFrom(..."aB___.019é😀 -\u{130}\u{212A}"), maxLength: 34 });
const anything = fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll("\0", ""));
const localPart = fc.oneof(clashing, dense, anything);

/** As V08 names those who are there when it comes, and `usernameFor` one after the other. */
test("10,000 addresses get the usernames that V08 gives them, which leaves letters beyond ASCII out", async () => {
  const { pool } = database();
  const addresses = fc.sample(localPart, { numRuns: 10_000, seed: 8 }).map((name, n) => `${name}@${n}`);
  await up(pool, { version: 7 });
  await pool.query(
    `INSERT INTO phoenix_kit_users (id, email, hashed_password, inserted_at, updated_at)
     SELECT id, email, '', now(), now() FROM unnest($1::text[]) WITH ORDINALITY AS one (email, id)`,
    [addresses],
  );
  await up(pool, { version: 8 });
  const { rows } = await pool.query("SELECT email::text, username FROM phoenix_kit_users ORDER BY id");
  expect(rows.map(({ email }) => email)).toEqual(addresses);

  const taken = new Set<string>();
  const asV08Reads = (address: string) => address.toLowerCase().replace(/[^\p{ASCII}]/gu, "");
  for (const address of addresses) taken.add(generateUsername(asV08Reads(address), taken));
  expect([...taken]).toEqual(rows.map(({ username }) => username));
  for (const name of taken) expect(name).toMatch(/^[a-z][a-z0-9_]{2,29}$/);
});

test.each([
  ["Ülo.Kask@example.ee", "ulo_kask"],
  ["U\u0308lo.Kask@example.ee", "ulo_kask"],
  ["Иван@example.com", "ivan"],
  ["Юлия.Жукова@example.com", "yuliya_zhukova"],
  ["Łukasz-Święty@example.pl", "lukaszswiety"],
  ["ELLÁDA.Ελλάδα@example.gr", "ellada_ellada"],
  ["Straße@example.de", "strasse"],
  ["1ё@example.com", "user_1yo"],
  ["😀@example.com", "user_"],
])("%s is written in letters of ASCII: %s", (email, username) => {
  expect(generateUsername(email)).toBe(username);
});

test("whatever the letters, a username has 3 to 30 characters of ASCII and begins with a letter", () => {
  fc.assert(
    fc.property(anything, (name) => {
      expect(generateUsername(`${name}@x`)).toMatch(/^[a-z][a-z0-9_]{2,29}$/);
    }),
    { numRuns: 5_000 },
  );
});

test("an address without an @ is a local part as a whole", () => {
  expect(generateUsername("No.Address")).toBe("no_address");
  expect(generateUsername("")).toBe("user_");
});

test("what is claimed in a database is what the rule gives, over thousands that are taken", async () => {
  await up(database().pool, { prefix });
  const tables = defineTables(prefix);
  const db = drizzle({ client: claimers });
  const taken = Array.from({ length: 2000 }, (_, n) => (n === 0 ? "Info" : `info_${n}`));
  await db
    .insert(tables.users)
    .values(taken.map((username) => ({ email: username, hashedPassword: "", username })));
  const claim = (person: { email: string; username?: string }) =>
    db.transaction((tx) => claimUsername(tx, person, tables.users));
  expect(await claim({ email: "info@example.com" })).toBe("info_2000");
  expect(await claim({ email: "ada@example.com" })).toBe("ada");
  expect(await claim({ email: "info@example.com", username: "Ada" })).toBe("Ada");
  await expect(claim({ email: "a@example.com", username: "INFO_7" })).rejects.toMatchObject({
    name: "RuleError",
    code: "username_taken",
  });
});

test("of many who claim names that could meet, no two get names that differ in case alone", async () => {
  await up(database().pool);
  const db = drizzle({ client: claimers });
  const wanted = [
    "ANN",
    "Ann",
    "ann",
    "Ann_1",
    "ann_1",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ];
  const claims = [...wanted, ...wanted, ...wanted].map((username, n) => {
    const person = { email: `ann@${n}.example`, username };
    return db.transaction(async (tx) => {
      const claimed = await claimUsername(tx, person, users);
      await tx.insert(users).values({ ...person, hashedPassword: "", username: claimed });
      return claimed.toLowerCase();
    });
  });
  const outcomes = await Promise.allSettled(claims);
  const names = outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(15);
  for (const one of outcomes) {
    if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "username_taken" });
  }
});

test.each(["ab", "a".repeat(31), "1abc", "_abc", "a-b", "a b", "äbc", "abc\n", "abc\0", ""])(
  "%j is no username",
  async (username) => {
    const claim = claimUsername(drizzle({ client: claimers }), { email: "a@example.com", username }, users);
    await expect(claim).rejects.toMatchObject({ name: "RuleError", code: "invalid_input" });
  },
);
