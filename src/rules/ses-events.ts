import type { JsonObject } from "../../schema/index.ts";
import type { Db } from "./db.ts";
import type { EmailLogTableNames } from "./email-logs.ts";
import { invalidInputError, type RuleError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import type { EmailEventByMessageId, RecordedEmailEvent } from "./orphaned-email-events.ts";
import { type ReadEvent, readObject, readText, recordWebhookEvent } from "./webhook-events.ts";

/** The key of an SES event's details, by `eventType`, or by `notificationType` without event publishing. */
const detailKeys = {
  Send: "send",
  Delivery: "delivery",
  Bounce: "bounce",
  Complaint: "complaint",
  Open: "open",
  Click: "click",
  Reject: "reject",
  "Rendering Failure": "failure",
  DeliveryDelay: "deliveryDelay",
  Subscription: "subscription",
} as const;

/**
 * Stores an event of Amazon SES that SNS delivered, and permanently blocks addresses with a hard bounce. SNS may
 * deliver an event several times: it is stored once, and blocks once, so that a block that was lifted since then stays
 * lifted. An event without a log is stored as an orphan, as `recordEmailEventByMessageId` does.
 *
 * Anybody can call a webhook, so give only messages that `verifySnsMessage` has accepted.
 *
 * @param db a Drizzle database or transaction
 * @param event the event: `JSON.parse` of the field `Message` of the SNS message
 * @param options the tables of another prefix
 * @returns the stored event, the stored orphan, or that it was a duplicate
 * @throws RuleError `invalid_input` if it is not an event of SES, such as the confirmation of a subscription
 * @example
 * import { recordSesEvent } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const message = { Message: '{"eventType":"Delivery","mail":{"messageId":"0100-aws"},"delivery":{}}' };
 * const { outcome } = await recordSesEvent(db, JSON.parse(message.Message));
 * console.log(outcome); // stored
 */
export async function recordSesEvent(
  db: Db,
  event: unknown,
  options: InTables<EmailLogTableNames> = {},
): Promise<RecordedEmailEvent> {
  const tables = chooseTables(options);
  return recordWebhookEvent(db, readSesEvent(event), tables);
}

function readSesEvent(event: unknown): ReadEvent {
  const type = readText(event, "eventType") ?? readText(event, "notificationType") ?? "";
  const mail = readObject(event, "mail");
  const messageId = readText(mail, "messageId");
  if (!Object.hasOwn(detailKeys, type) || messageId === undefined) throw notSesEventError();
  const kind = type as keyof typeof detailKeys;
  const detail = readObject(event, detailKeys[kind]);
  const recorded = { messageId, eventData: detail, occurredAt: readText(detail, "timestamp") };
  const client = { ipAddress: readText(detail, "ipAddress"), userAgent: readText(detail, "userAgent") };
  switch (kind) {
    case "Send":
      return keep({ ...recorded, eventType: "send", occurredAt: readText(mail, "timestamp") });
    case "Delivery":
      return keep({ ...recorded, eventType: "delivery" });
    case "Bounce": {
      const bounceType = bounceTypes[readText(detail, "bounceType") ?? ""];
      const bounced = bounceType === "hard" ? readBouncedAddresses(detail) : [];
      return { recorded: { ...recorded, eventType: "bounce", bounceType }, bounced };
    }
    case "Complaint":
      return keep({
        ...recorded,
        eventType: "complaint",
        complaintType: readText(detail, "complaintFeedbackType"),
      });
    case "Open":
    case "Click": {
      const { occurredAt } = recorded;
      if (occurredAt === undefined) throw notSesEventError();
      const eventType = kind === "Open" ? "open" : "click";
      return keep({ ...recorded, ...client, eventType, occurredAt, linkUrl: readText(detail, "link") });
    }
    case "Reject":
      return keep({ ...recorded, eventType: "reject", rejectReason: readText(detail, "reason") });
    case "Rendering Failure":
      return keep({
        ...recorded,
        eventType: "rendering_failure",
        failureReason: readText(detail, "errorMessage"),
      });
    case "DeliveryDelay":
      return keep({ ...recorded, eventType: "delivery_delay", delayType: readText(detail, "delayType") });
    case "Subscription":
      return keep({ ...recorded, eventType: "subscription", subscriptionType: readText(detail, "source") });
  }
}

/** An `Undetermined` bounce is neither. */
const bounceTypes: Readonly<Record<string, "hard" | "soft" | undefined>> = {
  Permanent: "hard",
  Transient: "soft",
};

function keep(recorded: EmailEventByMessageId): ReadEvent {
  return { recorded, bounced: [] };
}

/** Reads the addresses that bounced. SES gives an address alone, or in angle brackets after a name. */
function readBouncedAddresses(bounce: JsonObject): string[] {
  const { bouncedRecipients } = bounce;
  if (!Array.isArray(bouncedRecipients)) return [];
  const addresses = bouncedRecipients.map((one) => readText(one, "emailAddress") ?? "");
  const plain = addresses.map((address) => /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address.trim());
  return [...new Set(plain.filter((address) => /^[^\s@]+@[^\s@]+$/.test(address)))].sort();
}

function notSesEventError(): RuleError {
  return invalidInputError(
    "This is not an event of Amazon SES.",
    "Give the parsed field Message of an SNS notification; confirm a subscription by its SubscribeURL.",
  );
}
