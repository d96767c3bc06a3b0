import {
  emailEvents,
  emailLogs,
  emailOrphanedEvents,
  type OrphanedEmailEvent,
  type Tables,
} from "../../schema/index.ts";
import { checkText } from "./assert.ts";
import type { Db } from "./db.ts";
import { logOfMessage } from "./email-log-of-message.ts";
import { type EmailEventByMessageId, keepOrphan } from "./orphaned-email-events.ts";
import { recordEmailEvent, type StoredEmailEvent } from "./record-email-event.ts";

/** What became of an event. */
export type RecordedEmailEvent =
  | { readonly outcome: "stored"; readonly event: StoredEmailEvent }
  | { readonly outcome: "orphaned"; readonly orphan: OrphanedEmailEvent }
  | { readonly outcome: "duplicate" };

/** Where events, logs and orphans are: the tables of `public` unless given. */
export interface OrphanedEventOptions {
  readonly tables?: Pick<Tables, "emailEvents" | "emailLogs" | "emailOrphanedEvents"> | undefined;
}

/**
 * Stores an event as `recordEmailEvent` does, for the log whose `message_id`, or else `aws_message_id`, is the
 * given one. Without such a log the event is kept as an orphan, once, until `matchOrphanedEvents` finds its log.
 *
 * @param db a Drizzle database or transaction
 * @param event the event, with the id of the message in place of its log
 * @param options the tables of another prefix
 * @returns the stored event, the stored orphan, or that it was a duplicate
 * @throws RuleError `invalid_input` where the id is none
 * @throws RangeError where the moment is text without time or zone
 * @example
 * const event = { messageId: "0100-aws", eventType: "delivery" } as const;
 * const { outcome } = await recordEmailEventByMessageId(db, event);
 * if (outcome === "orphaned") console.log("not logged yet");
 */
export async function recordEmailEventByMessageId(
  db: Db,
  event: EmailEventByMessageId,
  options: OrphanedEventOptions = {},
): Promise<RecordedEmailEvent> {
  const { tables = { emailEvents, emailLogs, emailOrphanedEvents } } = options;
  const { messageId, ...ofLog } = event;
  checkText("message id", messageId, { min: 1, max: 255 });
  return await db.transaction(async (tx): Promise<RecordedEmailEvent> => {
    const emailLogUuid = await logOfMessage(tx, tables.emailLogs, messageId);
    if (emailLogUuid === undefined) {
      const orphan = await keepOrphan(tx, tables.emailOrphanedEvents, event);
      return orphan ? { outcome: "orphaned", orphan } : { outcome: "duplicate" };
    }
    const stored = await recordEmailEvent(tx, { ...ofLog, emailLogUuid }, { tables });
    return stored ? { outcome: "stored", event: stored } : { outcome: "duplicate" };
  });
}
