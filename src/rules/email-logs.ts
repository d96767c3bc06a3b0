import { and, desc, eq, getTableColumns, gte, ilike, lt, or, sql } from "drizzle-orm";
import type { EmailLog, EmailStatus, NewEmailLog } from "../../schema/index.ts";
import { assertCount, assertText, assertUuid } from "./assert.ts";
import { isEmailBlocked } from "./blocklist.ts";
import type { Db } from "./db.ts";
import { invalidInputError, RuleError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { matchOrphanedEvents } from "./orphaned-email-events.ts";
import { assertRow } from "./row.ts";
import { runReadOfDates, runRule } from "./run-rule.ts";
import { toSearchPattern } from "./search-pattern.ts";

/** The tables that a new log touches. */
export type EmailLogTableNames = "emailBlocklist" | "emailEvents" | "emailLogs" | "emailOrphanedEvents";

/** An e-mail to one address. The server gives the uuid. */
export type LoggedEmail = Omit<NewEmailLog, "uuid" | "insertedAt" | "updatedAt">;

/** A log without its body, which may be long. */
export type EmailListItem = Omit<EmailLog, "bodyFull">;

/** Conditions for e-mails. Those that meet all of them are listed. */
export interface EmailListFilter extends InTables<"emailLogs"> {
  /** A part of the address, the subject or the campaign, in any case; `%` and `_` mean themselves. Default: any. */
  readonly search?: string | undefined;
  /** The status of the e-mail. Default: any. */
  readonly status?: EmailStatus | undefined;
  /** The earliest time of sending, inclusive. Default: no bound. */
  readonly since?: Date | undefined;
  /** The end of the time of sending, exclusive. Default: no bound. */
  readonly until?: Date | undefined;
  /** The uuid of the last e-mail of the page before. Default: the list starts with the newest. */
  readonly after?: string | undefined;
  /** The most e-mails, 1 to 1000. Default: 50. */
  readonly limit?: number | undefined;
}

/**
 * Logs an e-mail that is about to be sent, unless its address is blocked, and then matches events that arrived before
 * the log. Send the e-mail after this call, so that a blocked address gets none.
 *
 * @param db a Drizzle database or transaction
 * @param email the e-mail, with one address as `to` and a message id that no other e-mail has
 * @param options the tables of another prefix
 * @returns the stored log, as the matched events left it
 * @throws RuleError `email_blocked` if nothing may be sent to the address; `invalid_input`, also if the message id is
 * logged already
 * @example
 * import { isRuleError, logEmail } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * try {
 *   await logEmail(db, { messageId: "m-1", to: "ada@example.com", from: "shop@example.com", subject: "Welcome" });
 * } catch (error) {
 *   if (!isRuleError(error) || error.code !== "email_blocked") throw error;
 *   console.log("not sent");
 * }
 */
export async function logEmail(
  db: Db,
  email: LoggedEmail,
  options: InTables<EmailLogTableNames> = {},
): Promise<EmailLog> {
  const tables = chooseTables(options, email);
  const { emailLogs: logs } = tables;
  const { messageId, to } = email;
  assertText("message id", messageId, { min: 1, max: 255 });
  assertRow(logs, email);
  const log = await runRule(db, async (tx) => {
    if (await isEmailBlocked(tx, to, { tables })) throw emailBlockedError(to);
    const [stored] = await tx.insert(logs).values(email).onConflictDoNothing().returning();
    if (!stored) {
      throw invalidInputError(
        `An e-mail with the message id "${messageId}", or with its id at AWS, is logged already.`,
        "Give each e-mail an id of its own.",
      );
    }
    return stored;
  });
  const { matched } = await matchOrphanedEvents(db, { emailLogUuid: log.uuid, tables });
  if (matched === 0) return log;
  const [moved] = await runReadOfDates(db, (on) => on.select().from(logs).where(eq(logs.uuid, log.uuid)));
  return moved ?? log;
}

/**
 * Lists the logged e-mails, newest first, page by page, without their bodies.
 *
 * @param db a Drizzle database or transaction
 * @param filter the search text and other conditions, the page, and the tables of another prefix
 * @returns the e-mails; none if that of `after` was deleted
 * @throws RuleError `invalid_input`
 * @example
 * import { listEmails } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const page = await listEmails(db, { search: "100%", status: "delivered" });
 * const next = await listEmails(db, { search: "100%", status: "delivered", after: page.at(-1)?.uuid });
 * console.log(page.length, next.length);
 */
export async function listEmails(db: Db, filter: EmailListFilter = {}): Promise<EmailListItem[]> {
  const tables = chooseTables(filter);
  const { search, status, since, until, after, limit = 50 } = filter;
  const { emailLogs: logs } = tables;
  assertCount("limit", limit, { min: 1, max: 1000 });
  if (search !== undefined) assertText("search text", search, { max: 255 });
  if (after !== undefined) assertUuid("e-mail", after);
  assertRow(logs, { status, sentAt: since });
  assertRow(logs, { sentAt: until });
  const { bodyFull: _bodyFull, ...columns } = getTableColumns(logs);
  const place = sql`(SELECT ${logs.sentAt}, ${logs.uuid} FROM ${logs} WHERE ${logs.uuid} = ${after})`;
  const pattern = search && toSearchPattern(search);
  const isFound = pattern
    ? or(...[logs.to, logs.subject, logs.campaignId].map((column) => ilike(column, pattern)))
    : undefined;
  const isWanted = and(
    isFound,
    status && eq(logs.status, status),
    since && gte(logs.sentAt, since),
    until && lt(logs.sentAt, until),
    after === undefined ? undefined : sql`(${logs.sentAt}, ${logs.uuid}) < ${place}`,
  );
  return runReadOfDates(db, (on) =>
    on.select(columns).from(logs).where(isWanted).orderBy(desc(logs.sentAt), desc(logs.uuid)).limit(limit),
  );
}

function emailBlockedError(email: string): RuleError {
  return new RuleError(`The address "${email}" is blocked.`, {
    code: "email_blocked",
    remedy: "Send it nothing, or lift the block with `unblockEmail`.",
  });
}
