import { index, jsonb, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { AuditAction } from "./allowed-values.ts";
import { insertedAt, type JsonObject, uuidKey, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** What administrators did. */
export function defineAuditTables({ table, newUuid }: Namespace) {
  /** One row per action on a user's account. Rows are only ever added, and outlive both users. */
  const auditLogs = table(
    "phoenix_kit_audit_logs",
    {
      uuid: uuidKey(newUuid),
      targetUserUuid: uuid("target_user_uuid").notNull(),
      adminUserUuid: uuid("admin_user_uuid").notNull(),
      action: varchar255("action").$type<AuditAction>().notNull(),
      ipAddress: varchar255("ip_address"),
      userAgent: text("user_agent"),
      metadata: jsonb("metadata").$type<JsonObject>().default({}),
      insertedAt: insertedAt(),
    },
    (t) => [
      index("phoenix_kit_audit_logs_action_index").on(t.action),
      index("phoenix_kit_audit_logs_inserted_at_index").on(t.insertedAt),
      index("phoenix_kit_audit_logs_action_inserted_at_index").on(t.action, t.insertedAt),
      uniqueIndex("phoenix_kit_audit_logs_uuid_idx").on(t.uuid),
      index("phoenix_kit_audit_logs_target_user_uuid_idx").on(t.targetUserUuid),
      index("phoenix_kit_audit_logs_admin_user_uuid_idx").on(t.adminUserUuid),
    ],
  );

  return { auditLogs };
}
