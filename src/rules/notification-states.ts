import { and, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { Tables } from "../../schema/index.ts";
import { assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { isUnread } from "./notifications.ts";
import { runStatement } from "./run-rule.ts";

/** A notification and its recipient, so that nobody can change another user's. */
export interface NotificationAddress {
  /** The uuid of the notification. */
  readonly uuid: string;
  /** The user who received it. */
  readonly recipientUuid: string;
}

type Options = InTables<"notifications">;

/**
 * Marks a notification as read. A read one never becomes unread again.
 *
 * @param db a Drizzle database or transaction
 * @param address which notification, of whom
 * @param options the tables of another prefix
 * @returns whether it was unread; false if the user has no such notification
 * @throws RuleError `invalid_input`
 * @example
 * import { markSeen } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const recipientUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await markSeen(db, { uuid: "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70", recipientUuid });
 */
export async function markSeen(
  db: Db,
  address: NotificationAddress,
  options: Options = {},
): Promise<boolean> {
  const { notifications: table } = chooseTables(options, address);
  return changeOne(db, address, { table, where: isNull(table.seenAt), set: { seenAt: now } });
}

/**
 * Takes a notification out of the inbox, which also marks it as read.
 *
 * @param db a Drizzle database or transaction
 * @param address which notification, of whom
 * @param options the tables of another prefix
 * @returns whether it was in the inbox; false if the user has no such notification
 * @throws RuleError `invalid_input`
 * @example
 * import { dismissNotification } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const recipientUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await dismissNotification(db, { uuid: "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70", recipientUuid });
 */
export async function dismissNotification(
  db: Db,
  address: NotificationAddress,
  options: Options = {},
): Promise<boolean> {
  const { notifications: table } = chooseTables(options, address);
  const set = { dismissedAt: now, seenAt: sql`coalesce(${table.seenAt}, ${now})` };
  return changeOne(db, address, { table, where: isNull(table.dismissedAt), set });
}

/**
 * Puts a dismissed notification back into the inbox. It stays read. One that V170 dismissed unread, because a newer one
 * had its `dedupe_key`, becomes read, because a user can have only one unread notification of a key.
 *
 * @param db a Drizzle database or transaction
 * @param address which notification, of whom
 * @param options the tables of another prefix
 * @returns whether it was dismissed; false if the user has no such notification
 * @throws RuleError `invalid_input`
 * @example
 * import { restoreNotification } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const recipientUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await restoreNotification(db, { uuid: "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70", recipientUuid });
 */
export async function restoreNotification(
  db: Db,
  address: NotificationAddress,
  options: Options = {},
): Promise<boolean> {
  const { notifications: table } = chooseTables(options, address);
  const isKeyed = sql`${table.metadata} ->> 'dedupe_key' IS NOT NULL`;
  const seenAt = sql`CASE WHEN ${isKeyed} THEN coalesce(${table.seenAt}, ${now}) ELSE ${table.seenAt} END`;
  return changeOne(db, address, {
    table,
    where: isNotNull(table.dismissedAt),
    set: { dismissedAt: null, seenAt },
  });
}

/**
 * Marks all notifications in a user's inbox as read.
 *
 * @param db a Drizzle database or transaction
 * @param recipientUuid the user
 * @param options the tables of another prefix
 * @returns how many were unread
 * @throws RuleError `invalid_input`
 * @example
 * import { markAllSeen } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const read = await markAllSeen(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 */
export async function markAllSeen(db: Db, recipientUuid: string, options: Options = {}): Promise<number> {
  const { notifications: table } = chooseTables(options);
  assertUuid("recipient", recipientUuid);
  const changed = await runStatement(db, (on) =>
    on
      .update(table)
      .set({ seenAt: now })
      .where(and(eq(table.recipientUuid, recipientUuid), isUnread(table)))
      .returning({ uuid: table.uuid }),
  );
  return changed.length;
}

const now = sql`pg_catalog.now()`;

interface Change {
  readonly table: Tables["notifications"];
  readonly where: SQL;
  readonly set: { readonly seenAt?: SQL; readonly dismissedAt?: SQL | null };
}

async function changeOne(
  db: Db,
  { uuid, recipientUuid }: NotificationAddress,
  { table, where, set }: Change,
): Promise<boolean> {
  assertUuid("notification", uuid);
  assertUuid("recipient", recipientUuid);
  const changed = await runStatement(db, (on) =>
    on
      .update(table)
      .set(set)
      .where(and(eq(table.uuid, uuid), eq(table.recipientUuid, recipientUuid), where))
      .returning({ uuid: table.uuid }),
  );
  return changed.length > 0;
}
