import { boolean, foreignKey, index, text, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { insertedAt, instantNow, updatedAt, uuidKey } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import type { UserTables } from "./users.ts";

/** Who may do what. */
export function defineRoleTables({ table, newUuid }: Namespace, { users }: Pick<UserTables, "users">) {
  /** Roles: the system's own, which the database protects, and those that an administrator made. */
  const userRoles = table(
    "phoenix_kit_user_roles",
    {
      uuid: uuidKey(newUuid),
      name: varchar("name", { length: 50 }).notNull(),
      description: text("description"),
      isSystemRole: boolean("is_system_role").notNull().default(false),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      uniqueIndex("phoenix_kit_user_roles_name_index").on(t.name),
      uniqueIndex("phoenix_kit_user_roles_uuid_idx").on(t.uuid),
    ],
  );

  /** Which user has which role: one row per pair. */
  const userRoleAssignments = table(
    "phoenix_kit_user_role_assignments",
    {
      uuid: uuidKey(newUuid),
      userUuid: uuid("user_uuid").notNull(),
      roleUuid: uuid("role_uuid").notNull(),
      insertedAt: insertedAt(),
      assignedByUuid: uuid("assigned_by_uuid"),
      assignedAt: instantNow("assigned_at"),
      isActive: boolean("is_active").notNull().default(true),
    },
    (t) => [
      foreignKey({
        name: "fk_user_role_assignments_user_uuid",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "fk_user_role_assignments_role_uuid",
        columns: [t.roleUuid],
        foreignColumns: [userRoles.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "fk_user_role_assignments_assigned_by_uuid",
        columns: [t.assignedByUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      uniqueIndex("phoenix_kit_role_assignments_user_uuid_role_uuid_idx").on(t.userUuid, t.roleUuid),
      uniqueIndex("phoenix_kit_user_role_assignments_uuid_idx").on(t.uuid),
      index("phoenix_kit_user_role_assignments_user_uuid_idx").on(t.userUuid),
      index("phoenix_kit_user_role_assignments_role_uuid_idx").on(t.roleUuid),
      index("phoenix_kit_user_role_assignments_assigned_by_uuid_idx").on(t.assignedByUuid),
      index("idx_user_role_assignments_user_active").on(t.userUuid, t.isActive),
      index("idx_user_role_assignments_role_active").on(t.roleUuid, t.isActive),
    ],
  );

  /** Which parts of the administration a role may enter: one row per role and key. */
  const rolePermissions = table(
    "phoenix_kit_role_permissions",
    {
      uuid: uuidKey(newUuid),
      roleUuid: uuid("role_uuid").notNull(),
      moduleKey: varchar("module_key", { length: 120 }).notNull(),
      grantedByUuid: uuid("granted_by_uuid"),
      insertedAt: instantNow("inserted_at"),
    },
    (t) => [
      foreignKey({
        name: "fk_role_permissions_role_uuid",
        columns: [t.roleUuid],
        foreignColumns: [userRoles.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "fk_role_permissions_granted_by_uuid",
        columns: [t.grantedByUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      uniqueIndex("phoenix_kit_role_permissions_role_uuid_module_key_idx").on(t.roleUuid, t.moduleKey),
      uniqueIndex("idx_role_permissions_uuid").on(t.uuid),
      index("idx_role_permissions_module_key").on(t.moduleKey),
      index("phoenix_kit_role_permissions_role_uuid_idx").on(t.roleUuid),
      index("phoenix_kit_role_permissions_granted_by_uuid_idx").on(t.grantedByUuid),
    ],
  );

  return { userRoles, userRoleAssignments, rolePermissions };
}
