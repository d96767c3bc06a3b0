import { and, desc, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import type { Activity, NewActivity, Tables, UserNotification } from "../../schema/index.ts";
import { assertCount, assertObject, assertText } from "./assert.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUserIfExists } from "./lock-user.ts";
import { isActionWanted } from "./notification-preferences.ts";
import { assertRow } from "./row.ts";
import { runReadOfDates, runRule } from "./run-rule.ts";
import { readFlag } from "./settings.ts";

/** Something that happened. Only `action` is required; the server gives the uuid, and the time is now. */
export type ActivityEntry = Omit<NewActivity, "uuid" | "insertedAt"> & {
  /** Whether to tell the target, if the user's own preferences allow it. Default: true. */
  readonly notifies?: boolean | undefined;
};

/** An activity as it is stored, and the notification of its target. */
export interface RecordedActivity {
  /** The stored activity. */
  readonly activity: Activity;
  /** The notification of its target; undefined if nobody was notified. */
  readonly notification: UserNotification | undefined;
}

/** Conditions for activities. Those that meet all of them are listed. */
export interface ActivityFilter extends InTables<"activities"> {
  /** An action such as `post.created`, or all actions of a resource: `post.*`. Default: all. */
  readonly action?: string | undefined;
  /** The uuid of the user who acted. Default: any. */
  readonly actorUuid?: string | undefined;
  /** The type of the thing that it happened to. Default: any. */
  readonly resourceType?: string | undefined;
  /** The uuid of the thing that it happened to. Default: any. */
  readonly resourceUuid?: string | undefined;
  /** The uuid of the user whom it concerns. Default: any. */
  readonly targetUuid?: string | undefined;
  /** The part of the application. Default: any. */
  readonly module?: string | undefined;
  /** What caused it, such as `manual` or `cron`. Default: any. */
  readonly mode?: string | undefined;
  /** The earliest time, inclusive. Default: no bound. */
  readonly since?: Date | undefined;
  /** The end, exclusive. Default: no bound. */
  readonly until?: Date | undefined;
  /** The last activity of the page before. Default: the list starts with the newest. */
  readonly after?: Pick<Activity, "insertedAt" | "uuid"> | undefined;
  /** The most activities, 1 to 1000. Default: 50. */
  readonly limit?: number | undefined;
}

/** The tables that an activity and its notification touch. */
export type ActivityTableNames = "activities" | "notifications" | "settings" | "users";

/**
 * Adds an activity to the feed, and a notification for its target: unless the target is the actor or no user, the
 * setting `notifications_enabled` is false, or the user's preferences (`notification_preferences` of the custom fields)
 * decline such actions. Both are stored or neither. Call it in the transaction of the action itself.
 *
 * @param db a Drizzle database or transaction
 * @param entry what happened; the application that shows the notification uses `notification_text`, `notification_icon`
 * and `notification_link` of its metadata
 * @param options the tables of another prefix
 * @returns the stored activity, and the notification if there is one
 * @throws RuleError `invalid_input`; `rows_hidden` if a policy may hide the target or the setting
 * @example
 * import { recordActivity } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const actorUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const targetUuid = "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70";
 * await recordActivity(db, { action: "post.liked", resourceType: "post", actorUuid, targetUuid });
 */
export async function recordActivity(
  db: Db,
  entry: ActivityEntry,
  options: InTables<ActivityTableNames> = {},
): Promise<RecordedActivity> {
  const tables = chooseTables(options, entry);
  const { notifies = true, ...row } = entry;
  assertText("action", row.action, { min: 1, max: 100 });
  if (row.metadata != null) assertObject("metadata", row.metadata);
  assertRow(tables.activities, row);
  return runRule(db, async (tx) => {
    const [stored] = await tx.insert(tables.activities).values(row).returning();
    const activity = stored as Activity;
    return { activity, notification: notifies ? await notifyTarget(tx, activity, tables) : undefined };
  });
}

async function notifyTarget(
  tx: Db,
  { uuid: activityUuid, action, actorUuid, targetUuid }: Activity,
  tables: Pick<Tables, ActivityTableNames>,
): Promise<UserNotification | undefined> {
  if (targetUuid === null || targetUuid === actorUuid) return undefined;
  if (!(await readFlag(tx, "notifications_enabled", { whenMissing: true, tables }))) return undefined;
  // An activity may name a user who was deleted since: its columns have no foreign keys.
  if (!(await lockUserIfExists(tx, targetUuid, tables))) return undefined;
  if (!(await isActionWanted(tx, action, { recipientUuid: targetUuid, tables }))) return undefined;
  const [notification] = await tx
    .insert(tables.notifications)
    .values({ activityUuid, recipientUuid: targetUuid })
    .onConflictDoNothing()
    .returning();
  return notification;
}

/**
 * Lists the feed, newest first. For the next page, give the last activity of this one as `after`: new activities do not
 * shift the pages.
 *
 * @param db a Drizzle database or transaction
 * @param filter which activities, how many, and the tables of another prefix
 * @returns the activities
 * @throws RuleError `invalid_input`
 * @example
 * import { listActivities } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const first = await listActivities(db, { action: "post.*", limit: 20 });
 * const second = await listActivities(db, { action: "post.*", limit: 20, after: first.at(-1) });
 */
export async function listActivities(db: Db, filter: ActivityFilter = {}): Promise<Activity[]> {
  const tables = chooseTables(filter);
  const { action, since, until, after, limit = 50 } = filter;
  const { activities } = tables;
  const { actorUuid, resourceType, resourceUuid, targetUuid, module, mode } = filter;
  const equal = { actorUuid, resourceType, resourceUuid, targetUuid, module, mode };
  assertCount("limit", limit, { min: 1, max: 1000 });
  assertRow(activities, { ...equal, action, insertedAt: since });
  assertRow(activities, { uuid: after?.uuid, insertedAt: until });
  assertRow(activities, { insertedAt: after?.insertedAt });
  const conditions = Object.entries(equal).map(([key, value]) =>
    value === undefined ? undefined : eq(activities[key as keyof typeof equal], value),
  );
  const isWanted = and(
    ...conditions,
    action == null ? undefined : isAction(activities, action),
    since && gte(activities.insertedAt, since),
    until && lt(activities.insertedAt, until),
    after && isAfter(activities, after),
  );
  return runReadOfDates(db, (on) =>
    on
      .select()
      .from(activities)
      .where(isWanted)
      .orderBy(desc(activities.insertedAt), desc(activities.uuid))
      .limit(limit),
  );
}

function isAction(activities: Tables["activities"], action: string): SQL {
  if (!action.endsWith(".*")) return eq(activities.action, action);
  return sql`pg_catalog.starts_with(${activities.action}::pg_catalog.text, ${action.slice(0, -1)}::pg_catalog.text)`;
}

function isAfter(
  { insertedAt, uuid }: Tables["activities"],
  after: NonNullable<ActivityFilter["after"]>,
): SQL {
  const moment = sql.param(after.insertedAt, insertedAt);
  return sql`(${insertedAt}, ${uuid}) < (${moment}, ${after.uuid})`;
}
