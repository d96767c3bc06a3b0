import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, lte, or, type SQL, sql } from "drizzle-orm";
import { type Tables, type TokenContext, tokenContexts, type User } from "../../schema/index.ts";
import type { Db } from "./db.ts";
import { RuleError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runStatement } from "./run-rule.ts";
import { computeTimeAgo } from "./server-time.ts";

type TokenTables = Pick<Tables, "usersTokens">;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** How long tokens are valid; `change` stands for all contexts that begin with it. */
const validForMs = {
  session: 60 * dayMs,
  confirm: 7 * dayMs,
  reset_password: 60 * minuteMs,
  magic_link: 15 * minuteMs,
  magic_link_registration: 30 * minuteMs,
  change: 7 * dayMs,
} as const;

const tokenBytes = 48;

/** A new token: its bytes, and the text that a client keeps or a mail contains. */
export function generateToken(): { readonly bytes: Buffer; readonly text: string } {
  const bytes = randomBytes(tokenBytes);
  return { bytes, text: bytes.toString("base64url") };
}

/** What is stored of a mailed token, so that nobody who reads the table can use it. */
export function hashToken(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

/** The bytes of a token; undefined for a text that `generateToken` did not return. */
export function parseToken(text: string): Buffer | undefined {
  if (typeof text !== "string") return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.length === tokenBytes && bytes.toString("base64url") === text ? bytes : undefined;
}

/** Whether a row is this token of a context, and not too old. */
export function isValidToken(
  { usersTokens: tokens }: TokenTables,
  context: TokenContext,
  stored: Uint8Array,
): SQL | undefined {
  return and(eq(tokens.token, stored), eq(tokens.context, context), isRecent(tokens, context));
}

/** Whether a token of a context is not too old. */
export function isRecent(tokens: Tables["usersTokens"], context: TokenContext): SQL {
  return gt(tokens.insertedAt, computeExpiry(context));
}

/** Tokens that were made before this time have expired. */
function computeExpiry(context: TokenContext): SQL<Date> {
  const kind = context.startsWith("change:") ? "change" : (context as keyof typeof validForMs);
  return computeTimeAgo("The validity of a token", validForMs[kind]);
}

/** The user of a mailed token, null for a registration, and the address that it was sent to. */
export interface TakenToken {
  readonly userUuid: string | null;
  readonly sentTo: string | null;
}

/**
 * Deletes a mailed token, so that only one of several callers gets it. If the transaction is rolled back, the token is
 * valid again.
 *
 * @throws RuleError `token_invalid`
 */
export async function takeToken(
  tx: Db,
  { token, context }: { readonly token: string; readonly context: TokenContext },
  tables: TokenTables,
): Promise<TakenToken> {
  const { usersTokens: tokens } = tables;
  const bytes = parseToken(token);
  if (!bytes) throw tokenInvalidError();
  const [taken] = await tx
    .delete(tokens)
    .where(isValidToken(tables, context, hashToken(bytes)))
    .returning({ userUuid: tokens.userUuid, sentTo: tokens.sentTo });
  if (!taken) throw tokenInvalidError();
  return taken;
}

/**
 * Deletes a mailed token as `takeToken` does, and locks its user. A token that was sent to an earlier address of the
 * user is not valid.
 *
 * @throws RuleError `token_invalid`
 */
export async function takeUserToken(
  tx: Db,
  wanted: { readonly token: string; readonly context: TokenContext },
  tables: Pick<Tables, "users" | "usersTokens">,
): Promise<User> {
  const { users } = tables;
  const { userUuid, sentTo } = await takeToken(tx, wanted, tables);
  if (userUuid === null) throw tokenInvalidError();
  const [user] = await tx.select().from(users).where(eq(users.uuid, userUuid)).for("no key update");
  if (!user || user.email !== sentTo) throw tokenInvalidError();
  return user;
}

export function tokenInvalidError(): RuleError {
  return new RuleError("The token is not valid.", {
    code: "token_invalid",
    remedy: "Ask for a new one: a token is valid for a limited time, once, and for one address.",
  });
}

/**
 * Deletes expired tokens, including sessions. It reads the whole table, so call it only now and then, such as once a
 * day.
 *
 * @param db a Drizzle database or transaction
 * @param options the tables of another prefix
 * @returns how many were deleted
 * @example
 * import { deleteExpiredTokens } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * console.log(await deleteExpiredTokens(db));
 */
export async function deleteExpiredTokens(db: Db, options: InTables<"usersTokens"> = {}): Promise<number> {
  const { usersTokens: tokens } = chooseTables(options);
  const isOld = (isContext: SQL, context: TokenContext) =>
    and(isContext, lte(tokens.insertedAt, computeExpiry(context)));
  const isChange = sql`pg_catalog.starts_with(${tokens.context}::pg_catalog.text, 'change:')`;
  const conditions = [
    ...tokenContexts.map((context) => isOld(eq(tokens.context, context), context)),
    isOld(isChange, "change:"),
  ];
  const deleted = await runStatement(db, (on) =>
    on
      .delete(tokens)
      .where(or(...conditions))
      .returning({ uuid: tokens.uuid }),
  );
  return deleted.length;
}
