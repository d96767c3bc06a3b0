import { integer, uniqueIndex } from "drizzle-orm/pg-core";
import { instantNow } from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** What version the schema is at. */
export function defineVersionTables({ table }: Namespace) {
  /** One row per applied version. The table's comment is the marker: the version that the schema is at. */
  const phoenixKit = table(
    "phoenix_kit",
    {
      id: integer("id").primaryKey(),
      version: integer("version").notNull(),
      migratedAt: instantNow("migrated_at"),
    },
    (t) => [uniqueIndex("phoenix_kit_version_index").on(t.version)],
  );

  return { phoenixKit };
}
