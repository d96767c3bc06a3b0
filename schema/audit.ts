import { bigserial, index, integer, jsonb, text } from "drizzle-orm/pg-core";
import { insertedAt, type JsonObject, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import type { AuditAction } from "./values.ts";

/** What administrators did. */
export function auditTables({ table }: Namespace) {
  /** One row an action on a user's account. Rows are only ever added, and outlive both users. */
  const auditLogs = table(
    "phoenix_kit_audit_logs",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      targetUserId: integer("target_user_id").notNull(),
      adminUserId: integer("admin_user_id").notNull(),
      action: varchar255("action").$type<AuditAction>().notNull(),
      ipAddress: varchar255("ip_address"),
      userAgent: text("user_agent"),
      metadata: jsonb("metadata").$type<JsonObject>().default({}),
      insertedAt: insertedAt(),
    },
    (t) => [
      index("phoenix_kit_audit_logs_target_user_id_index").on(t.targetUserId),
      index("phoenix_kit_audit_logs_admin_user_id_index").on(t.adminUserId),
      index("phoenix_kit_audit_logs_action_index").on(t.action),
      index("phoenix_kit_audit_logs_inserted_at_index").on(t.insertedAt),
      index("phoenix_kit_audit_logs_target_user_id_action_index").on(t.targetUserId, t.action),
      index("phoenix_kit_audit_logs_admin_user_id_action_index").on(t.adminUserId, t.action),
      index("phoenix_kit_audit_logs_action_inserted_at_index").on(t.action, t.insertedAt),
    ],
  );

  return { auditLogs };
}
