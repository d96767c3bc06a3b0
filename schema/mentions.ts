import { sql } from "drizzle-orm";
import { check, foreignKey, index, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { AccessRequestStatus, MentionKind } from "./allowed-values.ts";
import { instant, instantNow, instantRenewed, uuidKey } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import type { UserTables } from "./users.ts";

/** What texts mention, and who asks to see it. */
export function defineMentionTables({ table, newUuid }: Namespace, { users }: Pick<UserTables, "users">) {
  /** One row per text and what it mentions. Neither side has a foreign key: both may be gone. */
  const mentions = table(
    "phoenix_kit_mentions",
    {
      uuid: uuidKey(newUuid),
      sourceType: text("source_type").notNull(),
      sourceUuid: uuid("source_uuid").notNull(),
      sourceField: text("source_field").notNull().default("body"),
      kind: text("kind").$type<MentionKind>().notNull(),
      targetType: text("target_type").notNull(),
      targetUuid: uuid("target_uuid").notNull(),
      label: text("label"),
      actorUuid: uuid("actor_uuid"),
      notifiedAt: instant("notified_at"),
      insertedAt: instantNow("inserted_at"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_mentions_actor_uuid_fkey",
        columns: [t.actorUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      check("phoenix_kit_mentions_kind_check", sql`kind IN ('user', 'resource')`),
      uniqueIndex("phoenix_kit_mentions_unique_index").on(
        t.sourceType,
        t.sourceUuid,
        t.sourceField,
        t.targetType,
        t.targetUuid,
      ),
      index("phoenix_kit_mentions_source_index").on(t.sourceType, t.sourceUuid, t.sourceField),
      index("phoenix_kit_mentions_target_index").on(t.targetType, t.targetUuid),
      index("phoenix_kit_mentions_pending_index").on(t.kind, t.notifiedAt).where(sql`notified_at IS NULL`),
    ],
  );

  /** One row per request to see a resource. Of those that are pending, a user has one at most for each resource. */
  const accessRequests = table(
    "phoenix_kit_access_requests",
    {
      uuid: uuidKey(newUuid),
      requesterUuid: uuid("requester_uuid").notNull(),
      resourceType: text("resource_type").notNull(),
      resourceUuid: uuid("resource_uuid").notNull(),
      sourceType: text("source_type"),
      sourceUuid: uuid("source_uuid"),
      note: text("note"),
      status: text("status").$type<AccessRequestStatus>().notNull().default("pending"),
      decidedByUuid: uuid("decided_by_uuid"),
      decidedAt: instant("decided_at"),
      insertedAt: instantNow("inserted_at"),
      updatedAt: instantRenewed("updated_at"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_access_requests_requester_uuid_fkey",
        columns: [t.requesterUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_access_requests_decided_by_uuid_fkey",
        columns: [t.decidedByUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      check(
        "phoenix_kit_access_requests_status_check",
        sql`status IN ('pending', 'granted', 'denied', 'cancelled')`,
      ),
      uniqueIndex("phoenix_kit_access_requests_open_index")
        .on(t.requesterUuid, t.resourceType, t.resourceUuid)
        .where(sql`status = 'pending'`),
      index("phoenix_kit_access_requests_resource_index").on(t.resourceType, t.resourceUuid, t.status),
    ],
  );

  return { mentions, accessRequests };
}
