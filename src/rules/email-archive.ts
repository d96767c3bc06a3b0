import { inArray, lt } from "drizzle-orm";
import type { EmailLog, EmailLogEvent } from "../../schema/index.ts";
import { assertDate } from "./assert.ts";
import type { Db } from "./db.ts";
import { readEmailBody } from "./email-bodies.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runRule } from "./run-rule.ts";

/** An e-mail as it leaves the database. */
export interface ArchivedEmail {
  /** The log, with its body as it is stored. */
  readonly log: EmailLog;
  /** The body as it was, compressed or not; null if the log keeps none. */
  readonly body: string | null;
  /** Its events, in the order in which they happened. */
  readonly events: readonly EmailLogEvent[];
}

/** The e-mails to archive, and how to store them. */
export interface ArchiveOptions extends InTables<"emailEvents" | "emailLogs"> {
  /** Only e-mails that were sent before this time. */
  readonly sentBefore: Date;
  /**
   * Stores up to a hundred e-mails elsewhere, such as in a file of a bucket. They are deleted when it is done; after a
   * crash, it gets them again. If it throws, these e-mails stay, and no more are archived.
   */
  readonly archive: (emails: readonly ArchivedEmail[]) => Promise<unknown>;
}

const atOnce = 100;

/**
 * Moves old e-mails with their events out of the database, the oldest first. Concurrent calls take different e-mails. With
 * an `archive` that does nothing, they are deleted.
 *
 * @param db a Drizzle database; each hundred e-mails are a transaction, within which they are archived
 * @param options how old, how they are archived, and the tables of another prefix
 * @returns how many were archived
 * @throws RuleError `invalid_input` if the date is not valid; `body_corrupted`; what `archive` throws
 * @example
 * import { writeFile } from "node:fs/promises";
 * import { archiveOldEmails } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const quarterAgo = new Date(Date.now() - 90 * 24 * 60 * 60 * 1000);
 * const archived = await archiveOldEmails(db, {
 *   sentBefore: quarterAgo,
 *   archive: (emails) => writeFile(`emails-${emails[0]?.log.uuid}.json`, JSON.stringify(emails)),
 * });
 * console.log(archived);
 */
export async function archiveOldEmails(db: Db, options: ArchiveOptions): Promise<number> {
  const { emailLogs: logs, emailEvents: events } = chooseTables(options);
  const { sentBefore, archive } = options;
  assertDate("sentBefore", sentBefore);
  let total = 0;
  let archived: number;
  do {
    archived = await runRule(db, async (tx) => {
      const old = await tx
        .select()
        .from(logs)
        .where(lt(logs.sentAt, sentBefore))
        .orderBy(logs.sentAt, logs.uuid)
        .limit(atOnce)
        .for("update", { skipLocked: true });
      if (old.length === 0) return 0;
      const uuids = old.map(({ uuid }) => uuid);
      const isTheirs = inArray(events.emailLogUuid, uuids);
      const happened = await tx.select().from(events).where(isTheirs).orderBy(events.occurredAt, events.uuid);
      const eventsOf = groupByLog(happened);
      await archive(
        old.map((log) => ({ log, body: readEmailBody(log), events: eventsOf.get(log.uuid) ?? [] })),
      );
      await tx.delete(logs).where(inArray(logs.uuid, uuids));
      return old.length;
    });
    total += archived;
  } while (archived > 0);
  return total;
}

function groupByLog(events: readonly EmailLogEvent[]): ReadonlyMap<string, readonly EmailLogEvent[]> {
  const groups = new Map<string, EmailLogEvent[]>();
  for (const event of events) {
    const group = groups.get(event.emailLogUuid);
    if (group) group.push(event);
    else groups.set(event.emailLogUuid, [event]);
  }
  return groups;
}
