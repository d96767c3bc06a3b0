import { pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { users } from "./phoenix-kit.ts";

/** This app's own table, in `public`: the tenants, each with a PostgreSQL schema of its own. */
export const tenants = pgTable("tenants", {
  name: text("name").primaryKey(),
  ownerUuid: uuid("owner_uuid")
    .notNull()
    .references(() => users.uuid, { onDelete: "cascade" }),
  /** When its schema was there, with its Owner; until then nobody can enter. */
  readyAt: timestamp("ready_at", { withTimezone: true }),
});
