import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineTables, type JsonValue, type Tables, users } from "../../src/index.ts";
import {
  deleteCustomFields,
  getCustomField,
  getCustomFields,
  mergeCustomFields,
  setCustomField,
} from "../../src/rules/custom-fields.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
let pool: Pool;
const db = () => drizzle({ client: pool });

beforeAll(async () => {
  pool = openPool(database().url, { max: 20 });
});
afterAll(() => pool.end());

async function newUser(tables: Pick<Tables, "users"> = { users }): Promise<string> {
  const values = { email: `${crypto.randomUUID()}@example.com`, hashedPassword: "" };
  const [user] = await db().insert(tables.users).values(values).returning();
  return (user as { uuid: string }).uuid;
}

test("fields are set, read, merged and deleted", async () => {
  const user = await newUser();
  expect(await getCustomFields(db(), user)).toEqual({});
  expect(await setCustomField(db(), user, "phone", "+372")).toEqual({ phone: "+372" });
  const fields = { phone: null, nested: { a: [1, "b", { c: false }] } };
  expect(await mergeCustomFields(db(), user, fields)).toEqual(fields);
  expect(await mergeCustomFields(db(), user, { nested: {} })).toEqual({ phone: null, nested: {} });
  expect(await getCustomField(db(), user, "phone")).toBeNull();
  expect(await getCustomField(db(), user, "toString")).toBeUndefined();
  expect(await deleteCustomFields(db(), user, ["phone", "absent"])).toEqual({ nested: {} });
  expect(await deleteCustomFields(db(), user, [])).toEqual({ nested: {} });
});

test.each([null, "null", "[1]", '"text"'])(
  "on a user whose fields are %s, writes are not lost",
  async (was) => {
    const user = await newUser();
    await pool.query("UPDATE phoenix_kit_users SET custom_fields = $2 WHERE uuid = $1", [user, was]);
    expect(await getCustomFields(db(), user)).toEqual({});
    expect(await setCustomField(db(), user, "a", 1)).toEqual({ a: 1 });
    await pool.query("UPDATE phoenix_kit_users SET custom_fields = $2 WHERE uuid = $1", [user, was]);
    expect(await deleteCustomFields(db(), user, ["a"])).toEqual({});
  },
);

test("of 50 who write, merge and delete at once none loses another's key", async () => {
  const user = await newUser();
  const numbers = Array.from({ length: 50 }, (_, n) => n);
  await mergeCustomFields(db(), user, Object.fromEntries(numbers.map((n) => [`old${n}`, n])));
  await Promise.all(
    numbers.flatMap((n) => [
      setCustomField(db(), user, `set${n}`, n),
      mergeCustomFields(db(), user, { [`a${n}`]: n, [`b${n}`]: n }),
      deleteCustomFields(db(), user, [`old${n}`]),
    ]),
  );
  const expected = numbers.flatMap((n) => [`set${n}`, `a${n}`, `b${n}`].map((key) => [key, n]));
  expect(await getCustomFields(db(), user)).toEqual(Object.fromEntries(expected));
});

test("any key and any JSON value come back as they were, and the row knows when it changed", async () => {
  const user = await newUser();
  const text = fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0"));
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      ...[text, fc.integer(), fc.boolean(), fc.constant(null)],
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(text, tie("value"), { maxKeys: 3, noNullPrototype: true }),
    ) as fc.Arbitrary<JsonValue>,
  }));
  await fc.assert(
    fc.asyncProperty(text, value, async (key, given) => {
      await setCustomField(db(), user, key, given);
      expect(await getCustomField(db(), user, key)).toEqual(given);
      expect(await deleteCustomFields(db(), user, [key])).toEqual({});
    }),
    { numRuns: 50 },
  );
  const [row] = await db().select().from(users).where(eq(users.uuid, user));
  expect(row?.updatedAt.getTime()).toBeGreaterThan(row?.insertedAt.getTime() ?? 0);
});

test.each([undefined, Number.NaN, new Date(), () => 1, "\0", "\uD800", [undefined], { a: 1n }, new Map()])(
  "%o is no value",
  async (value) => {
    const refused = setCustomField(db(), await newUser(), "key", value as JsonValue);
    await expect(refused).rejects.toMatchObject({ code: "invalid_input", message: /"key"/ });
  },
);

test("a user that is not there is an error that says so", async () => {
  const nobody = crypto.randomUUID();
  const refused = { name: "RuleError", code: "user_not_found", remedy: expect.any(String) };
  await expect(getCustomFields(db(), nobody)).rejects.toMatchObject(refused);
  await expect(setCustomField(db(), nobody, "a", 1)).rejects.toMatchObject(refused);
  await expect(deleteCustomFields(db(), nobody, ["a"])).rejects.toMatchObject(refused);
  await expect(getCustomFields(db(), "1")).rejects.toMatchObject({ code: "invalid_input" });
});

test("works in a prefix, and in a transaction that is rolled back", async () => {
  const prefix = quotedPrefix;
  const tables = defineTables(prefix);
  const user = await newUser(tables);
  await setCustomField(db(), user, "a", 1, { tables });
  const rolledBack = db().transaction(async (tx) => {
    expect(await setCustomField(tx, user, "b", 2, { tables })).toEqual({ a: 1, b: 2 });
    tx.rollback();
  });
  await expect(rolledBack).rejects.toThrow("Rollback");
  expect(await getCustomFields(db(), user, { tables })).toEqual({ a: 1 });
});
