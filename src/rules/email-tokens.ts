import { and, eq, sql } from "drizzle-orm";
import type { Tables, TokenContext, User } from "../../schema/index.ts";
import { assertString, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUserRow } from "./lock-user.ts";
import { runReadOfDates, runRule } from "./run-rule.ts";
import { generateToken, hashToken, isValidToken, parseToken } from "./tokens.ts";
import { assertEmail, emailTakenError, findUserByEmail } from "./users.ts";

/** The purpose of a token that is mailed to a user; `magic_link` signs in. */
export type EmailTokenContext = (typeof emailTokenContexts)[number];

const emailTokenContexts = ["confirm", "reset_password", "magic_link"] as const;

/**
 * Makes a token for a mail to a user: to confirm the address (valid for 7 days), to reset the password (an hour), or to
 * sign in (15 minutes; the user's earlier links end). As in PhoenixKit's own application, only its hash is stored. The
 * token is valid once, and only while the user has that address.
 *
 * @param db a Drizzle database or transaction
 * @param request the user, and what the token is for
 * @param options the tables of another prefix
 * @returns the token, for a link
 * @throws RuleError `invalid_input`, `user_not_found`
 * @example
 * import { createEmailToken } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const token = await createEmailToken(db, { userUuid, context: "reset_password" });
 * console.log(`https://example.com/reset-password/${token}`);
 */
export async function createEmailToken(
  db: Db,
  request: { readonly userUuid: string; readonly context: EmailTokenContext },
  options: InTables<"users" | "usersTokens"> = {},
): Promise<string> {
  const tables = chooseTables(options, request);
  const { userUuid, context } = request;
  const { usersTokens: tokens } = tables;
  assertContext(context);
  return runRule(db, async (tx) => {
    const { email } = await lockUserRow(tx, userUuid, tables);
    if (context === "magic_link") {
      await tx.delete(tokens).where(and(eq(tokens.userUuid, userUuid), eq(tokens.context, context)));
    }
    return storeEmailToken(tx, { userUuid, context, sentTo: email }, tables);
  });
}

/**
 * Makes a token for a mail to the new address of a user, for `changeEmail`. It is valid for 7 days.
 *
 * @param db a Drizzle database or transaction
 * @param request the user, and the new address
 * @param options the tables of another prefix
 * @returns the token, for a link in a mail to the new address
 * @throws RuleError `invalid_input`, `user_not_found`; `email_taken`, also if the user has that address already
 * @example
 * import { createEmailChangeToken } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const token = await createEmailChangeToken(db, { userUuid, newEmail: "ada@example.org" });
 */
export async function createEmailChangeToken(
  db: Db,
  request: { readonly userUuid: string; readonly newEmail: string },
  options: InTables<"users" | "usersTokens"> = {},
): Promise<string> {
  const tables = chooseTables(options, request);
  const { userUuid, newEmail } = request;
  assertEmail(newEmail);
  return runRule(db, async (tx) => {
    const { email } = await lockUserRow(tx, userUuid, tables);
    await assertEmailIsFree(tx, newEmail, tables);
    return storeEmailToken(tx, { userUuid, context: `change:${email}`, sentTo: newEmail }, tables);
  });
}

/**
 * Makes a token for a mail to somebody who has no account yet, for `registerByMagicLink`. It is valid for 30 minutes.
 *
 * @param db a Drizzle database or transaction
 * @param email the address, stored in small letters
 * @param options the tables of another prefix
 * @returns the token, for a link
 * @throws RuleError `invalid_input`; `email_taken`: then show the same answer as otherwise, and mail the owner of the
 * address
 * @example
 * import { createRegistrationToken } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const token = await createRegistrationToken(db, "ada@example.com");
 * console.log(`https://example.com/register/${token}`);
 */
export async function createRegistrationToken(
  db: Db,
  email: string,
  options: InTables<"users" | "usersTokens"> = {},
): Promise<string> {
  const tables = chooseTables(options);
  assertString("e-mail address", email);
  const sentTo = email.trim().toLowerCase();
  assertEmail(sentTo);
  return runRule(db, async (tx) => {
    await assertEmailIsFree(tx, sentTo, tables);
    return storeEmailToken(tx, { userUuid: null, context: "magic_link_registration", sentTo }, tables);
  });
}

/**
 * Finds the user of a mailed token, for the page that asks for the new password. The token stays valid.
 *
 * @param db a Drizzle database or transaction
 * @param wanted the token, and what it is for
 * @param options the tables of another prefix
 * @returns the user; undefined if the token is unknown, used or too old, or was sent to an earlier address
 * @example
 * import { findUserByEmailToken } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const token = new URL("https://example.com/reset-password?token=…").searchParams.get("token") ?? "";
 * const user = await findUserByEmailToken(db, { token, context: "reset_password" });
 * if (!user) console.log("This link is not valid.");
 */
export async function findUserByEmailToken(
  db: Db,
  wanted: { readonly token: string; readonly context: EmailTokenContext },
  options: InTables<"users" | "usersTokens"> = {},
): Promise<User | undefined> {
  const tables = chooseTables(options, wanted);
  const { users, usersTokens: tokens } = tables;
  assertContext(wanted.context);
  const bytes = parseToken(wanted.token);
  if (!bytes) return undefined;
  const isSameAddress = sql`${tokens.sentTo}::pg_catalog.text = ${users.email}::pg_catalog.text`;
  const [found] = await runReadOfDates(db, (on) =>
    on
      .select({ user: users })
      .from(tokens)
      .innerJoin(users, eq(users.uuid, tokens.userUuid))
      .where(and(isValidToken(tables, wanted.context, hashToken(bytes)), isSameAddress)),
  );
  return found?.user;
}

/**
 * Finds the address that a registration token was sent to, for the page that asks for the rest. The token stays valid.
 *
 * @param db a Drizzle database or transaction
 * @param token the token from the link
 * @param options the tables of another prefix
 * @returns the address; undefined if the token is unknown, used or too old
 * @example
 * import { findEmailByRegistrationToken } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const token = new URL("https://example.com/register?token=…").searchParams.get("token") ?? "";
 * console.log((await findEmailByRegistrationToken(db, token)) ?? "This link is not valid.");
 */
export async function findEmailByRegistrationToken(
  db: Db,
  token: string,
  options: InTables<"usersTokens"> = {},
): Promise<string | undefined> {
  const tables = chooseTables(options);
  const { usersTokens: tokens } = tables;
  const bytes = parseToken(token);
  if (!bytes) return undefined;
  const [found] = await runReadOfDates(db, (on) =>
    on
      .select({ sentTo: tokens.sentTo })
      .from(tokens)
      .where(isValidToken(tables, "magic_link_registration", hashToken(bytes))),
  );
  return found?.sentTo ?? undefined;
}

async function storeEmailToken(
  tx: Db,
  row: { userUuid: string | null; context: TokenContext; sentTo: string },
  { usersTokens: tokens }: Pick<Tables, "usersTokens">,
): Promise<string> {
  const { bytes, text } = generateToken();
  await tx.insert(tokens).values({ ...row, token: hashToken(bytes) });
  return text;
}

async function assertEmailIsFree(tx: Db, email: string, tables: Pick<Tables, "users">): Promise<void> {
  if (await findUserByEmail(tx, email, { tables })) throw emailTakenError(email);
}

function assertContext(context: EmailTokenContext): void {
  if (emailTokenContexts.includes(context)) return;
  throw invalidInputError(
    `${quote(context)} is not what a mailed token is for.`,
    `Give one of ${emailTokenContexts.join(", ")}.`,
  );
}
