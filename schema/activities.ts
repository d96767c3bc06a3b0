import { sql } from "drizzle-orm";
import { foreignKey, index, jsonb, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { instant, instantNow, type JsonObject, uuidKey } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import { utcSecondsNow } from "./timestamp-columns.ts";
import type { UserTables } from "./users.ts";

/** The feed of activities, and the notifications made from it. */
export function defineActivityTables({ table, newUuid }: Namespace, { users }: Pick<UserTables, "users">) {
  /** One row per action (`post.created`). Rows outlive the users and the things that they name. */
  const activities = table(
    "phoenix_kit_activities",
    {
      uuid: uuidKey(newUuid),
      action: varchar("action", { length: 100 }).notNull(),
      module: varchar("module", { length: 50 }),
      mode: varchar("mode", { length: 20 }),
      actorUuid: uuid("actor_uuid"),
      resourceType: varchar("resource_type", { length: 50 }),
      resourceUuid: uuid("resource_uuid"),
      targetUuid: uuid("target_uuid"),
      metadata: jsonb("metadata").$type<JsonObject>().default({}),
      insertedAt: utcSecondsNow("inserted_at"),
    },
    (t) => [
      index("phoenix_kit_activities_actor_uuid_index").on(t.actorUuid),
      index("phoenix_kit_activities_action_index").on(t.action),
      index("phoenix_kit_activities_module_index").on(t.module),
      index("phoenix_kit_activities_mode_index").on(t.mode),
      index("phoenix_kit_activities_resource_type_index").on(t.resourceType),
      index("phoenix_kit_activities_target_uuid_index").on(t.targetUuid),
      index("phoenix_kit_activities_inserted_at_index").on(t.insertedAt),
      index("phoenix_kit_activities_action_inserted_at_index").on(t.action, t.insertedAt),
      index("phoenix_kit_activities_actor_uuid_inserted_at_index").on(t.actorUuid, t.insertedAt),
    ],
  );

  /**
   * One row per user and activity, or a text of its own (`metadata`). It is unread without `seen_at`, and in the inbox
   * without `dismissed_at`. Among those that are both, a user has one at most of each `metadata.dedupe_key`.
   */
  const notifications = table(
    "phoenix_kit_notifications",
    {
      uuid: uuidKey(newUuid),
      activityUuid: uuid("activity_uuid"),
      recipientUuid: uuid("recipient_uuid").notNull(),
      seenAt: instant("seen_at"),
      dismissedAt: instant("dismissed_at"),
      insertedAt: instantNow("inserted_at"),
      metadata: jsonb("metadata").$type<JsonObject>().notNull().default({}),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_notifications_activity_uuid_fkey",
        columns: [t.activityUuid],
        foreignColumns: [activities.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_notifications_recipient_uuid_fkey",
        columns: [t.recipientUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      uniqueIndex("phoenix_kit_notifications_activity_recipient_index").on(t.activityUuid, t.recipientUuid),
      index("phoenix_kit_notifications_recipient_inbox_index")
        .on(t.recipientUuid, t.insertedAt.desc().nullsFirst())
        .where(sql`dismissed_at IS NULL`),
      uniqueIndex("phoenix_kit_notifications_dedupe_unseen_idx")
        .on(t.recipientUuid, sql`(metadata ->> 'dedupe_key')`)
        .where(sql`seen_at IS NULL AND dismissed_at IS NULL AND (metadata ->> 'dedupe_key') IS NOT NULL`),
      index("phoenix_kit_notifications_recipient_unseen_first_idx")
        .on(
          t.recipientUuid,
          sql`(seen_at IS NOT NULL)`,
          t.insertedAt.desc().nullsFirst(),
          t.uuid.desc().nullsFirst(),
        )
        .where(sql`dismissed_at IS NULL`),
    ],
  );

  return { activities, notifications };
}
