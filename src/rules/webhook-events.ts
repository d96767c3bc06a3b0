import type { JsonObject, Tables } from "../../schema/index.ts";
import { isObject } from "./assert.ts";
import { blockEmail } from "./blocklist.ts";
import type { Db } from "./db.ts";
import type { EmailLogTableNames } from "./email-logs.ts";
import {
  type EmailEventByMessageId,
  type RecordedEmailEvent,
  recordEmailEventByMessageId,
} from "./orphaned-email-events.ts";
import { runRule } from "./run-rule.ts";

/** A converted event, and the addresses with a hard bounce, in the same order for all callers. */
export interface ReadEvent {
  readonly recorded: EmailEventByMessageId;
  readonly bounced: readonly string[];
}

/**
 * Stores an event and blocks the addresses, unless the event was stored before, because a block may have been lifted
 * since then.
 */
export async function recordWebhookEvent(
  db: Db,
  { recorded, bounced }: ReadEvent,
  tables: Pick<Tables, EmailLogTableNames>,
): Promise<RecordedEmailEvent> {
  return runRule(db, async (tx) => {
    const result = await recordEmailEventByMessageId(tx, recorded, { tables });
    if (result.outcome === "duplicate") return result;
    for (const email of bounced) await blockEmail(tx, { email, reason: "hard_bounce" }, { tables });
    return result;
  });
}

/** A text of an event that came from outside; undefined if it is another type or empty. */
export function readText(object: unknown, key: string): string | undefined {
  if (typeof object !== "object" || object === null) return undefined;
  const value: unknown = Reflect.get(object, key);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** An object within an event that came from outside; an empty one if it is something else. */
export function readObject(object: unknown, key: string): JsonObject {
  const value: unknown = typeof object === "object" && object !== null ? Reflect.get(object, key) : undefined;
  return isObject(value) ? value : {};
}
