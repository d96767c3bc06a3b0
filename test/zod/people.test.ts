import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { users } from "../../schema/index.ts";
import { userInsertSchema, userTokenInsertSchema, userTokenUpdateSchema } from "../../src/zod/index.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const takes = (change: object) =>
  userInsertSchema.safeParse({ email: "a@b", hashedPassword: "x", ...change }).success;

/** What JavaScript calls white space, named one by one. */
const blanks = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff".concat(
  ...Array.from({ length: 11 }, (_, place) => String.fromCharCode(0x2000 + place)),
);
const letters = "abcdefghijklmnopqrstuvwxyz";
const others = "0123456789_";

const character = fc.oneof(
  { arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), weight: 3 },
  { arbitrary: fc.constantFrom("@", "a", "Z", "9", "_", "-", ".", "😀", ...blanks), weight: 2 },
);
const anyText = fc.oneof(
  fc.array(character, { maxLength: 40 }).map((characters) => characters.join("")),
  fc.tuple(fc.integer({ min: 150, max: 170 }), character).map(([length, one]) => `@${one.repeat(length)}`),
);
const allowed = (text: string) => fc.constantFrom(...text);
const name = fc
  .tuple(
    allowed(letters + letters.toUpperCase()),
    fc.string({ unit: allowed(letters + others), maxLength: 32 }),
  )
  .map((parts) => parts.join(""));

describe("an e-mail address", () => {
  it("has 160 characters at most, an @ and no white space, and is stored", async () => {
    const db = drizzle({ client: database().pool });
    await fc.assert(
      fc.asyncProperty(anyText, async (email) => {
        const characters = [...email];
        const isAddress =
          characters.length <= 160 &&
          characters.includes("@") &&
          characters.every((one) => !blanks.includes(one) && one !== "\0" && encodeURIComponentTakes(one));
        expect(takes({ email })).toBe(isAddress);
        if (!isAddress) return;
        await db.insert(users).values({ email, hashedPassword: "x" }).onConflictDoNothing();
      }),
      { numRuns: 500 },
    );
  });
});

describe("a username", () => {
  it("has 3 to 30 characters of ASCII, a letter first, and is stored", async () => {
    const db = drizzle({ client: database().pool });
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, name), fc.nat(), async (username, place) => {
        const [first = "-", ...rest] = username.replace(/[A-Z]/g, (one) => one.toLowerCase());
        const isName =
          username.length >= 3 &&
          username.length <= 30 &&
          letters.includes(first) &&
          rest.every((one) => letters.includes(one) || others.includes(one));
        expect(takes({ username })).toBe(isName);
        if (!isName) return;
        const row = { email: `${place}@example.com`, hashedPassword: "x", username };
        await db.insert(users).values(row).onConflictDoNothing();
      }),
      { numRuns: 500 },
    );
  });
});

describe("a user's time zone", () => {
  it("is an offset; a named zone, as PhoenixKit's later versions store it, is refused at its field", () => {
    for (const userTimezone of ["0", "+14", "-12", null]) expect(takes({ userTimezone })).toBe(true);
    const { error } = userInsertSchema.safeParse({
      email: "a@b",
      hashedPassword: "x",
      userTimezone: "Europe/Tallinn",
    });
    expect(error?.issues.map(({ path }) => path)).toEqual([["userTimezone"]]);
  });
});

/** It throws on half of a surrogate pair. */
function encodeURIComponentTakes(one: string): boolean {
  try {
    return encodeURIComponent(one) !== "";
  } catch {
    return false;
  }
}

describe("a token", () => {
  const token = { token: new Uint8Array([1]), context: "magic_link_registration" };
  const created = (change: object) => userTokenInsertSchema.safeParse({ ...token, ...change }).success;
  const changed = (change: object) => userTokenUpdateSchema.safeParse(change).success;

  it("has no user only while a registration link waits", () => {
    const userUuid = "018f0000-0000-7000-8000-000000000001";
    expect([created({}), created({ userUuid: null }), created({ userUuid })]).toEqual([true, true, true]);
    for (const context of ["session", "change:a@b"]) {
      expect(created({ context, userUuid })).toBe(true);
      expect([created({ context }), created({ context, userUuid: null })]).toEqual([false, false]);
      expect([changed({ context }), changed({ context, userUuid: null })]).toEqual([true, false]);
    }
    expect(changed({ userUuid: null })).toBe(true);
  });
});
