import { and, eq, type SQL } from "drizzle-orm";
import { type JsonObject, type OauthProvider, oauthProviders, type Tables } from "../../schema/index.ts";
import { assertString, assertText, assertUuid, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError, RuleError, userNotFoundError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { decryptToken, encryptToken, type OauthKeys, type TokenPlace } from "./oauth-cipher.ts";
import { assertRow, stringifyJson } from "./row.ts";
import { runReadOfDates, runRule } from "./run-rule.ts";
import { findUserByEmail } from "./users.ts";

/** An account of an OAuth provider, as it describes it after a sign-in. */
export interface OauthAccount {
  /** The service that keeps the account. */
  readonly provider: OauthProvider;
  /** The provider's permanent id of the account. */
  readonly providerUid: string;
  /** The address that the provider knows. Default: unknown. */
  readonly email?: string | undefined;
  /** Whether the provider has verified the address. Otherwise no user is found by it. Default: false. */
  readonly emailVerified?: boolean | undefined;
  /** The user who is signed in, or was just registered, and wants to be linked. */
  readonly userUuid?: string | undefined;
  /** Without tokens, those that are stored stay. */
  readonly accessToken?: string | undefined;
  /** The token that gets new access tokens. */
  readonly refreshToken?: string | undefined;
  /** When the access token expires. */
  readonly tokenExpiresAt?: Date | undefined;
  /** What else the provider says; not encrypted, so no token may be in it. */
  readonly rawData?: JsonObject | undefined;
}

/** The user of an account, and whether the account was linked just now. */
export interface OauthLink {
  /** The user whose account it is. */
  readonly userUuid: string;
  /** Whether this call linked the account. */
  readonly isNew: boolean;
}

/** The tokens of an account. */
export interface OauthTokens {
  /** The access token, decrypted; null if none is stored. */
  readonly accessToken: string | null;
  /** The refresh token, decrypted; null if none is stored. */
  readonly refreshToken: string | null;
  /** When the access token expires; null if the provider did not say. */
  readonly expiresAt: Date | null;
}

/** The keys of the tokens, and the tables of another prefix; default: those of `public`. */
export interface OauthOptions extends InTables<"users" | "userOauthProviders"> {
  /** The keys of the tokens: the first encrypts, all of them decrypt. */
  readonly keys: OauthKeys;
}

/**
 * Finds the user of an OAuth account: the user it is linked to, else the signed-in user, else the user with the same
 * e-mail address, if the provider has verified it. In the last two cases it links the account. The tokens are stored
 * encrypted.
 *
 * If that user never confirmed the address here (`confirmedAt`), somebody else may have registered it and know the
 * password: replace the password before you continue.
 *
 * @param db a Drizzle database or transaction
 * @param account the account
 * @param options the keys of the tokens, and the tables of another prefix
 * @returns the link; undefined if there is no such user: register one, then link again with `userUuid`
 * @throws RuleError `invalid_input`, `user_not_found`; `oauth_account_taken` if the account is another user's than
 * `userUuid`; `oauth_provider_taken` if the user already has another account of that provider
 * @example
 * import { linkOauthAccount } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const key = Buffer.from(process.env.OAUTH_KEY!, "base64");
 * const account = { provider: "google", providerUid: "1184", email: "ada@example.com", emailVerified: true } as const;
 * const link = await linkOauthAccount(db, account, { keys: [key] });
 * if (!link) console.log("somebody new");
 */
export async function linkOauthAccount(
  db: Db,
  account: OauthAccount,
  options: OauthOptions,
): Promise<OauthLink | undefined> {
  const tables = chooseTables(options, account);
  const { keys } = options;
  const { userOauthProviders } = tables;
  checkAccount(account);
  const encryptKind = (kind: TokenPlace["kind"], token: string | undefined) =>
    token === undefined ? undefined : encryptToken(token, { ...account, kind }, keys);
  const columns = {
    providerEmail: account.email,
    accessToken: encryptKind("access", account.accessToken),
    refreshToken: encryptKind("refresh", account.refreshToken),
    tokenExpiresAt: account.tokenExpiresAt,
    rawData: account.rawData,
    updatedAt: new Date(),
  };
  /** Stores the new tokens of an existing link. */
  const renew = async (tx: Db) => {
    const [found] = await tx
      .update(userOauthProviders)
      .set(columns)
      .where(isAccount(userOauthProviders, account))
      .returning({ userUuid: userOauthProviders.userUuid });
    if (!found) return undefined;
    if (account.userUuid !== undefined && account.userUuid.toLowerCase() !== found.userUuid) {
      throw accountTakenError(account);
    }
    return { userUuid: found.userUuid, isNew: false };
  };
  assertRow(userOauthProviders, columns);
  return runRule(db, async (tx) => {
    const found = await renew(tx);
    if (found) return found;
    const userUuid = await findUserToLink(tx, account, tables);
    if (userUuid === undefined) return undefined;
    const { provider, providerUid } = account;
    const inserted = await tx
      .insert(userOauthProviders)
      .values({ provider, providerUid, userUuid, ...columns })
      .onConflictDoNothing()
      .returning({ uuid: userOauthProviders.uuid });
    if (inserted.length > 0) return { userUuid, isNew: true };
    // Another transaction has just linked the account, or the user has another account of the provider.
    const linked = await renew(tx);
    if (linked) return linked;
    throw providerTakenError(account, userUuid);
  });
}

/**
 * Returns the decrypted tokens of a user's OAuth account. PhoenixKit's own application stores tokens unencrypted;
 * reading these is an error, and `linkOauthAccount` replaces them with encrypted ones at the next sign-in.
 *
 * @param db a Drizzle database or transaction
 * @param account whose account, and of which provider
 * @param options the keys of the tokens, and the tables of another prefix
 * @returns the tokens, null if there is none; undefined if the user has no such account
 * @throws RuleError `invalid_input`; `oauth_token_unreadable` if no key fits or the stored text was altered
 * @example
 * import { getOauthTokens } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const key = Buffer.from(process.env.OAUTH_KEY!, "base64");
 * const tokens = await getOauthTokens(db, { userUuid, provider: "google" }, { keys: [key] });
 */
export async function getOauthTokens(
  db: Db,
  account: { readonly userUuid: string; readonly provider: OauthProvider },
  options: OauthOptions,
): Promise<OauthTokens | undefined> {
  const tables = chooseTables(options, account);
  const { keys } = options;
  const { userOauthProviders: accounts } = tables;
  assertUuid("user", account.userUuid);
  const isWanted = and(eq(accounts.userUuid, account.userUuid), eq(accounts.provider, account.provider));
  const [found] = await runReadOfDates(db, (on) => on.select().from(accounts).where(isWanted));
  if (!found) return undefined;
  const decryptKind = (kind: TokenPlace["kind"], text: string | null) =>
    text === null ? null : decryptToken(text, { ...found, kind }, keys);
  return {
    accessToken: decryptKind("access", found.accessToken),
    refreshToken: decryptKind("refresh", found.refreshToken),
    expiresAt: found.tokenExpiresAt,
  };
}

async function findUserToLink(
  tx: Db,
  { userUuid, email, emailVerified }: OauthAccount,
  tables: NonNullable<OauthOptions["tables"]>,
): Promise<string | undefined> {
  const { users } = tables;
  if (userUuid === undefined) {
    if (email === undefined || emailVerified !== true) return undefined;
    return (await findUserByEmail(tx, email, { tables }))?.uuid;
  }
  const [found] = await tx.select({ uuid: users.uuid }).from(users).where(eq(users.uuid, userUuid));
  if (found) return found.uuid;
  throw userNotFoundError(userUuid);
}

function isAccount(accounts: Tables["userOauthProviders"], account: OauthAccount): SQL | undefined {
  return and(eq(accounts.provider, account.provider), eq(accounts.providerUid, account.providerUid));
}

function checkAccount(account: OauthAccount): void {
  const { provider, providerUid, email, userUuid, accessToken, refreshToken, rawData } = account;
  if (!oauthProviders.includes(provider)) {
    throw invalidInputError(
      `${quote(provider)} is not an OAuth provider.`,
      `Give one of ${oauthProviders.join(", ")}.`,
    );
  }
  assertText("uid of the account", providerUid, { min: 1, max: 255 });
  if (email !== undefined) assertText("e-mail address of the account", email, { max: 255 });
  if (userUuid !== undefined) assertUuid("user", userUuid);
  for (const token of [accessToken, refreshToken]) if (token !== undefined) assertString("token", token);
  const open = stringifyJson("raw data", rawData) ?? "";
  if (
    [accessToken, refreshToken].some((token) => token && open.includes(JSON.stringify(token).slice(1, -1)))
  ) {
    throw invalidInputError(
      "The raw data, which is not encrypted, contains a token.",
      "Leave the tokens out of rawData.",
    );
  }
}

function accountTakenError({ provider, providerUid }: OauthAccount): RuleError {
  return new RuleError(`The ${provider} account ${providerUid} is linked to another user.`, {
    code: "oauth_account_taken",
    remedy: "Sign in as that user, or let that user give up the account first.",
  });
}

function providerTakenError({ provider }: OauthAccount, userUuid: string): RuleError {
  return new RuleError(`User ${userUuid} has another ${provider} account.`, {
    code: "oauth_provider_taken",
    remedy: "Sign in with that one, or remove it first: a user has one account of each provider.",
  });
}
