import { setTimeout as sleep } from "node:timers/promises";
import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { defineTables, type JsonValue, settings, up } from "../../src/index.ts";
import { getJsonSetting, getSetting, putJsonSetting, putSetting } from "../../src/rules/settings.ts";
import { createSettingsCache } from "../../src/rules/settings-cache.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const prefix = quotedPrefix;
const db = () => drizzle({ client: database().pool });

beforeAll(async () => {});

/** The row of a setting, as the database has it. */
async function row(key: string): Promise<unknown> {
  const { rows } = await database().pool.query(
    "SELECT value, value_json::text AS json FROM phoenix_kit_settings WHERE key = $1",
    [key],
  );
  return rows[0];
}

/** A database that counts the statements it is asked for. */
function counted() {
  let queries = 0;
  const counting = drizzle({ client: database().pool, logger: { logQuery: () => queries++ } });
  return { db: counting, queries: () => queries };
}

test("V03's defaults are there as text, and as JSON strings", async () => {
  expect(await getSetting(db(), "date_format")).toBe("Y-m-d");
  expect(await getJsonSetting(db(), "time_format")).toBe("H:i");
  expect(await getSetting(db(), "no such")).toBeUndefined();
  expect(await getJsonSetting(db(), "no such")).toBeUndefined();
});

test("JSON wins where both are there, and a setting with neither has no value", async () => {
  await db()
    .insert(settings)
    .values([
      { key: "both", value: "text", valueJson: { a: 1 } },
      { key: "both strings", value: "text", valueJson: "json" },
      { key: "neither" },
    ]);
  expect(await getJsonSetting(db(), "both")).toEqual({ a: 1 });
  expect(await getSetting(db(), "both")).toBe('{"a": 1}');
  expect(await getSetting(db(), "both strings")).toBe("json");
  expect(await getSetting(db(), "neither")).toBeUndefined();
  expect(await getJsonSetting(db(), "neither")).toBeUndefined();
});

test("what is put takes the place of what was there, of the other kind too, and the date is renewed", async () => {
  await putSetting(db(), "changing", "text");
  expect(await row("changing")).toEqual({ value: "text", json: null });
  await putJsonSetting(db(), "changing", null);
  expect(await row("changing")).toEqual({ value: null, json: "null" });
  expect(await getJsonSetting(db(), "changing")).toBeNull();
  expect(await getSetting(db(), "changing")).toBe("null");
  const { pool } = database();
  await pool.query("UPDATE phoenix_kit_settings SET date_updated = '2001-01-01' WHERE key = 'changing'");
  await putSetting(db(), "changing", "again");
  expect(await row("changing")).toEqual({ value: "again", json: null });
  const { rows } = await pool.query(
    "SELECT date_updated > '2002-01-01' AS renewed FROM phoenix_kit_settings WHERE key = 'changing'",
  );
  expect(rows).toEqual([{ renewed: true }]);
});

test("any JSON value and any text come back as they were put, in a prefix", async () => {
  const tables = defineTables(prefix);
  const clean = (text: string) => text.replaceAll("\0", "");
  const json = fc
    .jsonValue({ stringUnit: "grapheme" })
    .filter((value) => !JSON.stringify(value).includes("\\u0000"))
    .map((value): JsonValue => JSON.parse(JSON.stringify(value)));
  const text = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
    .map((value) => `.${clean(value)}`);
  await fc.assert(
    fc.asyncProperty(text, json, text, async (key, value, other) => {
      await putJsonSetting(db(), key, value, { tables });
      expect(await getJsonSetting(db(), key, { tables })).toEqual(value);
      await putSetting(db(), key, other, { tables });
      expect(await getSetting(db(), key, { tables })).toBe(other);
    }),
    { numRuns: 50 },
  );
  expect(await getSetting(db(), "changing", { tables })).toBeUndefined();
});

test("of 20 who put a new setting at once, all do, and one row is there", async () => {
  const racers = openPool(database().url, { max: 20 });
  const racing = drizzle({ client: racers });
  const values = Array.from({ length: 20 }, (_, n) => `value ${n}`);
  await Promise.all(values.map((value) => putSetting(racing, "raced", value)));
  await racers.end();
  expect(values).toContain(await getSetting(db(), "raced"));
});

test.each([
  ["", "x"],
  [" \t\n", "x"],
  ["k".repeat(256), "x"],
  ["key", ""],
  ["key", "a\0b"],
])("the key %j with the value %j is refused", async (key, value) => {
  const refusal = { name: "RuleError", code: "invalid_input", remedy: expect.stringMatching(/\w/) };
  await expect(putSetting(db(), key, value)).rejects.toMatchObject(refusal);
  if (key !== "key") await expect(putJsonSetting(db(), key, value)).rejects.toMatchObject(refusal);
});

test("keys of 255 characters fit, whatever their bytes, and text and JSON of any size", async () => {
  const key = "😀".repeat(255);
  for (const length of [255, 256, 1001, 100_000]) {
    await putSetting(db(), key, "漢".repeat(length));
    expect(await getSetting(db(), key)).toBe("漢".repeat(length));
  }
  await putJsonSetting(db(), key, "x".repeat(100_000));
  expect(await getSetting(db(), key)).toHaveLength(100_000);
});

test("what is no JSON value is refused", async () => {
  const cycle: { [key: string]: JsonValue } = {};
  cycle.self = cycle;
  await expect(putJsonSetting(db(), "cycle", cycle)).rejects.toMatchObject({ code: "invalid_input" });
  const nothing = putJsonSetting(db(), "nothing", JSON.parse("[]")[0]);
  await expect(nothing).rejects.toMatchObject({ code: "invalid_input" });
});

test("a cache reads once for all who ask, and what is missing is kept too", async () => {
  const { db: counting, queries } = counted();
  const cache = createSettingsCache(counting);
  const asked = Array.from({ length: 20 }, () => cache.getSetting("date_format"));
  expect(new Set(await Promise.all(asked))).toEqual(new Set(["Y-m-d"]));
  expect(await cache.getJsonSetting("date_format")).toBe("Y-m-d");
  expect(queries()).toBe(1);
  expect(await cache.getSetting("missing")).toBeUndefined();
  expect(await cache.getSetting("missing")).toBeUndefined();
  expect(queries()).toBe(2);
});

test("what is written elsewhere is seen once the time is over, and not before", async () => {
  const short = createSettingsCache(db(), { ttlMs: 20 });
  const long = createSettingsCache(db());
  for (const cache of [short, long]) expect(await cache.getSetting("elsewhere")).toBeUndefined();
  await putSetting(db(), "elsewhere", "written");
  await sleep(30);
  expect(await short.getSetting("elsewhere")).toBe("written");
  expect(await long.getSetting("elsewhere")).toBeUndefined();
});

test("a write through a cache is read at once, also beside a read that had begun before", async () => {
  const cache = createSettingsCache(db());
  await putSetting(db(), "hot", "old");
  const [before] = await Promise.all([cache.getSetting("hot"), cache.putSetting("hot", "new")]);
  expect(["old", "new"]).toContain(before);
  expect(await cache.getSetting("hot")).toBe("new");
  await cache.putJsonSetting("hot", { a: [1] });
  expect(await cache.getJsonSetting("hot")).toEqual({ a: [1] });
  expect(await cache.getSetting("hot")).toBe('{"a": [1]}');
});

test("what somebody does to a value that they got is not in the cache", async () => {
  const cache = createSettingsCache(db());
  await cache.putJsonSetting("list", [1]);
  const list = await cache.getJsonSetting("list");
  if (Array.isArray(list)) list.push(2);
  expect(await cache.getJsonSetting("list")).toEqual([1]);
});

test("a read that failed is not kept, and a write that is refused says why", async () => {
  const tables = defineTables("later");
  const cache = createSettingsCache(db(), { tables });
  await expect(cache.getSetting("date_format")).rejects.toMatchObject({ cause: { code: "42P01" } });
  await up(database().pool, { prefix: "later" });
  expect(await cache.getSetting("date_format")).toBe("Y-m-d");
  await expect(cache.putSetting("date_format", "")).rejects.toMatchObject({ code: "invalid_input" });
  expect(await cache.getSetting("date_format")).toBe("Y-m-d");
});
