import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { beforeEach, expect, test } from "vitest";
import {
  activities,
  defineTables,
  type JsonObject,
  notifications,
  type Tables,
  users,
} from "../../src/index.ts";
import { type ActivityEntry, listActivities, recordActivity } from "../../src/rules/activities.ts";
import { putJsonSetting, putSetting } from "../../src/rules/settings.ts";
import { useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";
import { createRole } from "../support/roles.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const db = () => drizzle({ client: database().pool });
const ghost = "018f0000-0000-7000-8000-000000000001";
const post = "018f0000-0000-7000-8000-000000000002";

beforeEach(async () => {
  const { pool } = database();
  await emptyTables(pool, "phoenix_kit_users", "phoenix_kit_activities");
  await pool.query("DELETE FROM phoenix_kit_settings WHERE key = 'notifications_enabled'");
});

async function addUser(email: string, table: Tables["users"] = users): Promise<string> {
  const [made] = await db().insert(table).values({ email, hashedPassword: "" }).returning();
  return made?.uuid ?? "";
}

test.each(["public", quotedPrefix])("an activity is kept, and its target is told (%s)", async (prefix) => {
  const tables = defineTables(prefix);
  const actorUuid = await addUser("ada@example.com", tables.users);
  const targetUuid = await addUser("grace@example.com", tables.users);
  const before = Date.now() - 1000;
  const entry = {
    action: "post.liked",
    module: "posts",
    mode: "manual",
    resourceType: "post",
    resourceUuid: post,
    actorUuid,
    targetUuid,
    metadata: { notification_text: "Käse" },
  };
  const { activity, notification } = await recordActivity(db(), entry, { tables });
  expect(activity).toMatchObject(entry);
  expect(activity.insertedAt.getTime()).toBeGreaterThanOrEqual(before - (before % 1000));
  expect(activity.insertedAt.getTime()).toBeLessThanOrEqual(Date.now());
  expect(await db().select().from(tables.activities)).toEqual([activity]);
  expect(await db().select().from(tables.notifications)).toEqual([notification]);
  expect(notification).toMatchObject({
    activityUuid: activity.uuid,
    recipientUuid: targetUuid,
    seenAt: null,
    dismissedAt: null,
    metadata: {},
  });
  expect(await listActivities(db(), { action: "post.*", tables })).toEqual([activity]);
});

test("an activity needs no more than its action", async () => {
  const { activity, notification } = await recordActivity(db(), { action: "cache.cleared" });
  expect(notification).toBeUndefined();
  expect(activity).toMatchObject({ action: "cache.cleared", actorUuid: null, metadata: {} });
});

test("nobody is told of his own activity, of one without a target, or of one that is not to notify", async () => {
  const ada = await addUser("ada@example.com");
  const action = "post.liked";
  await recordActivity(db(), { action, actorUuid: ada, targetUuid: ada.toUpperCase() });
  await recordActivity(db(), { action, actorUuid: ada });
  await recordActivity(db(), { action, targetUuid: ada, notifies: false });
  await recordActivity(db(), { action, targetUuid: ghost });
  expect(await db().select().from(activities)).toHaveLength(4);
  expect(await db().select().from(notifications)).toEqual([]);
});

test("nobody is told while notifications_enabled is false, as text or JSON", async () => {
  const targetUuid = await addUser("ada@example.com");
  await putSetting(db(), "notifications_enabled", "false");
  expect((await recordActivity(db(), { action: "a.b", targetUuid })).notification).toBeUndefined();
  await putJsonSetting(db(), "notifications_enabled", false);
  expect((await recordActivity(db(), { action: "a.b", targetUuid })).notification).toBeUndefined();
  await putSetting(db(), "notifications_enabled", "true");
  expect((await recordActivity(db(), { action: "a.b", targetUuid })).notification).toBeDefined();
  expect(await db().select().from(activities)).toHaveLength(3);
});

test("users are told only of what they have not said no to, and PhoenixKit's digests are left to it", async () => {
  const targetUuid = await addUser("ada@example.com");
  const isTold = async (customFields: JsonObject | null, action: string) => {
    await database().pool.query("UPDATE phoenix_kit_users SET custom_fields = $1", [customFields]);
    const { activity, notification } = await recordActivity(db(), { action, targetUuid });
    expect(activity.action).toBe(action);
    return notification !== undefined;
  };
  const preferring = (notification_preferences: JsonObject) => ({ notification_preferences });
  expect(await isTold(null, "user.note_created")).toBe(true);
  expect(await isTold(preferring({ account: false }), "user.note_created")).toBe(false);
  expect(await isTold(preferring({ account: false }), "post.liked")).toBe(true);
  expect(await isTold(preferring({ account: false }), "shop.sold")).toBe(true);
  expect(await isTold(preferring({ posts: false }), "post.liked")).toBe(false);
  expect(await isTold(preferring({ "comments.replies": false }), "comment.replied")).toBe(false);
  expect(await isTold(preferring({ "comments.replies": false }), "comment.liked")).toBe(true);
  const digest = {
    "notification_channel:inapp": { cadences: { "posts.likes": "daily", account: "immediate" } },
  };
  expect(await isTold(digest, "post.liked")).toBe(false);
  expect(await isTold(digest, "user.note_created")).toBe(true);
});

test("an activity and its notification go with the transaction of the action", async () => {
  const targetUuid = await addUser("ada@example.com");
  const failing = db().transaction(async (tx) => {
    await recordActivity(tx, { action: "post.liked", targetUuid });
    throw new Error("the action failed");
  });
  await expect(failing).rejects.toThrow("the action failed");
  expect(await db().select().from(activities)).toEqual([]);
  expect(await db().select().from(notifications)).toEqual([]);
});

test("a notification that is there already is skipped, and the activity stays", async () => {
  const targetUuid = await addUser("ada@example.com");
  await database().pool.query(`
    CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO phoenix_kit_notifications (activity_uuid, recipient_uuid) VALUES (NEW.uuid, NEW.target_uuid);
      RETURN NULL;
    END $$;
    CREATE TRIGGER tell AFTER INSERT ON phoenix_kit_activities FOR EACH ROW EXECUTE FUNCTION tell()`);
  try {
    const { notification } = await recordActivity(db(), { action: "post.liked", targetUuid });
    expect(notification).toBeUndefined();
    expect(await db().select().from(activities)).toHaveLength(1);
    expect(await db().select().from(notifications)).toHaveLength(1);
  } finally {
    await database().pool.query("DROP FUNCTION tell CASCADE");
  }
});

test("20 activities for one target at once are 20 activities and 20 notifications", async () => {
  const targetUuid = await addUser("ada@example.com");
  await Promise.all(Array.from({ length: 20 }, () => recordActivity(db(), { action: "a.b", targetUuid })));
  expect(await db().select().from(activities)).toHaveLength(20);
  expect(await db().select().from(notifications)).toHaveLength(20);
});

test("where a policy hides users or settings, nobody is passed over in silence", async () => {
  const targetUuid = await addUser("ada@example.com");
  const app = await createRole(database(), { createOnDatabase: false });
  const pool = new Pool({ connectionString: app.url });
  const { pool: admin } = database();
  try {
    await admin.query(`GRANT USAGE ON SCHEMA public TO "${app.name}";
      GRANT ALL ON ALL TABLES IN SCHEMA public TO "${app.name}"`);
    for (const table of ["phoenix_kit_users", "phoenix_kit_settings"]) {
      await admin.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      const recorded = recordActivity(drizzle({ client: pool }), { action: "a.b", targetUuid });
      await expect(recorded).rejects.toMatchObject({ name: "RuleError", code: "rows_hidden" });
      await admin.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
    }
    expect(await db().select().from(activities)).toEqual([]);
  } finally {
    await pool.end();
    await app.drop();
  }
});

test("activities are found by each of their columns and by time", async () => {
  const columns = {
    module: "posts",
    mode: "cron",
    resourceType: "post",
    resourceUuid: post,
    actorUuid: ghost,
    targetUuid: post,
  };
  const { activity: wanted } = await recordActivity(db(), { action: "post.created", ...columns });
  await recordActivity(db(), { action: "postal.created" });
  await recordActivity(db(), { action: "post_.created" });
  for (const [key, value] of Object.entries(columns)) {
    expect(await listActivities(db(), { [key]: value })).toEqual([wanted]);
  }
  expect(await listActivities(db(), { action: "post.created" })).toEqual([wanted]);
  expect(await listActivities(db(), { action: "post.*" })).toEqual([wanted]);
  expect(await listActivities(db(), { action: "post" })).toEqual([]);
  expect(await listActivities(db(), { action: "p%.*" })).toEqual([]);
  expect(await listActivities(db(), { action: "post_.*" })).toHaveLength(1);
  await database().pool.query(
    "UPDATE phoenix_kit_activities SET inserted_at = '2026-01-01 12:00:00' WHERE uuid = $1",
    [wanted.uuid],
  );
  const noon = new Date("2026-01-01T12:00:00Z");
  const later = new Date(noon.getTime() + 1);
  expect(await listActivities(db(), { since: noon, until: later })).toMatchObject([{ uuid: wanted.uuid }]);
  expect(await listActivities(db(), { since: later, until: new Date("2026-01-02T00:00:00Z") })).toEqual([]);
  expect(await listActivities(db(), { until: noon })).toEqual([]);
});

test("pages follow each other without gaps or repeats, also within one second and while others are added", async () => {
  await db()
    .insert(activities)
    .values(
      Array.from({ length: 25 }, (_, n) => ({
        action: `a.${n}`,
        insertedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, n % 3)),
      })),
    );
  const all = await listActivities(db());
  expect(all).toHaveLength(25);
  const inOrder = [...all].sort(
    (a, b) => b.insertedAt.getTime() - a.insertedAt.getTime() || (a.uuid < b.uuid ? 1 : -1),
  );
  expect(all).toEqual(inOrder);
  const paged: unknown[] = [];
  let page = await listActivities(db(), { limit: 4 });
  while (page.length > 0) {
    paged.push(...page);
    await recordActivity(db(), { action: "meanwhile.added" });
    page = await listActivities(db(), { limit: 4, after: page.at(-1) });
  }
  expect(paged).toEqual(all);
});

test.each<[string, object]>([
  ["an empty action", { action: "" }],
  ["an action of 101 characters", { action: "a".repeat(101) }],
  ["a module of 51 characters", { module: "m".repeat(51) }],
  ["a mode of 21 characters", { mode: "m".repeat(21) }],
  ["an actor that is no uuid", { actorUuid: "1" }],
  ["a target that is no uuid", { targetUuid: "1" }],
  ["a list as metadata", { metadata: [1] }],
  ["NUL in the metadata", { metadata: { a: "\0" } }],
])("%s is refused for an activity", async (_, wrong) => {
  const entry: ActivityEntry = { action: "post.liked", ...wrong };
  const refusal = { name: "RuleError", code: "invalid_input", remedy: expect.stringMatching(/\w/) };
  await expect(recordActivity(db(), entry)).rejects.toMatchObject(refusal);
  expect(await db().select().from(activities)).toEqual([]);
});

test.each<[string, object]>([
  ["a limit of 0", { limit: 0 }],
  ["a limit of 1001", { limit: 1001 }],
  ["an actor that is no uuid", { actorUuid: "1" }],
  ["a time that is none", { since: new Date(Number.NaN) }],
  ["an end that is none", { until: new Date(Number.NaN) }],
  ["a place that is no uuid", { after: { uuid: "1", insertedAt: new Date() } }],
  ["a place without a valid time", { after: { uuid: post, insertedAt: new Date(Number.NaN) } }],
  ["an action with NUL", { action: "a\0" }],
])("%s is refused for a list of activities", async (_, wrong) => {
  await expect(listActivities(db(), wrong)).rejects.toMatchObject({
    name: "RuleError",
    code: "invalid_input",
  });
});
