import { and, count, desc, eq, getTableColumns, isNull, type SQL, sql } from "drizzle-orm";
import type { JsonObject, Tables, UserNotification } from "../../schema/index.ts";
import { assertCount, assertObject, assertText, assertUuid, largestInteger } from "./assert.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUser } from "./lock-user.ts";
import { isTypeWanted } from "./notification-preferences.ts";
import { assertRow, stringifyJson } from "./row.ts";
import { runRead, runReadOfDates, runRule } from "./run-rule.ts";
import { readFlag } from "./settings.ts";

/** A notification with a text of its own instead of an activity. */
export interface StandaloneNotification {
  /** The user who is notified. */
  readonly recipientUuid: string;
  /** What the user reads: 1 character or more. Stored in the metadata as `notification_text`. */
  readonly text: string;
  /** The type, such as `security`, which users can decline. Default: none, so that nobody can decline it. */
  readonly type?: string | undefined;
  /** The name of an icon; `notification_icon` of the metadata. Default: none. */
  readonly icon?: string | undefined;
  /** Where a click leads; `notification_link` of the metadata. Default: nowhere. */
  readonly link?: string | undefined;
  /** Later notifications with the same key replace the unread one; 1 to 255 characters. Default: each is a new one. */
  readonly dedupeKey?: string | undefined;
  /** Further details. Default: none. */
  readonly metadata?: JsonObject | undefined;
}

/** A page of a list of notifications. */
export interface NotificationPage extends InTables<"notifications"> {
  /** The most notifications, 1 to 1000. Default: 50. */
  readonly limit?: number | undefined;
  /** How many to skip from the start. Default: 0. */
  readonly offset?: number | undefined;
}

type NotificationTable = Tables["notifications"];

/**
 * Notifies a user without an activity, unless the setting `notifications_enabled` is false or the user's preferences
 * decline its type. With a `dedupeKey`, a notification that the user has neither read nor dismissed gets the new
 * metadata and moves to the top, even with many concurrent calls; if it was read or dismissed, a new one is added.
 *
 * @param db a Drizzle database or transaction
 * @param notification the recipient, the text and further details
 * @param options the tables of another prefix
 * @returns the stored notification, new or changed; undefined if the user is not notified
 * @throws RuleError `invalid_input`, `user_not_found`; `rows_hidden` if a policy may hide the user or the setting
 * @example
 * import { notify } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const recipientUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await notify(db, { recipientUuid, text: "3 new comments", dedupeKey: "comments:post-7" });
 */
export async function notify(
  db: Db,
  notification: StandaloneNotification,
  options: InTables<"notifications" | "settings" | "users"> = {},
): Promise<UserNotification | undefined> {
  const tables = chooseTables(options, notification);
  const { recipientUuid, text, type, icon, link, dedupeKey, metadata = {} } = notification;
  assertUuid("recipient", recipientUuid);
  assertObject("metadata", metadata);
  assertText("text of a notification", text, { min: 1, max: Number.POSITIVE_INFINITY });
  if (dedupeKey !== undefined) assertText("dedupeKey", dedupeKey, { min: 1, max: 255 });
  const described = { type, notification_icon: icon, notification_link: link, dedupe_key: dedupeKey };
  const given = Object.entries(described).filter(([, value]) => value !== undefined);
  const row = { metadata: { ...metadata, notification_text: text, ...Object.fromEntries(given) } };
  assertRow(tables.notifications, row);
  return runRule(db, async (tx) => {
    await lockUser(tx, recipientUuid, tables);
    if (!(await readFlag(tx, "notifications_enabled", { whenMissing: true, tables }))) return undefined;
    if (type !== undefined && !(await isTypeWanted(tx, type, { recipientUuid, tables }))) return undefined;
    return insertOrCollapse(tx, { recipientUuid, ...row }, tables.notifications);
  });
}

/** Written as SQL, because Drizzle's `onConflictDoUpdate` only takes columns, and the index has an expression. */
async function insertOrCollapse(
  tx: Db,
  { recipientUuid, metadata }: { readonly recipientUuid: string; readonly metadata: JsonObject },
  notifications: NotificationTable,
): Promise<UserNotification> {
  const json = stringifyJson("metadata", metadata);
  const stored = tx.$with("stored", getTableColumns(notifications)).as(sql`
    INSERT INTO ${notifications} AS kept (recipient_uuid, metadata)
    VALUES (${recipientUuid}::pg_catalog.uuid, ${json}::pg_catalog.jsonb)
    ON CONFLICT (recipient_uuid, (metadata ->> 'dedupe_key'))
      WHERE seen_at IS NULL AND dismissed_at IS NULL AND (metadata ->> 'dedupe_key') IS NOT NULL
    DO UPDATE SET
      metadata = kept.metadata || excluded.metadata,
      inserted_at = greatest(kept.inserted_at, excluded.inserted_at)
    RETURNING *`);
  const [row] = await tx.with(stored).select().from(stored);
  return row as UserNotification;
}

/**
 * Lists the notifications in a user's inbox: unread ones first, then the newest first, without dismissed ones.
 *
 * @param db a Drizzle database or transaction
 * @param recipientUuid the user
 * @param options how many, after how many, and the tables of another prefix
 * @returns the notifications
 * @throws RuleError `invalid_input`
 * @example
 * import { listNotifications } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const inbox = await listNotifications(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", { limit: 20 });
 * for (const { metadata, seenAt } of inbox) console.log(seenAt ? "read" : "new", metadata.notification_text);
 */
export async function listNotifications(
  db: Db,
  recipientUuid: string,
  options: NotificationPage = {},
): Promise<UserNotification[]> {
  const tables = chooseTables(options);
  const { limit = 50, offset = 0 } = options;
  const { notifications: table } = tables;
  assertUuid("recipient", recipientUuid);
  assertCount("limit", limit, { min: 1, max: 1000 });
  assertCount("offset", offset, { max: largestInteger });
  return runReadOfDates(db, (on) =>
    on
      .select()
      .from(table)
      .where(and(eq(table.recipientUuid, recipientUuid), isNull(table.dismissedAt)))
      .orderBy(sql`(${table.seenAt} IS NOT NULL)`, desc(table.insertedAt), desc(table.uuid))
      .limit(limit)
      .offset(offset),
  );
}

/**
 * Counts the notifications that a user has neither read nor dismissed, for a badge.
 *
 * @param db a Drizzle database or transaction
 * @param recipientUuid the user
 * @param options the tables of another prefix
 * @returns the number
 * @throws RuleError `invalid_input`
 * @example
 * import { countUnread } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const badge = await countUnread(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 */
export async function countUnread(
  db: Db,
  recipientUuid: string,
  options: InTables<"notifications"> = {},
): Promise<number> {
  const { notifications: table } = chooseTables(options);
  assertUuid("recipient", recipientUuid);
  const [found] = await runRead(db, (on) =>
    on
      .select({ unread: count() })
      .from(table)
      .where(and(eq(table.recipientUuid, recipientUuid), isUnread(table))),
  );
  return found?.unread ?? 0;
}

/** Whether a notification counts for the badge. */
export function isUnread(table: NotificationTable): SQL | undefined {
  return and(isNull(table.seenAt), isNull(table.dismissedAt));
}
