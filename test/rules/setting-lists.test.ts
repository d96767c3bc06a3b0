import { drizzle } from "drizzle-orm/node-postgres";
import { expect, test } from "vitest";
import { defineTables, settings } from "../../src/index.ts";
import { isRuleError, RuleError } from "../../src/rules/error.ts";
import { deleteSetting, getSettings, listSettings } from "../../src/rules/setting-lists.ts";
import { putJsonSetting, putSetting } from "../../src/rules/settings.ts";
import { useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const db = () => drizzle({ client: database().pool });

test.each(["public", quotedPrefix])(
  "settings are listed by module, and read with defaults (%s)",
  async (prefix) => {
    const tables = defineTables(prefix);
    await db()
      .insert(tables.settings)
      .values([
        { key: "shop_b", value: "B", module: "shop" },
        { key: "shop_a", valueJson: { a: 1 }, module: "shop" },
        { key: "shop_c", module: "shop" },
      ]);
    expect(await listSettings(db(), { module: "shop", tables })).toEqual([
      { key: "shop_a", text: '{"a": 1}', json: { a: 1 }, module: "shop" },
      { key: "shop_b", text: "B", json: "B", module: "shop" },
      { key: "shop_c", text: undefined, json: undefined, module: "shop" },
    ]);
    expect((await listSettings(db(), { tables })).map(({ key }) => key)).toContain("date_format");
    const defaults = { shop_b: "x", shop_c: "C", shop_d: "D" };
    expect(await getSettings(db(), defaults, { tables })).toEqual({ shop_b: "B", shop_c: "C", shop_d: "D" });
    expect(await getSettings(db(), {}, { tables })).toEqual({});
    expect(await deleteSetting(db(), "shop_b", { tables })).toBe(true);
    expect(await deleteSetting(db(), "shop_b", { tables })).toBe(false);
    expect(await getSettings(db(), defaults, { tables })).toMatchObject({ shop_b: "x" });
  },
);

test("of 20 who delete one setting at the same moment, one has deleted it", async () => {
  await putSetting(db(), "contested", "yes");
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => deleteSetting(db(), "contested")));
  expect(outcomes.filter(Boolean)).toHaveLength(1);
});

test("a setting gets a module, and keeps it when it is changed without one", async () => {
  await putSetting(db(), "crm_color", "red", { module: "crm" });
  await putJsonSetting(db(), "crm_limits", { rows: 5 }, { module: "crm" });
  await putSetting(db(), "crm_color", "blue");
  expect(await listSettings(db(), { module: "crm" })).toEqual([
    { key: "crm_color", text: "blue", json: "blue", module: "crm" },
    { key: "crm_limits", text: '{"rows": 5}', json: { rows: 5 }, module: "crm" },
  ]);
  await putSetting(db(), "crm_color", "blue", { module: "sales" });
  expect((await listSettings(db(), { module: "sales" })).map(({ key }) => key)).toEqual(["crm_color"]);
});

test("keys and modules that no setting can have are refused", async () => {
  for (const text of ["", "x".repeat(256), "\0"]) {
    await expect(deleteSetting(db(), text)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(listSettings(db(), { module: text })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(putSetting(db(), "a", "b", { module: text })).rejects.toMatchObject({
      code: "invalid_input",
    });
  }
  await putJsonSetting(db(), "null", null);
  expect((await listSettings(db())).find(({ key }) => key === "null")).toMatchObject({ json: null });
  expect((await db().select().from(settings)).length).toBeGreaterThan(3);
});

test("an error of a rule is told from others, also if another copy of the package threw it", () => {
  const error = new RuleError("No.", { code: "conflict", remedy: "Again." });
  const copy = Object.assign(new Error("No."), { name: "RuleError", code: "conflict", remedy: "Again." });
  expect([error, copy].map(isRuleError)).toEqual([true, true]);
  expect([new Error("No."), "RuleError", null, undefined, { name: "RuleError" }].some(isRuleError)).toBe(
    false,
  );
});
