import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { SystemRole, Tables } from "../../schema/index.ts";
import { assertUuid, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUser } from "./lock-user.ts";
import { findRole } from "./roles.ts";
import { runRead, runRule } from "./run-rule.ts";

/** A permission of a role. */
export interface PermissionGrant {
  /** The role's name. */
  readonly role: string;
  /** A key such as `users`, a part of one such as `calendar.view_others`, or `*` for everything. */
  readonly key: string;
  /** The user who grants it; undefined if the system does. */
  readonly grantedBy?: string | undefined;
}

const owner: SystemRole = "Owner";
const everything = "*";

/**
 * Gives a role a permission. With a part (`calendar.view_others`), it also gets the whole (`calendar`). The Owner has
 * every permission without a row.
 *
 * @param db a Drizzle database or transaction
 * @param grant the role, the key, and who grants it
 * @param options the tables of another prefix
 * @returns true if the role did not have that key before; false for the Owner
 * @throws RuleError `invalid_input`, `role_not_found`, `user_not_found`
 * @example
 * import { grantPermission } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await grantPermission(db, { role: "Admin", key: "calendar.view_others" });
 */
export async function grantPermission(
  db: Db,
  grant: PermissionGrant,
  options: InTables<"users" | "userRoles" | "rolePermissions"> = {},
): Promise<boolean> {
  const tables = chooseTables(options, grant);
  const { role, key, grantedBy } = grant;
  const { rolePermissions: table } = tables;
  assertKey(key);
  return runRule(db, async (tx) => {
    const roleUuid = await lockRole(tx, role, tables);
    if (grantedBy !== undefined) await lockUser(tx, grantedBy, tables);
    if (role === owner) return false;
    const keys = [...new Set([toBase(key), key])];
    const granted = await tx
      .insert(table)
      .values(keys.map((moduleKey) => ({ roleUuid, moduleKey, grantedByUuid: grantedBy })))
      .onConflictDoNothing({ target: [table.roleUuid, table.moduleKey] })
      .returning({ key: table.moduleKey });
    return granted.some((row) => row.key === key);
  });
}

/**
 * Takes a permission and its parts from a role: without `calendar`, it also loses `calendar.view_others`. `*` is a
 * separate permission: a role that has it can still do everything.
 *
 * @param db a Drizzle database or transaction
 * @param grant the role and the key
 * @param options the tables of another prefix
 * @returns true if the role had that key or parts of it
 * @throws RuleError `role_not_found`; `invalid_input`, also for the Owner, who has every permission
 * @example
 * import { revokePermission } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await revokePermission(db, { role: "Admin", key: "calendar" }); // true
 */
export async function revokePermission(
  db: Db,
  grant: Pick<PermissionGrant, "role" | "key">,
  options: InTables<"userRoles" | "rolePermissions"> = {},
): Promise<boolean> {
  const tables = chooseTables(options, grant);
  const { role, key } = grant;
  const { rolePermissions: table } = tables;
  assertKey(key);
  if (role === owner) {
    throw invalidInputError("The Owner has every permission.", "Take permissions from another role.");
  }
  return runRule(db, async (tx) => {
    const roleUuid = await lockRole(tx, role, tables);
    const isPart = sql`pg_catalog.starts_with(${table.moduleKey}, ${`${key}.`}::pg_catalog.text)`;
    const revoked = await tx
      .delete(table)
      .where(and(eq(table.roleUuid, roleUuid), or(eq(table.moduleKey, key), isPart)))
      .returning({ key: table.moduleKey });
    return revoked.length > 0;
  });
}

/**
 * Lists the permissions that a role was given.
 *
 * @param db a Drizzle database or transaction
 * @param role the role's name
 * @param options the tables of another prefix
 * @returns the keys in their order; `*` alone for the Owner
 * @throws RuleError `role_not_found`
 * @example
 * import { listPermissions } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * console.log(await listPermissions(db, "Admin")); // [ 'dashboard', 'media', … ]
 */
export async function listPermissions(
  db: Db,
  role: string,
  options: InTables<"userRoles" | "rolePermissions"> = {},
): Promise<string[]> {
  const tables = chooseTables(options);
  const { rolePermissions: table } = tables;
  return runRead(db, async (on) => {
    const roleUuid = await findRole(on, role, tables);
    if (role === owner) return [everything];
    const rows = await on.select({ key: table.moduleKey }).from(table).where(eq(table.roleUuid, roleUuid));
    return rows.map(({ key }) => key).sort();
  });
}

/**
 * Whether a user may do something, by any of the active roles. The Owner and roles with `*` may do everything; a part
 * also needs the whole. A user without an active account may do nothing.
 *
 * @param db a Drizzle database or transaction
 * @param wanted the user, and the key
 * @param options the tables of another prefix
 * @returns whether the user may; false for a user that does not exist
 * @throws RuleError `invalid_input`
 * @example
 * import { hasPermission } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * if (!(await hasPermission(db, { userUuid, key: "media" }))) console.log("forbidden");
 */
export async function hasPermission(
  db: Db,
  wanted: { readonly userUuid: string; readonly key: string },
  options: InTables<"users" | "userRoles" | "userRoleAssignments" | "rolePermissions"> = {},
): Promise<boolean> {
  const { users, userRoles, userRoleAssignments, rolePermissions } = chooseTables(options, wanted);
  const { userUuid, key } = wanted;
  assertUuid("user", userUuid);
  assertKey(key);
  const needed = [toBase(key), key];
  const isNeeded = inArray(rolePermissions.moduleKey, [everything, ...needed]);
  const rows = await runRead(db, (on) =>
    on
      .select({ role: userRoles.name, key: rolePermissions.moduleKey })
      .from(userRoleAssignments)
      .innerJoin(users, and(eq(users.uuid, userRoleAssignments.userUuid), eq(users.isActive, true)))
      .innerJoin(userRoles, eq(userRoles.uuid, userRoleAssignments.roleUuid))
      .leftJoin(rolePermissions, and(eq(rolePermissions.roleUuid, userRoles.uuid), isNeeded))
      .where(and(eq(users.uuid, userUuid), eq(userRoleAssignments.isActive, true))),
  );
  const keys = new Set(rows.map((row) => (row.role === owner ? everything : row.key)));
  return keys.has(everything) || needed.every((one) => keys.has(one));
}

function assertKey(key: string): void {
  if (typeof key === "string" && /^(?:\*|[a-z][a-z0-9_]{0,49}(?:\.[a-z][a-z0-9_]{0,49})?)$/.test(key)) return;
  throw invalidInputError(
    `${quote(key)} is not the key of a permission.`,
    "Give a key such as media, a part such as calendar.view_others (each up to 50 characters), or *.",
  );
}

/** The key that a part belongs to; any other key itself. */
function toBase(key: string): string {
  return key.split(".", 1)[0] ?? key;
}

/** Makes changes of one role's permissions wait for each other, because a part and its whole change together. */
async function lockRole(tx: Db, role: string, tables: Pick<Tables, "userRoles">): Promise<string> {
  const { userRoles } = tables;
  const uuid = await findRole(tx, role, tables);
  await tx
    .select({ uuid: userRoles.uuid })
    .from(userRoles)
    .where(eq(userRoles.uuid, uuid))
    .for("no key update");
  return uuid;
}
