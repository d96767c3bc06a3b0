import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import { expect, test } from "vitest";
import { defineTables, type EntityField, type EntityFieldType, entityFieldTypes } from "../../src/index.ts";
import { createEntityDataSchema } from "../../src/zod/entity-data.ts";
import { useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const uuid = "018f0000-0000-7000-8000-000000000001";
const options = ["red", "green", "Käse 'n' \"x\""];

/** One field of a type, with its options and whatever else. */
const field = (type: EntityFieldType, more: Partial<EntityField> = {}): EntityField => ({
  type,
  key: "it",
  label: "It",
  ...(["select", "radio", "checkbox"].includes(type) ? { options } : {}),
  ...more,
});
const accepts = (definition: EntityField, it: unknown) =>
  createEntityDataSchema([definition]).safeParse({ it }).success;

/** The types whose fields hold a value: a heading stands between fields. */
const valueTypes = entityFieldTypes.filter((type) => type !== "heading");
type ValueType = Exclude<EntityFieldType, "heading">;

const values: Record<ValueType, { good: unknown[]; bad: unknown[] }> = {
  text: { good: ["a", " ", "漢字"], bad: [1, true, ["a"], {}] },
  textarea: { good: ["a\nb"], bad: [1] },
  rich_text: { good: ["<p>a</p>"], bad: [1] },
  number: { good: [0, -1.5, "42", "-4.25"], bad: ["4,2", "1e3", " 1", Number.NaN, Infinity, true, [1]] },
  decimal: { good: [0, 12.5, "42", "-4.25"], bad: ["4,2", "1e3", " 1", Number.NaN, true] },
  boolean: { good: [true, false], bad: ["true", 0, 1] },
  date: { good: ["2024-02-29"], bad: ["2023-02-29", "29.02.2024", "2024-2-9", "2024-02-29T00:00:00Z", 5] },
  email: { good: ["ada@example.com", "käse@exämple.de"], bad: ["ada", "a b@c.d", "@x", 1] },
  url: {
    good: ["https://example.com/ä?b#c", "http://localhost:4000"],
    bad: ["example.com", "ftp://x.y", "javascript:alert(1)"],
  },
  select: { good: options, bad: ["blue", "RED", ["red"], 0] },
  radio: { good: options, bad: ["blue", true] },
  checkbox: { good: [["red"], options, [...options].reverse()], bad: ["red", ["blue"], ["red", "red"], [1]] },
  image: { good: [uuid], bad: ["photo.png", 1, [uuid]] },
  video: { good: [uuid], bad: ["film.mp4", 1, [uuid]] },
  file: { good: [uuid], bad: ["a.pdf", {}] },
  relation: { good: [uuid, uuid.toUpperCase()], bad: ["1", 1] },
};

test.each(valueTypes)("a %s takes what it should, and nothing else", (type) => {
  const { good, bad } = values[type];
  for (const required of [true, false]) {
    const definition = field(type, { required });
    expect(good.filter((value) => !accepts(definition, value))).toEqual([]);
    expect(bad.filter((value) => accepts(definition, value))).toEqual([]);
  }
});

test("a heading holds no value, not even where it is required", () => {
  const schema = createEntityDataSchema([field("heading", { key: "top", required: true }), field("number")]);
  expect(schema.parse({ it: 1 })).toEqual({ it: 1 });
  expect(schema.strict().safeParse({ it: 1, top: "x" }).success).toBe(false);
});

test.each(valueTypes)("a %s may be missing, NULL or empty unless it is required", (type) => {
  for (const nothing of [undefined, null, ""]) {
    expect(accepts(field(type), nothing)).toBe(true);
    expect(accepts(field(type, { required: true }), nothing)).toBe(false);
  }
  expect(createEntityDataSchema([field(type)]).parse({})).toEqual({});
  expect(createEntityDataSchema([field(type, { required: true })]).safeParse({}).success).toBe(false);
});

test("no choice at all is enough for checkboxes unless they are required", () => {
  expect(accepts(field("checkbox"), [])).toBe(true);
  expect(accepts(field("checkbox", { required: true }), [])).toBe(false);
});

test("limits hold, and those that are NULL are none", () => {
  const age = field("number", { min: 18, max: 120 });
  expect([17, 18, "17", "120", 121].map((value) => accepts(age, value))).toEqual([
    false,
    true,
    false,
    true,
    false,
  ]);
  expect(accepts(field("number", { min: null, max: null, step: 1 }), -1e9)).toBe(true);
  const short = field("text", { max_length: 3, required: true });
  expect(["abc", "abcd", ""].map((value) => accepts(short, value))).toEqual([true, false, false]);
});

test("numbers come out as numbers, and keys of no field stay out", () => {
  const schema = createEntityDataSchema([field("number"), field("text", { key: "Ключ", required: true })]);
  expect(schema.parse({ it: "4.5", Ключ: "x", other: 1 })).toEqual({ it: 4.5, Ключ: "x" });
  expect(schema.loose().parse({ Ключ: "x", other: 1 })).toEqual({ Ключ: "x", other: 1 });
});

test("the issue of a wrong value says where it is", () => {
  const { error } = createEntityDataSchema([field("select", { key: "colour" })]).safeParse({
    colour: "blue",
  });
  expect(error?.issues).toMatchObject([{ path: ["colour"], code: "invalid_value" }]);
});

test.each([
  ["an unknown type", [field("colour" as EntityFieldType)], /"it" has the unknown type colour/],
  ["a type that every object has", [field("constructor" as EntityFieldType)], /unknown type constructor/],
  ["no options", [field("select", { options: [] })], /"it" has no options/],
  ["options that are no texts", [field("checkbox", { options: ["a", 1] })], /"it" has no options/],
  ["a limit that is no number", [field("number", { min: "1" })], /"it" has a min that is not a number/],
  ["a blank key", [field("text", { key: " " })], /" " has no key/],
  ["one key twice", [field("text"), field("date")], /"it" has the key of another field/],
])("%s is an error that names the field", (_, fields, message) => {
  expect(() => createEntityDataSchema(fields)).toThrow(
    expect.objectContaining({
      code: "field_definition_invalid",
      message: expect.stringMatching(message),
      remedy: expect.stringContaining("fields_definition"),
    }),
  );
});

test("any text that is within its limit is taken as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (value) => {
      expect(createEntityDataSchema([field("text")]).parse({ it: value })).toEqual({ it: value });
    }),
  );
});

test("works on definitions as the database returns them, of a prefix too", async () => {
  const prefix = quotedPrefix;
  const { entities } = defineTables(prefix);
  const db = drizzle({ client: database().pool });
  const fieldsDefinition = entityFieldTypes.map((type) => field(type, { key: type, required: true }));
  await db
    .insert(entities)
    .values({ name: "all", displayName: "All", fieldsDefinition, createdByUuid: uuid });
  const [entity] = await db.select().from(entities).where(eq(entities.name, "all"));
  const data = Object.fromEntries(valueTypes.map((type) => [type, values[type].good[0]]));
  expect(createEntityDataSchema(entity?.fieldsDefinition ?? []).parse(data)).toEqual(data);
});
