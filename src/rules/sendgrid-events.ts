import { createPublicKey, verify } from "node:crypto";
import { types } from "node:util";
import type { JsonObject } from "../../schema/index.ts";
import { assertArgument } from "./assert.ts";
import type { Db } from "./db.ts";
import type { EmailLogTableNames } from "./email-logs.ts";
import { invalidInputError, signatureInvalidError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import type { EmailEventByMessageId, RecordedEmailEvent } from "./orphaned-email-events.ts";
import { readText, recordWebhookEvent } from "./webhook-events.ts";

/** A request to the event webhook from SendGrid. */
export interface SendgridDelivery {
  /** The body as it came, before any parsing. */
  readonly body: string | Uint8Array;
  /** The header `X-Twilio-Email-Event-Webhook-Signature`. */
  readonly signature: string;
  /** The header `X-Twilio-Email-Event-Webhook-Timestamp`. */
  readonly timestamp: string;
}

/**
 * Checks that a request comes from SendGrid's event webhook.
 *
 * @param delivery the body and two headers
 * @param publicKey the key that SendGrid shows in the webhook's settings
 * @throws RuleError `signature_invalid`; `invalid_input` if the key cannot be read
 * @example
 * import { recordSendgridEvents, verifySendgridSignature } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * async function receive(request: Request, publicKey: string): Promise<void> {
 *   const body = await request.text();
 *   const signature = request.headers.get("x-twilio-email-event-webhook-signature") ?? "";
 *   const timestamp = request.headers.get("x-twilio-email-event-webhook-timestamp") ?? "";
 *   verifySendgridSignature({ body, signature, timestamp }, publicKey);
 *   await recordSendgridEvents(db, JSON.parse(body));
 * }
 */
export function verifySendgridSignature(delivery: SendgridDelivery, publicKey: string): void {
  assertArgument("delivery", delivery);
  const { body, signature, timestamp } = delivery;
  const hasBody = typeof body === "string" || types.isUint8Array(body);
  if (!hasBody) {
    throw invalidInputError(
      "The body of the request is neither text nor bytes.",
      "Give it as it came: a parsed body has no signature.",
    );
  }
  // a request of anybody may lack the headers
  if (typeof signature !== "string" || typeof timestamp !== "string") throw signatureInvalidError("SendGrid");
  const signed = Buffer.concat([Buffer.from(timestamp), Buffer.from(body)]);
  if (!verify("sha256", signed, readKey(publicKey), Buffer.from(signature, "base64"))) {
    throw signatureInvalidError("SendGrid");
  }
}

function readKey(publicKey: string): ReturnType<typeof createPublicKey> {
  try {
    return createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
  } catch {
    throw invalidInputError(
      "The public key of SendGrid's webhook cannot be read.",
      "Give the verification key of the webhook's settings, as it is shown there.",
    );
  }
}

/**
 * Stores the events of a request from SendGrid's event webhook, and permanently blocks addresses with a hard bounce.
 * The e-mail is found by the custom argument `message_id`, if the app sends one, else by SendGrid's own id, the
 * `X-Message-Id` of its answer. A repeated event is stored once, and blocks once; one without a log is stored as an
 * orphan, as `recordEmailEventByMessageId` does. Events of other kinds are left out.
 *
 * Anybody can call a webhook, so call `verifySendgridSignature` first.
 *
 * @param db a Drizzle database or transaction; each event is a transaction
 * @param events the events: `JSON.parse` of the body
 * @param options the tables of another prefix
 * @returns the outcome of each event that was recorded
 * @throws RuleError `invalid_input` if it is not a list of events
 * @example
 * import { recordSendgridEvents } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const event = { event: "delivered", timestamp: 1767225600, message_id: "m-1", email: "ada@example.com" };
 * for (const { outcome } of await recordSendgridEvents(db, [event])) console.log(outcome); // stored
 */
export async function recordSendgridEvents(
  db: Db,
  events: unknown,
  options: InTables<EmailLogTableNames> = {},
): Promise<RecordedEmailEvent[]> {
  const tables = chooseTables(options);
  if (!Array.isArray(events)) {
    throw invalidInputError(
      "These are not events of SendGrid.",
      "Give the parsed body of its event webhook.",
    );
  }
  const recorded: RecordedEmailEvent[] = [];
  for (const event of events) {
    const read = readSendgridEvent(event);
    if (!read) continue;
    const isHard = read.eventType === "bounce" && read.bounceType === "hard";
    const email = isHard ? readText(event, "email") : undefined;
    const bounced = email === undefined ? [] : [email];
    recorded.push(await recordWebhookEvent(db, { recorded: read, bounced }, tables));
  }
  return recorded;
}

/** Converts an event of SendGrid; undefined if it is of a kind that is not stored. */
function readSendgridEvent(event: unknown): EmailEventByMessageId | undefined {
  const messageId = readText(event, "message_id") ?? readText(event, "sg_message_id")?.split(".", 1)[0];
  const seconds: unknown =
    typeof event === "object" && event !== null ? Reflect.get(event, "timestamp") : undefined;
  if (!messageId || typeof seconds !== "number" || !(Math.abs(seconds) < 8.64e12)) return undefined;
  const common = { messageId, occurredAt: new Date(seconds * 1000), eventData: event as JsonObject };
  const reason = readText(event, "reason") ?? readText(event, "response");
  const client = { ipAddress: readText(event, "ip"), userAgent: readText(event, "useragent") };
  const kind = readText(event, "event");
  switch (kind) {
    case "processed":
      return { ...common, eventType: "send" };
    case "delivered":
      return { ...common, eventType: "delivery" };
    case "deferred":
      return { ...common, eventType: "delivery_delay", delayType: reason };
    case "bounce":
      // SendGrid calls a temporary refusal blocked
      return {
        ...common,
        eventType: "bounce",
        bounceType: readText(event, "type") === "blocked" ? "soft" : "hard",
      };
    case "dropped":
      return { ...common, eventType: "reject", rejectReason: reason };
    case "open":
      return { ...common, ...client, eventType: "open" };
    case "click":
      return { ...common, ...client, eventType: "click", linkUrl: readText(event, "url") };
    case "spamreport":
      return { ...common, eventType: "complaint", complaintType: "abuse" };
    case "unsubscribe":
    case "group_unsubscribe":
    case "group_resubscribe":
      return { ...common, eventType: "subscription", subscriptionType: kind };
    default:
      return undefined;
  }
}
