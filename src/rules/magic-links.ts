import type { User } from "../../schema/index.ts";
import { type AccountTableNames, recordAccountActivity, storeConfirmation } from "./accounts.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runRule } from "./run-rule.ts";
import { takeToken, takeUserToken, tokenInvalidError } from "./tokens.ts";
import { userInactiveError } from "./user-sessions.ts";
import { type Registration, registerUser } from "./users.ts";

/** Somebody who registers by a link. The link was sent to the address that is registered. */
export type MagicLinkRegistration = Omit<Registration, "email" | "confirmedAt"> & {
  /** The token of `createRegistrationToken`. */
  readonly token: string;
};

/**
 * Takes the token of a magic link, once: its bearer may sign in as the user. An address that was not confirmed yet
 * becomes confirmed, which is recorded as the activity `user.email_confirmed`.
 *
 * @param db a Drizzle database or transaction
 * @param token the token of `createEmailToken` with the context `magic_link`
 * @param options the tables of another prefix
 * @returns the user, for `createSession`
 * @throws RuleError `token_invalid` if the token is unknown, used or older than 15 minutes, or was sent to an earlier
 *   address; `user_inactive` if the account was deactivated
 * @example
 * import { createSession, consumeMagicLink } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const token = new URL("https://example.com/magic-link?token=…").searchParams.get("token") ?? "";
 * const session = await db.transaction(async (tx) => {
 *   const user = await consumeMagicLink(tx, token);
 *   return createSession(tx, { userUuid: user.uuid, ip: "203.0.113.7" });
 * });
 */
export async function consumeMagicLink(
  db: Db,
  token: string,
  options: InTables<AccountTableNames> = {},
): Promise<User> {
  const tables = chooseTables(options);
  return runRule(db, async (tx) => {
    const user = await takeUserToken(tx, { token, context: "magic_link" }, tables);
    if (!user.isActive) throw userInactiveError(user.uuid);
    if (user.confirmedAt !== null) return user;
    const metadata = { method: "magic_link", actor_role: "user" };
    await recordAccountActivity(tx, { user, action: "user.email_confirmed", metadata }, tables);
    return storeConfirmation(tx, user, tables);
  });
}

/**
 * Registers the owner of the address that a token was mailed to, once, as `registerUser` does. The address is confirmed.
 *
 * @param db a Drizzle database or transaction
 * @param registration the token, the hash of the password, and what else is known
 * @param options the tables of another prefix
 * @returns the stored user and the role
 * @throws RuleError `token_invalid` if the token is unknown, used or older than 30 minutes; what `registerUser` throws,
 *   after which the token is still valid
 * @example
 * import { hashPassword, registerByMagicLink } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const token = new URL("https://example.com/register?token=…").searchParams.get("token") ?? "";
 * const hashedPassword = await hashPassword("correct horse battery");
 * const { user } = await registerByMagicLink(db, { token, hashedPassword, firstName: "Ada" });
 */
export async function registerByMagicLink(
  db: Db,
  registration: MagicLinkRegistration,
  options: InTables<"users" | "usersTokens" | "userRoles" | "userRoleAssignments"> = {},
): Promise<{ user: User; role: "Owner" | "User" }> {
  const tables = chooseTables(options, registration);
  const { token, ...person } = registration;
  return runRule(db, async (tx) => {
    const { sentTo } = await takeToken(tx, { token, context: "magic_link_registration" }, tables);
    if (sentTo === null) throw tokenInvalidError();
    return registerUser(tx, { ...person, email: sentTo, confirmedAt: new Date() }, { tables });
  });
}
