import { sql } from "drizzle-orm";
import { bigserial, check, jsonb, uniqueIndex } from "drizzle-orm/pg-core";
import { type JsonValue, utcMicrosNow, utcMicrosRenewed, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** How the installation is configured. */
export function settingTables({ table }: Namespace) {
  /** One row a setting. `value_json` wins over `value` where both are there. */
  const settings = table(
    "phoenix_kit_settings",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      key: varchar255("key").notNull(),
      value: varchar255("value"),
      dateAdded: utcMicrosNow("date_added"),
      dateUpdated: utcMicrosRenewed("date_updated"),
      module: varchar255("module"),
      valueJson: jsonb("value_json").$type<JsonValue>(),
    },
    (t) => [
      check("phoenix_kit_settings_key_not_blank", sql`key ~ '[^[:space:]]'`),
      uniqueIndex("phoenix_kit_settings_key_uidx").on(t.key),
    ],
  );

  return { settings };
}
