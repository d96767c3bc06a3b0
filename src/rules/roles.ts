import { and, eq, sql } from "drizzle-orm";
import type { SystemRole, Tables } from "../../schema/index.ts";
import { assertString, assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { RuleError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUser } from "./lock-user.ts";
import { runReadOfDates, runRule } from "./run-rule.ts";

/** A role to grant to a user. */
export interface RoleGrant {
  /** The user who gets the role or loses it. */
  readonly userUuid: string;
  /** The role's name: one of `systemRoles`, or one that an administrator made. */
  readonly role: string;
  /** The user who grants it; undefined if the system does. */
  readonly grantedBy?: string | undefined;
}

/** A role that a user has, who gave it and when. */
export interface ActiveRole {
  /** The name of the role. */
  readonly role: string;
  /** The user who granted it; null if the system did. */
  readonly assignedByUuid: string | null;
  /** When it was granted. */
  readonly assignedAt: Date;
}

type RoleTableNames = "users" | "userRoles" | "userRoleAssignments";
type RoleTables = Pick<Tables, RoleTableNames>;

const owner: SystemRole = "Owner";

/**
 * Gives a user a role. A revoked role becomes active again and records who granted it and when; a role that the user
 * already has stays as it is. The application must check beforehand whether the granting user may do so.
 *
 * @param db a Drizzle database or transaction
 * @param grant the user, the role's name, and who grants it
 * @param options the tables of another prefix
 * @returns true if the user did not have the role before
 * @throws RuleError `invalid_input`, `role_not_found`, `user_not_found`
 * @example
 * import { grantRole } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const owner = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const ada = "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70";
 * await grantRole(db, { userUuid: ada, role: "Admin", grantedBy: owner }); // true
 */
export async function grantRole(
  db: Db,
  grant: RoleGrant,
  options: InTables<RoleTableNames> = {},
): Promise<boolean> {
  const tables = chooseTables(options, grant);
  const { userUuid, role, grantedBy } = grant;
  const assignments = tables.userRoleAssignments;
  return runRule(db, async (tx) => {
    const roleUuid = await findRole(tx, role, tables);
    await lockUser(tx, userUuid, tables);
    if (grantedBy !== undefined) await lockUser(tx, grantedBy, tables);
    const granted = await tx
      .insert(assignments)
      .values({ userUuid, roleUuid, assignedByUuid: grantedBy })
      .onConflictDoUpdate({
        target: [assignments.userUuid, assignments.roleUuid],
        set: {
          isActive: true,
          assignedByUuid: sql`excluded.assigned_by_uuid`,
          assignedAt: sql`excluded.assigned_at`,
        },
        setWhere: eq(assignments.isActive, false),
      })
      .returning({ uuid: assignments.uuid });
    return granted.length > 0;
  });
}

/**
 * Takes a role from a user. The assignment stays as an inactive one, which still records who granted it and when.
 *
 * PhoenixKit's own application ignores that an assignment is inactive and still grants the role. If it uses the same
 * database, delete the assignment instead.
 *
 * @param db a Drizzle database or transaction
 * @param grant the user and the role's name
 * @param options the tables of another prefix
 * @returns true if the user had the role
 * @throws RuleError `invalid_input`, `role_not_found`, `user_not_found`; `last_owner` if nobody with an active
 *   account would be Owner any more, also if several are revoked at the same moment
 * @example
 * import { revokeRole } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await revokeRole(db, { userUuid, role: "Admin" }); // true
 */
export async function revokeRole(
  db: Db,
  grant: Pick<RoleGrant, "userUuid" | "role">,
  options: InTables<RoleTableNames> = {},
): Promise<boolean> {
  const tables = chooseTables(options, grant);
  const { userUuid, role } = grant;
  const assignments = tables.userRoleAssignments;
  return runRule(db, async (tx) => {
    const roleUuid = await findRole(tx, role, tables);
    await lockUser(tx, userUuid, tables);
    if (role === owner) await assertOwnerRemains(tx, { userUuid, roleUuid }, tables);
    const revoked = await tx
      .update(assignments)
      .set({ isActive: false })
      .where(
        and(
          eq(assignments.userUuid, userUuid),
          eq(assignments.roleUuid, roleUuid),
          eq(assignments.isActive, true),
        ),
      )
      .returning({ uuid: assignments.uuid });
    return revoked.length > 0;
  });
}

/**
 * Lists the active roles of a user.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user; one that does not exist has no roles
 * @param options the tables of another prefix
 * @returns the roles in the order of their names, each with who granted it and when
 * @throws RuleError `invalid_input`
 * @example
 * import { listActiveRoles } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * for (const { role, assignedAt } of await listActiveRoles(db, userUuid)) console.log(role, assignedAt);
 */
export async function listActiveRoles(
  db: Db,
  userUuid: string,
  options: InTables<RoleTableNames> = {},
): Promise<ActiveRole[]> {
  const { userRoles, userRoleAssignments: assignments } = chooseTables(options);
  assertUuid("user", userUuid);
  return runReadOfDates(db, (on) =>
    on
      .select({
        role: userRoles.name,
        assignedByUuid: assignments.assignedByUuid,
        assignedAt: assignments.assignedAt,
      })
      .from(assignments)
      .innerJoin(userRoles, eq(userRoles.uuid, assignments.roleUuid))
      .where(and(eq(assignments.userUuid, userUuid), eq(assignments.isActive, true)))
      .orderBy(userRoles.name),
  );
}

export async function findRole(
  tx: Db,
  role: string,
  { userRoles }: Pick<Tables, "userRoles">,
): Promise<string> {
  assertString("name of a role", role);
  const [found] = await tx.select({ uuid: userRoles.uuid }).from(userRoles).where(eq(userRoles.name, role));
  if (found) return found.uuid;
  throw new RuleError(`There is no role "${role}".`, {
    code: "role_not_found",
    remedy: "Give the name of an existing role, with the same upper and lower case, or add the role.",
  });
}

/**
 * Throws if a user is the last Owner with an active account. It locks every Owner's assignment and account, so that the
 * second of two changes sees the result of the first.
 *
 * @throws RuleError `last_owner`
 */
export async function assertOwnerRemains(
  tx: Db,
  { userUuid, roleUuid }: { userUuid: string; roleUuid: string },
  { users, userRoleAssignments: assignments }: RoleTables,
): Promise<void> {
  const owners = await tx
    .select({ uuid: users.uuid, isActive: users.isActive })
    .from(assignments)
    .innerJoin(users, eq(users.uuid, assignments.userUuid))
    .where(and(eq(assignments.roleUuid, roleUuid), eq(assignments.isActive, true)))
    .orderBy(assignments.uuid)
    .for("no key update");
  if (!owners.some(({ uuid }) => uuid === userUuid.toLowerCase())) return;
  if (owners.some(({ uuid, isActive }) => isActive && uuid !== userUuid.toLowerCase())) return;
  throw new RuleError("The last Owner cannot lose the role or the account.", {
    code: "last_owner",
    remedy: "Make somebody else with an active account Owner first.",
  });
}
