import { type SQL, sql } from "drizzle-orm";
import type { BounceType, EmailEventType, EmailStatus, Tables } from "../../schema/index.ts";

type Moments =
  | "queuedAt"
  | "sentAt"
  | "delayedAt"
  | "deliveredAt"
  | "openedAt"
  | "clickedAt"
  | "failedAt"
  | "rejectedAt"
  | "bouncedAt"
  | "complainedAt";

/**
 * How far an e-mail has come: a later status never gives way to an earlier one. What ends an e-mail's life comes
 * after what readers do, for the pixels and links of a bounced e-mail are fetched too, by scanners.
 */
export const emailStatusOrder = [
  "queued",
  "sent",
  "delayed",
  "delivered",
  "opened",
  "clicked",
  "failed",
  "rejected",
  "soft_bounced",
  "bounced",
  "hard_bounced",
  "complaint",
] as const satisfies readonly EmailStatus[];

/** What each type of event makes of an e-mail, and the column with its moment; of others an e-mail stays as it is. */
const effects: Partial<Record<EmailEventType, readonly [EmailStatus, Moments]>> = {
  queued: ["queued", "queuedAt"],
  send: ["sent", "sentAt"],
  delivery_delay: ["delayed", "delayedAt"],
  delivery: ["delivered", "deliveredAt"],
  open: ["opened", "openedAt"],
  click: ["clicked", "clickedAt"],
  rendering_failure: ["failed", "failedAt"],
  reject: ["rejected", "rejectedAt"],
  bounce: ["bounced", "bouncedAt"],
  complaint: ["complaint", "complainedAt"],
};

/** A type and, of a bounce, its kind. */
interface Kind {
  readonly eventType: EmailEventType;
  readonly bounceType?: BounceType | null | undefined;
}

/**
 * What an update sets in a log when an event has happened to its e-mail: the later of its status and the event's,
 * the later of the event's column and its moment. So the events of an e-mail lead to one state in any order.
 *
 * @param logs the table of the logs
 * @param event the event's type and, of a bounce, its kind
 * @param moment when it happened, as SQL
 * @returns undefined where the event changes nothing
 * @example
 * await db.update(emailLogs).set(logAfter(emailLogs, { eventType: "open" }, sql`now()`)!);
 */
export function logAfter(
  logs: Tables["emailLogs"],
  { eventType, bounceType }: Kind,
  moment: SQL,
): Partial<Record<Moments | "status", SQL>> | undefined {
  const effect = effects[eventType];
  if (!effect) return undefined;
  const [plain, column] = effect;
  const isKnown = eventType === "bounce" && (bounceType === "hard" || bounceType === "soft");
  const status: EmailStatus = isKnown ? `${bounceType}_bounced` : plain;
  // A status that PhoenixKit may add one day has no place in the order, and stays.
  const earlier = emailStatusOrder.slice(0, emailStatusOrder.indexOf(status));
  return {
    status: sql`CASE WHEN ${among(logs.status, earlier)} THEN ${status} ELSE ${logs.status} END`,
    [column]: sql`greatest(${logs[column]}, ${moment})`,
  };
}

function among(column: Tables["emailLogs"]["status"], values: readonly EmailStatus[]): SQL {
  return values.length === 0 ? sql`false` : sql`${column} IN ${values}`;
}
