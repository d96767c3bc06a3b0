import { and, eq } from "drizzle-orm";
import type { Tables, User } from "../../schema/index.ts";
import { type AccountTableNames, recordAccountActivity } from "./accounts.ts";
import { assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError, RuleError, userNotFoundError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUserRow } from "./lock-user.ts";
import { assertPassword, checkPassword, hashPassword } from "./passwords.ts";
import { runRead, runRule } from "./run-rule.ts";
import { takeUserToken } from "./tokens.ts";
import { isOtherToken } from "./user-sessions.ts";

/** A user's request to change the password. */
export interface PasswordChange {
  /** The user. */
  readonly userUuid: string;
  /** The current password. */
  readonly currentPassword: string;
  /** The new password: 8 characters or more, at most 72 bytes, and not the current one. */
  readonly newPassword: string;
  /** The token of the user's current session, which continues. Default: all sessions end. */
  readonly sessionToken?: string | undefined;
}

/**
 * Changes the password of a user who knows the current one. All tokens of the user end, other sessions among them. It is
 * recorded as the activity `user.password_changed`. It needs the package `bcryptjs`, as `hashPassword` does.
 *
 * @param db a Drizzle database or transaction
 * @param change the user, both passwords, and the session that continues
 * @param options the tables of another prefix
 * @returns the changed user
 * @throws RuleError `invalid_input`, `user_not_found`, `package_not_installed`; `password_wrong` if the current
 * password is another one, even if it was changed only a moment ago
 * @example
 * import { changePassword } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const sessionToken = "…"; // from the cookie
 * const passwords = { currentPassword: "correct horse battery", newPassword: "a better one" };
 * await changePassword(db, { userUuid, ...passwords, sessionToken });
 */
export async function changePassword(
  db: Db,
  change: PasswordChange,
  options: InTables<AccountTableNames> = {},
): Promise<User> {
  const tables = chooseTables(options, change);
  const { userUuid, currentPassword, newPassword, sessionToken } = change;
  const { users } = tables;
  assertUuid("user", userUuid);
  assertPassword(newPassword);
  // The current password is checked before the user is locked, because that takes time.
  const [before] = await runRead(db, (on) =>
    on.select({ hash: users.hashedPassword }).from(users).where(eq(users.uuid, userUuid)),
  );
  if (!before) throw userNotFoundError(userUuid);
  if (!(await checkPassword(currentPassword, before.hash))) throw passwordWrongError();
  return runRule(db, async (tx) => {
    const user = await lockUserRow(tx, userUuid, tables);
    if (user.hashedPassword !== before.hash) throw passwordWrongError();
    const changed = await storePassword(tx, { user, newPassword, sessionToken }, tables);
    const metadata = { method: "password_form", actor_role: "user" };
    const activity = { user, action: "user.password_changed", mode: "manual", metadata } as const;
    await recordAccountActivity(tx, activity, tables);
    return changed;
  });
}

/**
 * Gives a user a new password, once, by the token that was mailed. All tokens of the user end, sessions among them. It
 * is recorded as the activity `user.password_reset`. It needs the package `bcryptjs`, as `hashPassword` does.
 *
 * @param db a Drizzle database or transaction
 * @param reset the token of `createEmailToken` with the context `reset_password`, and the new password: 8 characters or
 * more, at most 72 bytes, and not the current one
 * @param options the tables of another prefix
 * @returns the changed user
 * @throws RuleError `invalid_input`, `package_not_installed`, after which the token is still valid; `token_invalid` if the
 *   token is unknown, used or older than an hour, or was sent to an earlier address
 * @example
 * import { resetPassword } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const token = new URL("https://example.com/reset-password?token=…").searchParams.get("token") ?? "";
 * await resetPassword(db, { token, newPassword: "correct horse battery" });
 */
export async function resetPassword(
  db: Db,
  reset: { readonly token: string; readonly newPassword: string },
  options: InTables<AccountTableNames> = {},
): Promise<User> {
  const tables = chooseTables(options, reset);
  const { token, newPassword } = reset;
  assertPassword(newPassword);
  return runRule(db, async (tx) => {
    const user = await takeUserToken(tx, { token, context: "reset_password" }, tables);
    const changed = await storePassword(tx, { user, newPassword }, tables);
    const metadata = { method: "reset_token", actor_role: "user" };
    await recordAccountActivity(tx, { user, action: "user.password_reset", metadata }, tables);
    return changed;
  });
}

/** Stores a new password, and deletes all tokens of the user except that of the session that continues. */
async function storePassword(
  tx: Db,
  change: { readonly user: User } & Pick<PasswordChange, "newPassword" | "sessionToken">,
  { users, usersTokens: tokens }: Pick<Tables, "users" | "usersTokens">,
): Promise<User> {
  const { user, newPassword, sessionToken } = change;
  if (await checkPassword(newPassword, user.hashedPassword)) {
    throw invalidInputError("The new password is the current one.", "Choose another one.");
  }
  await tx.delete(tokens).where(and(eq(tokens.userUuid, user.uuid), isOtherToken(tokens, sessionToken)));
  const [changed] = await tx
    .update(users)
    .set({ hashedPassword: await hashPassword(newPassword) })
    .where(eq(users.uuid, user.uuid))
    .returning();
  return changed as User;
}

function passwordWrongError(): RuleError {
  return new RuleError("The current password is another one.", {
    code: "password_wrong",
    remedy: "Type the current password again, or reset it by e-mail.",
  });
}
