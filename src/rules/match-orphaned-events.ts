import { and, eq, gt, sql } from "drizzle-orm";
import {
  emailEvents,
  emailLogs,
  emailOrphanedEvents,
  type OrphanedEmailEvent,
  type Tables,
} from "../../schema/index.ts";
import { checkUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { logOfMessage } from "./email-log-of-message.ts";
import { eventOfOrphan } from "./orphaned-email-events.ts";
import { recordEmailEvent } from "./record-email-event.ts";

/** Which orphans to match, and where they are. */
export interface MatchOptions {
  /** Only those of this log. */
  readonly emailLogUuid?: string | undefined;
  readonly tables?: Pick<Tables, "emailEvents" | "emailLogs" | "emailOrphanedEvents"> | undefined;
}

/** What became of the orphans that have a log. */
export interface MatchedOrphans {
  /** How many are events now. */
  readonly matched: number;
  /** How many the database refused: their `error_message` says why. The next call tries them again. */
  readonly failed: number;
}

/**
 * Gives the events that came before their logs to those: each is stored as `recordEmailEvent` does, and its orphan
 * marked as matched. Of many calls at once each takes other orphans. Call it with a log that was just written, and
 * now and then for all.
 *
 * @param db a Drizzle database or transaction; each orphan is a transaction of its own
 * @param options the only log to match, and the tables of another prefix
 * @returns how many were matched, and how many the database refused
 * @throws RuleError `invalid_input` where the log's uuid is none
 * @example
 * const [log] = await db.insert(emailLogs).values(email).returning();
 * await matchOrphanedEvents(db, { emailLogUuid: log.uuid });
 */
export async function matchOrphanedEvents(db: Db, options: MatchOptions = {}): Promise<MatchedOrphans> {
  const { emailLogUuid, tables = { emailEvents, emailLogs, emailOrphanedEvents } } = options;
  if (emailLogUuid !== undefined) checkUuid("log", emailLogUuid);
  const total = { matched: 0, failed: 0 };
  let last: string | undefined;
  for (;;) {
    // One at a time: a transaction that moved several logs could wait for another in a circle.
    const outcome = await db.transaction(async (tx) => {
      const orphan = await lockNext(tx, tables, emailLogUuid, last);
      last = orphan?.uuid;
      return orphan && ((await becomesEvent(tx, tables, orphan)) ? "matched" : "failed");
    });
    if (outcome === undefined) return total;
    total[outcome] += 1;
  }
}

type MatchTables = NonNullable<MatchOptions["tables"]>;

/** In the order of the uuids, so that one that fails is met once. */
async function lockNext(
  tx: Db,
  { emailLogs: logs, emailOrphanedEvents: orphans }: MatchTables,
  emailLogUuid: string | undefined,
  last: string | undefined,
): Promise<OrphanedEmailEvent | undefined> {
  const isNext = last === undefined ? undefined : gt(orphans.uuid, last);
  const only = emailLogUuid === undefined ? undefined : eq(logs.uuid, emailLogUuid);
  const same = sql`(${logs.messageId} = ${orphans.awsMessageId} OR ${logs.awsMessageId} = ${orphans.awsMessageId})`;
  const [orphan] = await tx
    .select()
    .from(orphans)
    .where(
      and(eq(orphans.matched, false), isNext, sql`EXISTS (SELECT FROM ${logs} WHERE ${and(same, only)})`),
    )
    .orderBy(orphans.uuid)
    .limit(1)
    .for("update", { skipLocked: true });
  return orphan;
}

async function becomesEvent(tx: Db, tables: MatchTables, orphan: OrphanedEmailEvent): Promise<boolean> {
  const { emailOrphanedEvents: orphans } = tables;
  const isOrphan = eq(orphans.uuid, orphan.uuid);
  try {
    await tx.transaction(async (savepoint) => {
      const log = await logOfMessage(savepoint, tables.emailLogs, orphan.awsMessageId);
      if (log === undefined) throw new Error("The log is gone.");
      await recordEmailEvent(savepoint, eventOfOrphan(orphan, log), { tables });
      const changes = { matched: true, matchedEmailLogUuid: log, matchedAt: new Date(), errorMessage: null };
      await savepoint.update(orphans).set(changes).where(isOrphan);
    });
    return true;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    await tx
      .update(orphans)
      .set({ errorMessage: String(cause) })
      .where(isOrphan);
    return false;
  }
}
