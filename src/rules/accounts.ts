import { and, eq, sql } from "drizzle-orm";
import type { JsonObject, Tables, User } from "../../schema/index.ts";
import { type ActivityTableNames, recordActivity } from "./activities.ts";
import { assertArgument, assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUserRow } from "./lock-user.ts";
import { assertOwnerRemains, findRole } from "./roles.ts";
import { isUniqueViolation, runRule } from "./run-rule.ts";
import { takeToken, takeUserToken, tokenInvalidError } from "./tokens.ts";
import { endSessions } from "./user-sessions.ts";
import { emailTakenError, findUserByEmail } from "./users.ts";

/** The tables that an account's changes touch. */
export type AccountTableNames = ActivityTableNames | "usersTokens";

/** A user without the hash of the password, for answers to browsers. */
export type PublicUser = Omit<User, "hashedPassword">;

/**
 * Returns a copy of a user without the hash of the password, for answers to browsers.
 *
 * @param user the user, as the rules return it
 * @returns all its columns but `hashedPassword`
 * @example
 * import { findUserByEmail, publicUser } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const user = await findUserByEmail(db, "ada@example.com");
 * if (user) console.log(JSON.stringify(publicUser(user)));
 */
export function publicUser(user: User): PublicUser {
  assertArgument("user", user);
  const { hashedPassword: _hashedPassword, ...rest } = user;
  return rest;
}

/**
 * Confirms a user's address by the token that was mailed to it, once, and records it as the activity
 * `user.email_confirmed`. The user's other tokens of that kind end.
 *
 * @param db a Drizzle database or transaction
 * @param token the token of `createEmailToken` with the context `confirm`
 * @param options the tables of another prefix
 * @returns the confirmed user
 * @throws RuleError `token_invalid` if the token is unknown, used or too old, or was sent to an earlier address
 * @example
 * import { confirmEmail, RuleError } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * try {
 *   await confirmEmail(db, new URL("https://example.com/confirm?token=…").searchParams.get("token") ?? "");
 * } catch (error) {
 *   if (error instanceof RuleError && error.code === "token_invalid") console.log("This link is not valid.");
 * }
 */
export async function confirmEmail(
  db: Db,
  token: string,
  options: InTables<AccountTableNames> = {},
): Promise<User> {
  const tables = chooseTables(options);
  return runRule(db, async (tx) => {
    const user = await takeUserToken(tx, { token, context: "confirm" }, tables);
    const confirmed = await storeConfirmation(tx, user, tables);
    const metadata = { method: "email_link", actor_role: "user" };
    await recordAccountActivity(tx, { user, action: "user.email_confirmed", metadata }, tables);
    return confirmed;
  });
}

/**
 * Confirms a user's address without a token, as an administrator does. If it was confirmed before, that time stays.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user
 * @param options the tables of another prefix
 * @returns the confirmed user
 * @throws RuleError `invalid_input`, `user_not_found`
 * @example
 * import { confirmUser, recordAudit } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const admin = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const target = "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70";
 * await db.transaction(async (tx) => {
 *   await confirmUser(tx, target);
 *   await recordAudit(tx, { action: "user_confirmed", admin, target });
 * });
 */
export async function confirmUser(
  db: Db,
  userUuid: string,
  options: InTables<"users" | "usersTokens"> = {},
): Promise<User> {
  const tables = chooseTables(options);
  return runRule(db, async (tx) => storeConfirmation(tx, await lockUserRow(tx, userUuid, tables), tables));
}

/**
 * Deactivates an account, and ends its sessions.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user
 * @param options the tables of another prefix
 * @returns whether the account was active
 * @throws RuleError `invalid_input`, `user_not_found`, `role_not_found`; `last_owner` if nobody with an active account
 *   would be Owner any more, also if several are deactivated at the same moment
 * @example
 * import { deactivateUser } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await deactivateUser(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 */
export async function deactivateUser(
  db: Db,
  userUuid: string,
  options: InTables<"users" | "usersTokens" | "userRoles" | "userRoleAssignments"> = {},
): Promise<boolean> {
  const tables = chooseTables(options);
  const { users } = tables;
  assertUuid("user", userUuid);
  return runRule(db, async (tx) => {
    const roleUuid = await findRole(tx, "Owner", tables);
    // The Owners are locked first, so that two who are deactivated at once do not wait for each other.
    await assertOwnerRemains(tx, { userUuid, roleUuid }, tables);
    const user = await lockUserRow(tx, userUuid, tables);
    await tx.update(users).set({ isActive: false }).where(eq(users.uuid, userUuid));
    await endSessions(tx, { userUuid }, { tables });
    return user.isActive;
  });
}

/**
 * Activates an account that was deactivated.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user
 * @param options the tables of another prefix
 * @returns whether the account was inactive
 * @throws RuleError `invalid_input`, `user_not_found`
 * @example
 * import { activateUser } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await activateUser(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 */
export async function activateUser(
  db: Db,
  userUuid: string,
  options: InTables<"users"> = {},
): Promise<boolean> {
  const tables = chooseTables(options);
  const { users } = tables;
  return runRule(db, async (tx) => {
    const user = await lockUserRow(tx, userUuid, tables);
    if (!user.isActive) await tx.update(users).set({ isActive: true }).where(eq(users.uuid, userUuid));
    return !user.isActive;
  });
}

/**
 * Gives a user the new address that a token was mailed to, once, and confirms it. It is recorded as the activity
 * `user.email_changed`; the user's sessions continue.
 *
 * @param db a Drizzle database or transaction
 * @param change the user, who is signed in, and the token of `createEmailChangeToken`
 * @param options the tables of another prefix
 * @returns the user with the new address
 * @throws RuleError `invalid_input`, `user_not_found`; `token_invalid` if the token is unknown, used, too old or another
 *   user's, or if the address was changed meanwhile; `email_taken` if somebody else has the new address now
 * @example
 * import { changeEmail } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const token = new URL("https://example.com/confirm-email?token=…").searchParams.get("token") ?? "";
 * const user = await changeEmail(db, { userUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", token });
 * console.log(user.email);
 */
export async function changeEmail(
  db: Db,
  change: { readonly userUuid: string; readonly token: string },
  options: InTables<AccountTableNames> = {},
): Promise<User> {
  const tables = chooseTables(options, change);
  const { users, usersTokens: tokens } = tables;
  const { userUuid, token } = change;
  let newEmail = "";
  try {
    return await runRule(db, async (tx) => {
      const user = await lockUserRow(tx, userUuid, tables);
      const context = `change:${user.email}` as const;
      const taken = await takeToken(tx, { token, context }, tables);
      if (taken.userUuid !== user.uuid || taken.sentTo === null) throw tokenInvalidError();
      newEmail = taken.sentTo;
      const owner = await findUserByEmail(tx, newEmail, { tables });
      if (owner && owner.uuid !== user.uuid) throw emailTakenError(newEmail);
      await tx.delete(tokens).where(and(eq(tokens.userUuid, user.uuid), eq(tokens.context, context)));
      const [changed] = await tx
        .update(users)
        .set({ email: newEmail, confirmedAt: new Date() })
        .where(eq(users.uuid, user.uuid))
        .returning();
      const metadata = { old_email: user.email, new_email: newEmail, actor_role: "user" };
      await recordAccountActivity(tx, { user, action: "user.email_changed", metadata }, tables);
      return changed as User;
    });
  } catch (error) {
    throw isUniqueViolation(error) ? emailTakenError(newEmail) : error;
  }
}

/** Marks the address as confirmed, and ends the user's tokens for that. */
export async function storeConfirmation(
  tx: Db,
  user: User,
  { users, usersTokens: tokens }: Pick<Tables, "users" | "usersTokens">,
): Promise<User> {
  await tx.delete(tokens).where(and(eq(tokens.userUuid, user.uuid), eq(tokens.context, "confirm")));
  const [confirmed] = await tx
    .update(users)
    .set({ confirmedAt: sql`coalesce(${users.confirmedAt}, pg_catalog.now())` })
    .where(eq(users.uuid, user.uuid))
    .returning();
  return confirmed as User;
}

/** Something that users did to their own accounts, as PhoenixKit's own application records it. */
interface AccountActivity {
  readonly user: User;
  readonly action: `user.${string}`;
  readonly metadata: JsonObject;
  /** `manual` for a form that was filled in, `auto` for a link that was followed. Default: `auto`. */
  readonly mode?: "manual" | "auto" | undefined;
}

/** Adds to the feed what users did to their own accounts. */
export async function recordAccountActivity(
  tx: Db,
  { user, action, metadata, mode = "auto" }: AccountActivity,
  tables: Pick<Tables, ActivityTableNames>,
): Promise<void> {
  const resource = { resourceType: "user", resourceUuid: user.uuid };
  const entry = { action, module: "users", mode, actorUuid: user.uuid, ...resource, metadata };
  await recordActivity(tx, entry, { tables });
}
