import { eq, sql } from "drizzle-orm";
import type { JsonValue, Setting, Tables } from "../../schema/index.ts";
import { assertText, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError } from "./error.ts";
import { assertSeesAllRows } from "./hidden-rows.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { assertRow, stringifyJson } from "./row.ts";
import { runRead, runStatement } from "./run-rule.ts";

/** The module of a setting, and the tables of another prefix. */
export interface SettingOptions extends InTables<"settings"> {
  /**
   * The part of the application that it belongs to, by which `listSettings` finds it. Default: what it was, or none.
   */
  readonly module?: string | undefined;
}

/** The value of a setting. `json` is `value_json` as text; if both are set, it wins. */
export interface SettingValue extends Pick<Setting, "value"> {
  readonly json: string | null;
}

/**
 * Returns a setting as text: a JSON string as the string, any other JSON value as JSON text.
 *
 * @param db a Drizzle database or transaction
 * @param key the setting's key
 * @param options the tables of another prefix
 * @returns the text; undefined if there is no such setting, or it has no value
 * @example
 * import { getSetting } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const format = (await getSetting(db, "date_format")) ?? "Y-m-d";
 */
export async function getSetting(
  db: Db,
  key: string,
  options: InTables<"settings"> = {},
): Promise<string | undefined> {
  return readSettingText(await readSetting(db, key, options));
}

/**
 * Returns a setting as a JSON value; a setting that is stored as text is a string.
 *
 * @param db a Drizzle database or transaction
 * @param key the setting's key
 * @param options the tables of another prefix
 * @returns the value; undefined if there is no such setting, or it has no value
 * @example
 * import { getJsonSetting } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const limits = await getJsonSetting(db, "upload_limits"); // { image: 10, video: 500 }
 */
export async function getJsonSetting(
  db: Db,
  key: string,
  options: InTables<"settings"> = {},
): Promise<JsonValue | undefined> {
  return readSettingJson(await readSetting(db, key, options));
}

/**
 * Stores a setting as text, and deletes its JSON value, which would win.
 *
 * @param db a Drizzle database or transaction
 * @param key the setting's key, 1 to 255 characters and not blank
 * @param value 1 character or more; PhoenixKit's own forms take 1000 at most
 * @param options the part of the application that the setting belongs to, and the tables of another prefix
 * @throws RuleError `invalid_input`
 * @example
 * import { putSetting } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await putSetting(db, "date_format", "d.m.Y");
 */
export async function putSetting(
  db: Db,
  key: string,
  value: string,
  options: SettingOptions = {},
): Promise<void> {
  assertText(`value of the setting ${quote(key)}`, value, { min: 1, max: Number.POSITIVE_INFINITY });
  await writeSetting(db, { key, value, json: null }, options);
}

/**
 * Stores a setting as JSON of any size, and deletes its text value.
 *
 * PhoenixKit's own application accepts only objects and fails on other JSON. If it uses the same database, wrap lists
 * and numbers in an object.
 *
 * @param db a Drizzle database or transaction
 * @param key the setting's key, 1 to 255 characters and not blank
 * @param value any value that `JSON.stringify` accepts; null is JSON's null
 * @param options the part of the application that the setting belongs to, and the tables of another prefix
 * @throws RuleError `invalid_input`
 * @example
 * import { putJsonSetting } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await putJsonSetting(db, "upload_limits", { image: 10, video: 500 });
 */
export async function putJsonSetting(
  db: Db,
  key: string,
  value: JsonValue,
  options: SettingOptions = {},
): Promise<void> {
  const what = `value of the setting ${quote(key)}`;
  const json = stringifyJson(what, value);
  if (json === undefined)
    throw invalidInputError(`The ${what} cannot be written as JSON.`, "Give a value that JSON has.");
  assertRow(chooseTables(options).settings, { valueJson: value });
  await writeSetting(db, { key, value: null, json }, options);
}

/**
 * Reads the row of a setting, for a cache that keeps it.
 *
 * @param db a Drizzle database or transaction
 * @param key the setting's key
 * @param options the tables of another prefix
 * @returns undefined if there is none
 * @example
 * readSettingText(await readSetting(db, "date_format")); // Y-m-d
 */
export async function readSetting(
  db: Db,
  key: string,
  options: InTables<"settings"> = {},
): Promise<SettingValue | undefined> {
  const { settings } = chooseTables(options);
  const [found] = await runRead(db, (on) =>
    on.select(selectSettingValue(settings)).from(settings).where(eq(settings.key, key)),
  );
  return found;
}

/** The columns of a setting's value. JSON comes as text: a driver returns null for JSON's null as well as for no JSON. */
export function selectSettingValue({ value, valueJson }: Tables["settings"]) {
  return { value, json: sql<string | null>`${valueJson}::pg_catalog.text` };
}

/**
 * The text that `getSetting` returns for a row.
 *
 * @param stored the row, if there is one
 * @example
 * readSettingText({ value: "text", json: "[1]" }); // [1]
 */
export function readSettingText(stored: SettingValue | undefined): string | undefined {
  const value = readSettingJson(stored);
  return value === undefined || typeof value === "string" ? value : (stored?.json ?? undefined);
}

/**
 * The JSON value that `getJsonSetting` returns for a row: a new one for each call.
 *
 * @param stored the row, if there is one
 * @example
 * readSettingJson({ value: "text", json: null }); // text
 */
export function readSettingJson(stored: SettingValue | undefined): JsonValue | undefined {
  if (stored == null) return undefined;
  return stored.json === null ? (stored.value ?? undefined) : JSON.parse(stored.json);
}

/**
 * Reads a setting that is on or off, for a rule that depends on it.
 *
 * @param tx the rule's transaction
 * @param key the setting's key
 * @param options the result for a setting without a value, and the tables
 * @throws RuleError `rows_hidden` if a policy may hide the setting
 * @example
 * await readFlag(tx, "notifications_enabled", { whenMissing: true });
 */
export async function readFlag(
  tx: Db,
  key: string,
  options: { readonly whenMissing: boolean } & InTables<"settings">,
): Promise<boolean> {
  const { whenMissing } = options;
  const tables = chooseTables(options);
  const stored = await readSetting(tx, key, { tables });
  if (stored === undefined) await assertSeesAllRows(tx, tables.settings);
  const text = readSettingText(stored);
  return whenMissing ? text !== "false" : text === "true";
}

async function writeSetting(
  db: Db,
  { key, value, json }: SettingValue & Pick<Setting, "key">,
  options: SettingOptions,
): Promise<void> {
  const { settings } = chooseTables(options);
  const { module } = options;
  if (module !== undefined) assertText("module of a setting", module, { min: 1, max: 255 });
  assertText("key of a setting", key, { min: 1, max: 255 });
  if (key.trim() === "") {
    throw invalidInputError("The key of a setting is blank.", "Give a key that is more than white space.");
  }
  const columns = { value, valueJson: sql`${json}::pg_catalog.jsonb`, module };
  await runStatement(db, (tx) =>
    tx
      .insert(settings)
      .values({ key, ...columns })
      .onConflictDoUpdate({ target: settings.key, set: columns }),
  );
}
