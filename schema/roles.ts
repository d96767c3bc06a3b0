import {
  bigint,
  bigserial,
  boolean,
  foreignKey,
  index,
  text,
  uniqueIndex,
  varchar,
} from "drizzle-orm/pg-core";
import { insertedAtSeconds, updatedAtSeconds, utcSecondsNow } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import type { UserTables } from "./users.ts";

/** Who may do what. */
export function roleTables({ table }: Namespace, { users }: Pick<UserTables, "users">) {
  /** Roles: the system's own, which the database protects, and those that an administrator made. */
  const userRoles = table(
    "phoenix_kit_user_roles",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      name: varchar("name", { length: 50 }).notNull(),
      description: text("description"),
      isSystemRole: boolean("is_system_role").notNull().default(false),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
    },
    (t) => [uniqueIndex("phoenix_kit_user_roles_name_index").on(t.name)],
  );

  /** Which user has which role: one row a pair. */
  const userRoleAssignments = table(
    "phoenix_kit_user_role_assignments",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      userId: bigint("user_id", { mode: "number" }).notNull(),
      roleId: bigint("role_id", { mode: "number" }).notNull(),
      insertedAt: insertedAtSeconds(),
      assignedBy: bigint("assigned_by", { mode: "number" }),
      assignedAt: utcSecondsNow("assigned_at"),
      isActive: boolean("is_active").notNull().default(true),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_user_role_assignments_user_id_fkey",
        columns: [t.userId],
        foreignColumns: [users.id],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_user_role_assignments_role_id_fkey",
        columns: [t.roleId],
        foreignColumns: [userRoles.id],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_user_role_assignments_assigned_by_fkey",
        columns: [t.assignedBy],
        foreignColumns: [users.id],
      }).onDelete("set null"),
      uniqueIndex("phoenix_kit_user_role_assignments_user_id_role_id_index").on(t.userId, t.roleId),
      index("phoenix_kit_user_role_assignments_user_id_index").on(t.userId),
      index("phoenix_kit_user_role_assignments_role_id_index").on(t.roleId),
      index("phoenix_kit_user_role_assignments_assigned_by_index").on(t.assignedBy),
      index("idx_user_role_assignments_user_active").on(t.userId, t.isActive),
      index("idx_user_role_assignments_role_active").on(t.roleId, t.isActive),
    ],
  );

  return { userRoles, userRoleAssignments };
}
