import { and, gt, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { BlockedEmail, Tables } from "../../schema/index.ts";
import { assertDate, assertString, assertText, assertUuid, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { toAsciiLowerCase, toStoredLowerCase } from "./email-addresses.ts";
import { invalidInputError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runRead, runStatement } from "./run-rule.ts";

/** An address that nothing is sent to. */
export interface EmailBlock {
  /** The address, in any case. */
  readonly email: string;
  /** Why, in at most 255 characters. */
  readonly reason: string;
  /** When the block ends. Default: never. */
  readonly expiresAt?: Date | undefined;
  /** The user that the address belongs to. */
  readonly userUuid?: string | undefined;
}

/**
 * Blocks an address, permanently or for a time. If it is already blocked, the new reason and end replace the old
 * ones. The address is stored in lower case, in which PhoenixKit's application looks for it.
 *
 * @param db a Drizzle database or transaction
 * @param block the address, the reason, and until when
 * @param options the tables of another prefix
 * @returns the stored block
 * @throws RuleError `invalid_input` if the address, the reason or the end is not valid
 * @example
 * import { blockEmail } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000);
 * await blockEmail(db, { email: "ada@example.com", reason: "soft_bounce", expiresAt: tomorrow });
 */
export async function blockEmail(
  db: Db,
  block: EmailBlock,
  options: InTables<"emailBlocklist"> = {},
): Promise<BlockedEmail> {
  const { emailBlocklist: table } = chooseTables(options, block);
  const { expiresAt = null, userUuid } = block;
  assertString("reason of a block", block.reason);
  const reason = block.reason.trim();
  assertText("reason of a block", reason, { min: 1, max: 255 });
  if (userUuid !== undefined) assertUuid("user", userUuid);
  if (expiresAt !== null) assertDate("expiresAt", expiresAt);
  assertAddress(block.email);
  const email = toStoredLowerCase(block.email);
  assertAddress(email);
  return runStatement(db, async (tx) => {
    const [stored] = await tx
      .insert(table)
      .values({ email, reason, expiresAt, userUuid })
      .onConflictDoUpdate({
        target: table.email,
        set: { reason, expiresAt, userUuid: sql`coalesce(excluded.user_uuid, ${table.userUuid})` },
      })
      .returning();
    return stored as BlockedEmail;
  });
}

/**
 * Lifts the block of an address.
 *
 * @param db a Drizzle database or transaction
 * @param email the address, in any case; one that another program stored with capitals, as that program wrote it
 * @param options the tables of another prefix
 * @returns whether there was a block, even one that had ended
 * @throws RuleError `invalid_input` if the address is not valid
 * @example
 * import { unblockEmail } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await unblockEmail(db, "Ada@Example.com");
 */
export async function unblockEmail(
  db: Db,
  email: string,
  options: InTables<"emailBlocklist"> = {},
): Promise<boolean> {
  const { emailBlocklist: table } = chooseTables(options);
  const isSame = isBlockOf(table, email);
  const removed = await runStatement(db, (on) =>
    on.delete(table).where(isSame).returning({ uuid: table.uuid }),
  );
  return removed.length > 0;
}

/**
 * Whether nothing may be sent to an address at this moment, by the server's clock.
 *
 * @param db a Drizzle database or transaction
 * @param email the address, in any case; one that another program stored with capitals, as that program wrote it
 * @param options the tables of another prefix
 * @returns whether the address is blocked now
 * @throws RuleError `invalid_input` if the address is not valid
 * @example
 * import { isEmailBlocked } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * if (await isEmailBlocked(db, "Ada@Example.com")) console.log("not sent");
 */
export async function isEmailBlocked(
  db: Db,
  email: string,
  options: InTables<"emailBlocklist"> = {},
): Promise<boolean> {
  const { emailBlocklist: table } = chooseTables(options);
  const isSame = isBlockOf(table, email);
  const isCurrent = or(isNull(table.expiresAt), gt(table.expiresAt, sql`pg_catalog.now()`));
  const rows = await runRead(db, (on) =>
    on.select({ uuid: table.uuid }).from(table).where(and(isSame, isCurrent)).limit(1),
  );
  return rows.length > 0;
}

/**
 * Whether a row has an address. It is compared in forms that the unique index can find: PhoenixKit stores lower case,
 * and its databases have no index on other forms.
 */
function isBlockOf(table: Tables["emailBlocklist"], email: string): SQL {
  assertAddress(email);
  return inArray(table.email, [...new Set([toStoredLowerCase(email), toAsciiLowerCase(email), email])]);
}

function assertAddress(email: string): void {
  assertText("e-mail address", email, { min: 1, max: 255 });
  if (/^[^\s@]+@[^\s@]+$/.test(email)) return;
  throw invalidInputError(
    `${quote(email)} is not an e-mail address.`,
    "Give one address like ada@example.com, without blanks.",
  );
}
