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

const columns = {
  queued: "queuedAt",
  send: "sentAt",
  delivery_delay: "delayedAt",
  delivery: "deliveredAt",
  open: "openedAt",
  click: "clickedAt",
  rendering_failure: "failedAt",
  reject: "rejectedAt",
  bounce: "bouncedAt",
  complaint: "complainedAt",
} as const satisfies Record<Exclude<EmailEventType, "subscription">, Moments>;

const statuses = {
  queued: "queued",
  send: "sent",
  delivery_delay: "delayed",
  delivery: "delivered",
  open: "opened",
  click: "clicked",
  rendering_failure: "failed",
  reject: "rejected",
  complaint: "complaint",
} as const satisfies Partial<Record<EmailEventType, EmailStatus>>;

const bounces = { hard: "hard_bounced", soft: "soft_bounced" } as const satisfies Record<
  BounceType,
  EmailStatus
>;

/** The status that an e-mail has after an event of this type; undefined where the event says nothing about it. */
function statusAfter(eventType: EmailEventType, bounceType?: BounceType | null): EmailStatus | undefined {
  if (eventType === "subscription") return undefined;
  if (eventType === "bounce") return bounceType ? bounces[bounceType] : "bounced";
  return statuses[eventType];
}

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
  const status = statusAfter(eventType, bounceType);
  if (status === undefined || eventType === "subscription") return undefined;
  const column = columns[eventType];
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
