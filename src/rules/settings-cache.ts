import type { JsonValue } from "../../schema/index.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import {
  putJsonSetting,
  putSetting,
  readSetting,
  readSettingJson,
  readSettingText,
  type SettingValue,
} from "./settings.ts";

const minuteMs = 60_000;

/** Options of `createSettingsCache`. */
export interface SettingsCacheOptions extends InTables<"settings"> {
  /** How long a setting is cached, in milliseconds. Default: 60000, which is a minute. */
  readonly ttlMs?: number | undefined;
}

/** The rules for settings, each without the database. */
export interface SettingsCache {
  /** As the rule of that name; undefined if there is no such setting. */
  getSetting(key: string): Promise<string | undefined>;
  /** As the rule of that name; undefined if there is no such setting. */
  getJsonSetting(key: string): Promise<JsonValue | undefined>;
  /** As the rule of that name. This cache has the new value at once. */
  putSetting(key: string, value: string): Promise<void>;
  /** As the rule of that name. This cache has the new value at once. */
  putJsonSetting(key: string, value: JsonValue): Promise<void>;
}

/**
 * Caches settings in memory. Concurrent reads of a setting share one query. Writes through this cache are visible at
 * once; writes of other processes, when the time to live is over. Missing settings are cached, failed reads are not.
 *
 * @param db a Drizzle database; not a transaction, whose reads may be rolled back
 * @param options the time to live in milliseconds, and the tables of another prefix
 * @returns a cache of its own
 * @example
 * import { createSettingsCache } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const settings = createSettingsCache(db, { ttlMs: 5_000 });
 * await settings.putSetting("time_zone", "+2");
 * console.log(await settings.getSetting("time_zone")); // +2
 */
export function createSettingsCache(db: Db, options: SettingsCacheOptions = {}): SettingsCache {
  const tables = chooseTables(options);
  const { ttlMs = minuteMs } = options;
  const kept = new Map<string, { stored: Promise<SettingValue | undefined>; until: number }>();

  function read(key: string): Promise<SettingValue | undefined> {
    const found = kept.get(key);
    if (found && performance.now() < found.until) return found.stored;
    const entry = { stored: readSetting(db, key, { tables }), until: performance.now() + ttlMs };
    kept.set(key, entry);
    entry.stored.catch(() => {
      if (kept.get(key) === entry) kept.delete(key);
    });
    return entry.stored;
  }

  /** Removes the setting after the write, so that the result of an earlier or concurrent read is not kept. */
  async function write(key: string, writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } finally {
      kept.delete(key);
    }
  }

  return {
    getSetting: async (key) => readSettingText(await read(key)),
    getJsonSetting: async (key) => readSettingJson(await read(key)),
    putSetting: (key, value) => write(key, putSetting(db, key, value, { tables })),
    putJsonSetting: (key, value) => write(key, putJsonSetting(db, key, value, { tables })),
  };
}
