import {
  type NewRole,
  type NewRoleAssignment,
  type NewRolePermission,
  type Role,
  type RoleAssignment,
  type RolePermission,
  rolePermissions,
  userRoleAssignments,
  userRoles,
} from "../../schema/index.ts";
import { type RowSchema, tableSchemas } from "./table-schemas.ts";
import { filled, text } from "./text.ts";

const roleSchemas = tableSchemas(
  userRoles,
  {},
  { name: filled({ max: 50 }), description: text({ max: 500 }) },
);
export const roleInsertSchema: RowSchema<NewRole> = roleSchemas.insert;
export const roleUpdateSchema: RowSchema<Partial<NewRole>> = roleSchemas.update;
export const roleSelectSchema: RowSchema<Role> = roleSchemas.select;

const assignmentSchemas = tableSchemas(userRoleAssignments, {});
export const roleAssignmentInsertSchema: RowSchema<NewRoleAssignment> = assignmentSchemas.insert;
export const roleAssignmentUpdateSchema: RowSchema<Partial<NewRoleAssignment>> = assignmentSchemas.update;
export const roleAssignmentSelectSchema: RowSchema<RoleAssignment> = assignmentSchemas.select;

/** All there is, a part of the administration, or a permission within a part. */
const moduleKey = text().regex(
  /^(?:\*|[a-z][a-z0-9_]{0,49}(?:\.[a-z][a-z0-9_]{0,49})?)$/,
  "Give a key like calendar or calendar.view_others, each part of 50 characters at most, or *",
);

const permissionSchemas = tableSchemas(rolePermissions, {}, { moduleKey });
export const rolePermissionInsertSchema: RowSchema<NewRolePermission> = permissionSchemas.insert;
export const rolePermissionUpdateSchema: RowSchema<Partial<NewRolePermission>> = permissionSchemas.update;
export const rolePermissionSelectSchema: RowSchema<RolePermission> = permissionSchemas.select;
