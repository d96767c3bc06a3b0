import { pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { users } from "./phoenix-kit.ts";

/** This app's own tables, in `public`. */
export const posts = pgTable("posts", {
  id: uuid("id").primaryKey().defaultRandom(),
  authorUuid: uuid("author_uuid")
    .notNull()
    .references(() => users.uuid, { onDelete: "cascade" }),
  title: text("title").notNull(),
  writtenAt: timestamp("written_at", { withTimezone: true }).notNull().defaultNow(),
});
