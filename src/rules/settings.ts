import { eq, sql } from "drizzle-orm";
import { defineTables, type JsonValue } from "../../schema/index.ts";
import { assertText } from "./assert.ts";
import type { Db } from "./db.ts";
import { RuleError } from "./error.ts";
import type { InTables } from "./in-tables.ts";
import { assertRow, stringifyJson } from "./row.ts";
import { runRead, runStatement } from "./run-rule.ts";

/** A setting as stored: text, or JSON as text, which wins where both are there. */
export interface StoredSetting {
  readonly value: string | null;
  readonly json: string | null;
}

/**
 * A setting as text: what is stored as JSON is given as a JSON text, a JSON string as the string.
 *
 * @param db a Drizzle database or transaction
 * @param key the setting's key
 * @param options the tables of another prefix
 * @returns the text; undefined where there is no such setting, or it has no value
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
 * A setting as a JSON value; one that is stored as text is a string.
 *
 * @param db a Drizzle database or transaction
 * @param key the setting's key
 * @param options the tables of another prefix
 * @returns the value; undefined where there is no such setting, or it has no value
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
 * Stores a setting as text. JSON that it had goes, since it would win.
 *
 * @param db a Drizzle database or transaction
 * @param key the setting's key, 1 to 255 characters and not blank
 * @param value 1 character or more; PhoenixKit's own forms take 1000 at most
 * @param options the tables of another prefix
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
  options: InTables<"settings"> = {},
): Promise<void> {
  assertText(`value of the setting "${key}"`, value, { min: 1, max: Number.POSITIVE_INFINITY });
  await writeSetting(db, key, { value, json: null }, options);
}

/**
 * Stores a setting as JSON, of any size. Text that it had goes.
 *
 * PhoenixKit's own application takes objects alone, and fails where it reads other JSON: where it runs beside yours,
 * put a list or a number into an object.
 *
 * @param db a Drizzle database or transaction
 * @param key the setting's key, 1 to 255 characters and not blank
 * @param value what `JSON.stringify` takes; null is JSON's null
 * @param options the tables of another prefix
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
  options: InTables<"settings"> = {},
): Promise<void> {
  const what = `value of the setting "${key}"`;
  const json = stringifyJson(what, value);
  if (json === undefined)
    throw invalidInputError(`The ${what} cannot be written as JSON.`, "Give a value that JSON has.");
  assertRow((options.tables ?? defineTables()).settings, { valueJson: value });
  await writeSetting(db, key, { value: null, json }, options);
}

/**
 * The row of a setting, for those who keep it.
 *
 * @param db a Drizzle database or transaction
 * @param key the setting's key
 * @param options the tables of another prefix
 * @returns undefined where there is none
 * @example
 * readSettingText(await readSetting(db, "date_format")); // Y-m-d
 */
export async function readSetting(
  db: Db,
  key: string,
  options: InTables<"settings"> = {},
): Promise<StoredSetting | undefined> {
  const { settings } = options.tables ?? defineTables();
  // As text: a driver gives JSON's null and no JSON at all the same name.
  const json = sql<string | null>`${settings.valueJson}::pg_catalog.text`;
  const [found] = await runRead(db, (on) =>
    on.select({ value: settings.value, json }).from(settings).where(eq(settings.key, key)),
  );
  return found;
}

/**
 * What `getSetting` makes of a row.
 *
 * @param stored the row, if there is one
 * @example
 * readSettingText({ value: "text", json: "[1]" }); // [1]
 */
export function readSettingText(stored: StoredSetting | undefined): string | undefined {
  const value = readSettingJson(stored);
  return value === undefined || typeof value === "string" ? value : (stored?.json ?? undefined);
}

/**
 * What `getJsonSetting` makes of a row: a value of the caller's own.
 *
 * @param stored the row, if there is one
 * @example
 * readSettingJson({ value: "text", json: null }); // text
 */
export function readSettingJson(stored: StoredSetting | undefined): JsonValue | undefined {
  if (stored == null) return undefined;
  return stored.json === null ? (stored.value ?? undefined) : JSON.parse(stored.json);
}

async function writeSetting(
  db: Db,
  key: string,
  { value, json }: StoredSetting,
  options: InTables<"settings">,
): Promise<void> {
  const { settings } = options.tables ?? defineTables();
  assertText("key of a setting", key, { min: 1, max: 255 });
  if (key.trim() === "") {
    throw invalidInputError("The key of a setting is blank.", "Give a key that is more than white space.");
  }
  const columns = { value, valueJson: sql`${json}::pg_catalog.jsonb` };
  await runStatement(db, (tx) =>
    tx
      .insert(settings)
      .values({ key, ...columns })
      .onConflictDoUpdate({ target: settings.key, set: columns }),
  );
}

function invalidInputError(message: string, remedy: string): RuleError {
  return new RuleError(message, { code: "invalid_input", remedy });
}
