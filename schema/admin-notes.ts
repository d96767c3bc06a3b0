import { foreignKey, index, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { insertedAt, updatedAt, uuidKey } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import type { UserTables } from "./users.ts";

/** What administrators write down about users. */
export function defineAdminNoteTables({ table, newUuid }: Namespace, { users }: Pick<UserTables, "users">) {
  /** One row per note. It is deleted with the user that it is about, and with its author. */
  const adminNotes = table(
    "phoenix_kit_admin_notes",
    {
      content: text("content").notNull(),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      uuid: uuidKey(newUuid),
      userUuid: uuid("user_uuid").notNull(),
      authorUuid: uuid("author_uuid").notNull(),
    },
    (t) => [
      foreignKey({
        name: "fk_admin_notes_user_uuid",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "fk_admin_notes_author_uuid",
        columns: [t.authorUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      index("phoenix_kit_admin_notes_inserted_at_index").on(t.insertedAt),
      uniqueIndex("phoenix_kit_admin_notes_uuid_idx").on(t.uuid),
      index("phoenix_kit_admin_notes_user_uuid_idx").on(t.userUuid),
      index("phoenix_kit_admin_notes_author_uuid_idx").on(t.authorUuid),
    ],
  );

  return { adminNotes };
}
