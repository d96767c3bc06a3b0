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
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { filled, text } from "./text.ts";

const roleSchemas = createTableSchemas(
  userRoles,
  {},
  { name: filled({ max: 50 }), description: text({ max: 500 }) },
);
export const roleInsertSchema: RowSchema<NewRole> = roleSchemas.insert;
export const roleUpdateSchema: RowSchema<Partial<NewRole>> = roleSchemas.update;
export const roleSelectSchema: RowSchema<Role> = roleSchemas.select;

const assignmentSchemas = createTableSchemas(userRoleAssignments, {});
export const roleAssignmentInsertSchema: RowSchema<NewRoleAssignment> = assignmentSchemas.insert;
export const roleAssignmentUpdateSchema: RowSchema<Partial<NewRoleAssignment>> = assignmentSchemas.update;
export const roleAssignmentSelectSchema: RowSchema<RoleAssignment> = assignmentSchemas.select;

const permissionSchemas = createTableSchemas(rolePermissions, {});
export const rolePermissionInsertSchema: RowSchema<NewRolePermission> = permissionSchemas.insert;
export const rolePermissionUpdateSchema: RowSchema<Partial<NewRolePermission>> = permissionSchemas.update;
export const rolePermissionSelectSchema: RowSchema<RolePermission> = permissionSchemas.select;
