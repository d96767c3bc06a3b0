import { sql } from "drizzle-orm";
import { check, index, jsonb, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instantNow, instantRenewed, type JsonValue, uuidKey, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** How the installation is configured. */
export function defineSettingTables({ table, newUuid }: Namespace) {
  /** One row per setting. `value_json` wins over `value` where both are there. */
  const settings = table(
    "phoenix_kit_settings",
    {
      uuid: uuidKey(newUuid),
      key: varchar255("key").notNull(),
      value: text("value"),
      dateAdded: instantNow("date_added"),
      dateUpdated: instantRenewed("date_updated"),
      module: varchar255("module"),
      valueJson: jsonb("value_json").$type<JsonValue>(),
    },
    (t) => [
      check("phoenix_kit_settings_key_not_blank", sql`key ~ '[^[:space:]]'`),
      uniqueIndex("phoenix_kit_settings_key_uidx").on(t.key),
      uniqueIndex("phoenix_kit_settings_uuid_idx").on(t.uuid),
      index("phoenix_kit_settings_key_prefix_idx").on(t.key.op("text_pattern_ops")),
    ],
  );

  return { settings };
}
