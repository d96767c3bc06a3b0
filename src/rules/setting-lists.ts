import { eq, inArray } from "drizzle-orm";
import type { JsonValue } from "../../schema/index.ts";
import { assertText } from "./assert.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runRead, runStatement } from "./run-rule.ts";
import { readSettingJson, readSettingText, selectSettingValue } from "./settings.ts";

/** A setting with its value in both forms. */
export interface ListedSetting {
  /** The setting's key. */
  readonly key: string;
  /** As `getSetting` returns it; undefined without a value. */
  readonly text: string | undefined;
  /** As `getJsonSetting` returns it; undefined without a value. */
  readonly json: JsonValue | undefined;
  /** The part of the application that it belongs to; null if none does. */
  readonly module: string | null;
}

/** The settings to list. */
export interface SettingFilter extends InTables<"settings"> {
  /** Only those of this part of the application. Default: all. */
  readonly module?: string | undefined;
}

/**
 * Lists all settings, or those of a module, in one query.
 *
 * @param db a Drizzle database or transaction
 * @param filter the module, and the tables of another prefix
 * @returns the settings in the order of their keys
 * @throws RuleError `invalid_input`
 * @example
 * import { listSettings } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * for (const { key, text } of await listSettings(db, { module: "system" })) console.log(key, text);
 */
export async function listSettings(db: Db, filter: SettingFilter = {}): Promise<ListedSetting[]> {
  const tables = chooseTables(filter);
  const { module } = filter;
  const { settings } = tables;
  if (module !== undefined) assertText("module of a setting", module, { min: 1, max: 255 });
  const rows = await runRead(db, (on) =>
    on
      .select({ key: settings.key, module: settings.module, ...selectSettingValue(settings) })
      .from(settings)
      .where(module === undefined ? undefined : eq(settings.module, module))
      .orderBy(settings.key),
  );
  return rows.map((row) => ({
    key: row.key,
    text: readSettingText(row),
    json: readSettingJson(row),
    module: row.module,
  }));
}

/**
 * Returns several settings as text, in one query, with defaults for those that have no value.
 *
 * @param db a Drizzle database or transaction
 * @param defaults the default of each setting by its key
 * @param options the tables of another prefix
 * @returns the text of each setting by its key, as `getSetting` returns it, or its default
 * @example
 * import { getSettings } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const { date_format, site_name } = await getSettings(db, { date_format: "Y-m-d", site_name: "My shop" });
 */
export async function getSettings<Key extends string>(
  db: Db,
  defaults: Readonly<Record<Key, string>>,
  options: InTables<"settings"> = {},
): Promise<Record<Key, string>> {
  const { settings } = chooseTables(options, defaults);
  const keys = Object.keys(defaults);
  if (keys.length === 0) return { ...defaults };
  const rows = await runRead(db, (on) =>
    on
      .select({ key: settings.key, ...selectSettingValue(settings) })
      .from(settings)
      .where(inArray(settings.key, keys)),
  );
  const stored = rows.flatMap((row) => {
    const text = readSettingText(row);
    return text === undefined ? [] : [[row.key, text] as const];
  });
  return { ...defaults, ...Object.fromEntries(stored) };
}

/**
 * Deletes a setting, so that its default applies again.
 *
 * @param db a Drizzle database or transaction
 * @param key the setting's key
 * @param options the tables of another prefix
 * @returns whether there was such a setting
 * @throws RuleError `invalid_input`
 * @example
 * import { deleteSetting } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await deleteSetting(db, "site_name");
 */
export async function deleteSetting(
  db: Db,
  key: string,
  options: InTables<"settings"> = {},
): Promise<boolean> {
  const { settings } = chooseTables(options);
  assertText("key of a setting", key, { min: 1, max: 255 });
  const deleted = await runStatement(db, (on) =>
    on.delete(settings).where(eq(settings.key, key)).returning({ key: settings.key }),
  );
  return deleted.length > 0;
}
