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
/** Checks a new row: `NewRole`. */
export const roleInsertSchema: RowSchema<NewRole> = roleSchemas.insert;
/** Checks a change of a row: any columns of `NewRole`. */
export const roleUpdateSchema: RowSchema<Partial<NewRole>> = roleSchemas.update;
/** Checks a row that was read: `Role`. */
export const roleSelectSchema: RowSchema<Role> = roleSchemas.select;

const assignmentSchemas = createTableSchemas(userRoleAssignments, {});
/** Checks a new row: `NewRoleAssignment`. */
export const roleAssignmentInsertSchema: RowSchema<NewRoleAssignment> = assignmentSchemas.insert;
/** Checks a change of a row: any columns of `NewRoleAssignment`. */
export const roleAssignmentUpdateSchema: RowSchema<Partial<NewRoleAssignment>> = assignmentSchemas.update;
/** Checks a row that was read: `RoleAssignment`. */
export const roleAssignmentSelectSchema: RowSchema<RoleAssignment> = assignmentSchemas.select;

/** All there is, a part of the administration, or a permission within a part. */
const moduleKey = text().regex(
  /^(?:\*|[a-z][a-z0-9_]{0,49}(?:\.[a-z][a-z0-9_]{0,49})?)$/,
  "Give a key like calendar or calendar.view_others, each part of 50 characters at most, or *",
);

const permissionSchemas = createTableSchemas(rolePermissions, {}, { moduleKey });
/** Checks a new row: `NewRolePermission`. */
export const rolePermissionInsertSchema: RowSchema<NewRolePermission> = permissionSchemas.insert;
/** Checks a change of a row: any columns of `NewRolePermission`. */
export const rolePermissionUpdateSchema: RowSchema<Partial<NewRolePermission>> = permissionSchemas.update;
/** Checks a row that was read: `RolePermission`. */
export const rolePermissionSelectSchema: RowSchema<RolePermission> = permissionSchemas.select;
