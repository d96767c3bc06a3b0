import { and, desc, eq, ne, type SQL } from "drizzle-orm";
import type { Tables, User, UserToken } from "../../schema/index.ts";
import { assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { RuleError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUserRow } from "./lock-user.ts";
import { assertRow } from "./row.ts";
import { runReadOfDates, runRule, runStatement } from "./run-rule.ts";
import { createSessionFingerprint, type SessionClient } from "./sessions.ts";
import { generateToken, isRecent, isValidToken, parseToken } from "./tokens.ts";
import { parseUserAgent } from "./user-agents.ts";

/** The user who signs in, and the client. */
export interface NewSession extends SessionClient {
  /** The user, whose account must be active. */
  readonly userUuid: string;
}

/** A session, without its token. */
export type Session = Omit<UserToken, "token" | "context" | "sentTo" | "userUuid"> & { userUuid: string };

/** The sessions of a user to end. */
export interface EndedSessions {
  /** The user. */
  readonly userUuid: string;
  /** The token of the session that continues. Default: none continues. */
  readonly exceptToken?: string | undefined;
}

/**
 * Starts a session of 60 days. Its token, the address, the hash of the user agent, and the names of browser and system
 * are stored as PhoenixKit's own application stores them, so each application finds the sessions of the other.
 *
 * @param db a Drizzle database or transaction
 * @param client the user, the address, and the header `User-Agent`
 * @param options the tables of another prefix
 * @returns the session, and its token for a cookie that scripts cannot read: 48 bytes in base64url. PhoenixKit's own
 *   application keeps the bytes themselves, in a cookie that it signs
 * @throws RuleError `invalid_input`, `user_not_found`; `user_inactive` if the account was deactivated
 * @example
 * import { createSession } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const { token } = await createSession(db, { userUuid, ip: "203.0.113.7", userAgent: "Mozilla/5.0" });
 * console.log(`Set-Cookie: session=${token}; HttpOnly; Secure; SameSite=Lax; Path=/; Max-Age=5184000`);
 */
export async function createSession(
  db: Db,
  client: NewSession,
  options: InTables<"users" | "usersTokens"> = {},
): Promise<{ token: string; session: Session }> {
  const tables = chooseTables(options, client);
  const { userUuid, ip, userAgent } = client;
  const device = { ...createSessionFingerprint({ ip, userAgent }), ...parseUserAgent(userAgent) };
  assertRow(tables.usersTokens, device);
  const { bytes, text } = generateToken();
  return runRule(db, async (tx) => {
    const user = await lockUserRow(tx, userUuid, tables);
    if (!user.isActive) throw userInactiveError(userUuid);
    const { usersTokens: tokens } = tables;
    const row = { userUuid, token: bytes, context: "session", ...device } as const;
    const [session] = await tx.insert(tokens).values(row).returning(selectSession(tokens));
    return { token: text, session: session as Session };
  });
}

/**
 * Finds the session of a token, and its user.
 *
 * @param db a Drizzle database or transaction
 * @param token the token in base64url
 * @param options the tables of another prefix
 * @returns both; undefined if the token is unknown, the session ended or is older than 60 days, or the account was
 *   deactivated. `checkSessionFingerprint` says whether the request comes from the same client
 * @example
 * import { findSession, publicUser } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const cookie = "session=…";
 * const found = await findSession(db, cookie.slice("session=".length));
 * console.log(found ? publicUser(found.user) : "Sign in.");
 */
export async function findSession(
  db: Db,
  token: string,
  options: InTables<"users" | "usersTokens"> = {},
): Promise<{ user: User; session: Session } | undefined> {
  const tables = chooseTables(options);
  const { users, usersTokens: tokens } = tables;
  const bytes = parseToken(token);
  if (!bytes) return undefined;
  const [found] = await runReadOfDates(db, (on) =>
    on
      .select({ user: users, session: selectSession(tokens) })
      .from(tokens)
      .innerJoin(users, and(eq(users.uuid, tokens.userUuid), eq(users.isActive, true)))
      .where(isValidToken(tables, "session", bytes)),
  );
  return found && { user: found.user, session: found.session as Session };
}

/**
 * Lists the active sessions of a user, newest first, without their tokens.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user
 * @param options the tables of another prefix
 * @returns the sessions
 * @throws RuleError `invalid_input`
 * @example
 * import { listSessions } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * for (const { browser, os, ipAddress } of await listSessions(db, userUuid)) console.log(browser, os, ipAddress);
 */
export async function listSessions(
  db: Db,
  userUuid: string,
  options: InTables<"usersTokens"> = {},
): Promise<Session[]> {
  const { usersTokens: tokens } = chooseTables(options);
  assertUuid("user", userUuid);
  const found = await runReadOfDates(db, (on) =>
    on
      .select(selectSession(tokens))
      .from(tokens)
      .where(and(isSessionOf(tokens, userUuid), isRecent(tokens, "session")))
      .orderBy(desc(tokens.insertedAt), desc(tokens.uuid)),
  );
  return found as Session[];
}

/**
 * Ends the session of a token, as a sign-out does.
 *
 * @param db a Drizzle database or transaction
 * @param token the token in base64url
 * @param options the tables of another prefix
 * @returns whether there was such a session
 * @example
 * import { endSession } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const cookie = "session=…";
 * await endSession(db, cookie.slice("session=".length));
 */
export async function endSession(
  db: Db,
  token: string,
  options: InTables<"usersTokens"> = {},
): Promise<boolean> {
  const { usersTokens: tokens } = chooseTables(options);
  const bytes = parseToken(token);
  if (!bytes) return false;
  const isSession = and(eq(tokens.token, bytes), eq(tokens.context, "session"));
  const ended = await runStatement(db, (on) =>
    on.delete(tokens).where(isSession).returning({ uuid: tokens.uuid }),
  );
  return ended.length > 0;
}

/**
 * Ends one session of a user by its uuid, as `listSessions` returns it.
 *
 * @param db a Drizzle database or transaction
 * @param session its uuid, and its user, so that nobody can end another user's session
 * @param options the tables of another prefix
 * @returns whether the user had such a session
 * @throws RuleError `invalid_input`
 * @example
 * import { endUserSession } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await endUserSession(db, { userUuid, uuid: "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70" });
 */
export async function endUserSession(
  db: Db,
  session: Pick<Session, "uuid" | "userUuid">,
  options: InTables<"usersTokens"> = {},
): Promise<boolean> {
  const { usersTokens: tokens } = chooseTables(options, session);
  const { uuid, userUuid } = session;
  assertUuid("session", uuid);
  assertUuid("user", userUuid);
  const isWanted = and(eq(tokens.uuid, uuid), isSessionOf(tokens, userUuid));
  const ended = await runStatement(db, (on) =>
    on.delete(tokens).where(isWanted).returning({ uuid: tokens.uuid }),
  );
  return ended.length > 0;
}

/**
 * Ends all sessions of a user, or all but one.
 *
 * @param db a Drizzle database or transaction
 * @param which the user, and the token of the session that continues
 * @param options the tables of another prefix
 * @returns how many ended
 * @throws RuleError `invalid_input`
 * @example
 * import { endSessions } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await endSessions(db, { userUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61" });
 */
export async function endSessions(
  db: Db,
  which: EndedSessions,
  options: InTables<"usersTokens"> = {},
): Promise<number> {
  const { usersTokens: tokens } = chooseTables(options, which);
  const { userUuid, exceptToken } = which;
  assertUuid("user", userUuid);
  const isEnded = and(isSessionOf(tokens, userUuid), isOtherToken(tokens, exceptToken));
  const ended = await runStatement(db, (on) =>
    on.delete(tokens).where(isEnded).returning({ uuid: tokens.uuid }),
  );
  return ended.length;
}

/** Whether a row is not that of a token. Without a token it returns undefined, which is no condition. */
export function isOtherToken(tokens: Tables["usersTokens"], token: string | undefined): SQL | undefined {
  const bytes = token === undefined ? undefined : parseToken(token);
  return bytes && ne(tokens.token, bytes);
}

function isSessionOf(tokens: Tables["usersTokens"], userUuid: string): SQL | undefined {
  return and(eq(tokens.userUuid, userUuid), eq(tokens.context, "session"));
}

function selectSession(tokens: Tables["usersTokens"]) {
  const { uuid, userUuid, insertedAt, ipAddress, userAgentHash, browser, os } = tokens;
  return { uuid, userUuid, insertedAt, ipAddress, userAgentHash, browser, os };
}

export function userInactiveError(userUuid: string): RuleError {
  return new RuleError(`The account of user ${userUuid} was deactivated.`, {
    code: "user_inactive",
    remedy: "Activate the account first.",
  });
}
