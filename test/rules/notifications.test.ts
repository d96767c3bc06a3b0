import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  defineTables,
  type JsonObject,
  notifications,
  type Tables,
  type UserNotification,
  users,
} from "../../src/index.ts";
import {
  dismissNotification,
  markAllSeen,
  markSeen,
  restoreNotification,
} from "../../src/rules/notification-states.ts";
import {
  countUnread,
  listNotifications,
  notify,
  type StandaloneNotification,
} from "../../src/rules/notifications.ts";
import { putSetting } from "../../src/rules/settings.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
let racers: Pool;

beforeAll(() => {
  racers = openPool(database().url, { max: 20 });
});
afterAll(() => racers.end());
beforeEach(async () => {
  await emptyTables(database().pool, "phoenix_kit_users");
});

const db = () => drizzle({ client: racers });
const nobody = "018f0000-0000-7000-8000-000000000000";
const twenty = Array.from({ length: 20 }, (_, n) => n);

async function addUser(email = "ada@example.com", table: Tables["users"] = users): Promise<string> {
  const [made] = await db().insert(table).values({ email, hashedPassword: "" }).returning();
  return made?.uuid ?? "";
}

/** Tells somebody who listens. */
async function tell(told: StandaloneNotification, tables?: Tables): Promise<UserNotification> {
  const stored = await notify(db(), told, { tables });
  if (!stored) throw new Error("nothing was stored");
  return stored;
}

const listTexts = async (recipientUuid: string) =>
  (await listNotifications(db(), recipientUuid)).map(({ metadata }) => metadata.notification_text);

test.each(["public", quotedPrefix])(
  "a user is told a text, with all that belongs to it (%s)",
  async (prefix) => {
    const tables = defineTables(prefix);
    const recipientUuid = await addUser("ada@example.com", tables.users);
    const before = Date.now() - 1000;
    const told = {
      recipientUuid,
      text: "Käse",
      type: "shop",
      icon: "hero-bell",
      link: "/shop",
      dedupeKey: "k",
    };
    const stored = await tell({ ...told, metadata: { price: 7 } }, tables);
    expect(await listNotifications(db(), recipientUuid, { tables })).toEqual([stored]);
    expect(stored).toMatchObject({ activityUuid: null, recipientUuid, seenAt: null, dismissedAt: null });
    expect(stored.insertedAt.getTime()).toBeGreaterThan(before);
    expect(stored.metadata).toEqual({
      price: 7,
      type: "shop",
      notification_text: "Käse",
      notification_icon: "hero-bell",
      notification_link: "/shop",
      dedupe_key: "k",
    });
    const address = { uuid: stored.uuid, recipientUuid };
    expect(await countUnread(db(), recipientUuid, { tables })).toBe(1);
    expect(await markSeen(db(), address, { tables })).toBe(true);
    expect(await dismissNotification(db(), address, { tables })).toBe(true);
    expect(await restoreNotification(db(), address, { tables })).toBe(true);
    await notify(db(), { recipientUuid, text: "another" }, { tables });
    expect(await markAllSeen(db(), recipientUuid, { tables })).toBe(1);
    expect(await countUnread(db(), recipientUuid, { tables })).toBe(0);
  },
);

test("20 events of one key at once are one unread notification, with the details of all of them", async () => {
  const recipientUuid = await addUser();
  const event = { recipientUuid, text: "new comments", dedupeKey: "comments" };
  const stored = await Promise.all(twenty.map((n) => tell({ ...event, metadata: { [`from_${n}`]: true } })));
  expect(new Set(stored.map(({ uuid }) => uuid)).size).toBe(1);
  const [only, ...others] = await listNotifications(db(), recipientUuid);
  expect(others).toEqual([]);
  expect(Object.keys(only?.metadata ?? {}).filter((key) => key.startsWith("from_"))).toHaveLength(20);
  expect(await countUnread(db(), recipientUuid)).toBe(1);
});

test("a further event of a key takes the new text and moves to the top, other users and keys stay apart", async () => {
  const [recipientUuid, other] = [await addUser(), await addUser("grace@example.com")];
  await notify(db(), { recipientUuid, text: "1 comment", dedupeKey: "comments" });
  await notify(db(), { recipientUuid, text: "no key" });
  await notify(db(), { recipientUuid, text: "no key" });
  await notify(db(), { recipientUuid, text: "1 like", dedupeKey: "likes" });
  await notify(db(), { recipientUuid: other, text: "1 comment", dedupeKey: "comments" });
  await notify(db(), { recipientUuid, text: "2 comments", dedupeKey: "comments" });
  expect(await listTexts(recipientUuid)).toEqual(["2 comments", "1 like", "no key", "no key"]);
  expect(await listTexts(other)).toEqual(["1 comment"]);
});

test.each([
  ["read", markSeen],
  ["dismissed", dismissNotification],
])("a notification that was %s stays as it is, and a new one comes", async (_, change) => {
  const recipientUuid = await addUser();
  const event = { recipientUuid, text: "old", dedupeKey: "comments" };
  const { uuid } = await tell(event);
  await change(db(), { uuid, recipientUuid });
  const next = await tell({ ...event, text: "new" });
  expect(next.uuid).not.toBe(uuid);
  const [kept] = await db().select().from(notifications).where(eq(notifications.uuid, uuid));
  expect(kept?.metadata.notification_text).toBe("old");
});

test("the inbox has unread ones first, then the newest, and no dismissed ones", async () => {
  const recipientUuid = await addUser();
  const uuids: Record<string, string> = {};
  for (const text of ["a", "b", "c", "d", "e"]) {
    uuids[text] = (await tell({ recipientUuid, text })).uuid;
  }
  const at = (text: string) => ({ uuid: uuids[text] ?? "", recipientUuid });
  await markSeen(db(), at("e"));
  await markSeen(db(), at("b"));
  await dismissNotification(db(), at("c"));
  expect(await listTexts(recipientUuid)).toEqual(["d", "a", "e", "b"]);
  const part = await listNotifications(db(), recipientUuid, { limit: 2, offset: 1 });
  expect(part.map(({ metadata }) => metadata.notification_text)).toEqual(["a", "e"]);
  expect(await countUnread(db(), recipientUuid)).toBe(2);
});

test("of equal times the greater uuid comes first", async () => {
  const recipientUuid = await addUser();
  for (const text of ["a", "b", "c"]) await notify(db(), { recipientUuid, text });
  await database().pool.query("UPDATE phoenix_kit_notifications SET inserted_at = '2026-01-01'");
  const listed = (await listNotifications(db(), recipientUuid)).map(({ uuid }) => uuid);
  expect(listed).toEqual([...listed].sort().reverse());
});

test("dismissing also reads, restoring does not unread, and each reports a change once", async () => {
  const recipientUuid = await addUser();
  const { uuid } = await tell({ recipientUuid, text: "a" });
  const address = { uuid, recipientUuid };
  const dismissed = await Promise.all(twenty.map(() => dismissNotification(db(), address)));
  expect(dismissed.filter(Boolean)).toHaveLength(1);
  const read = async () => (await db().select().from(notifications))[0];
  const first = await read();
  expect(first?.seenAt).toEqual(expect.any(Date));
  expect(first?.dismissedAt).toEqual(first?.seenAt);
  expect(await markSeen(db(), address)).toBe(false);
  const restored = await Promise.all(twenty.map(() => restoreNotification(db(), address)));
  expect(restored.filter(Boolean)).toHaveLength(1);
  expect(await read()).toMatchObject({ seenAt: first?.seenAt, dismissedAt: null });
});

test("what was dismissed unread comes back unread, but read where it has a key that another may have", async () => {
  const recipientUuid = await addUser();
  const plain = await tell({ recipientUuid, text: "plain" });
  const keyed = await tell({ recipientUuid, text: "keyed", dedupeKey: "k" });
  await database().pool.query("UPDATE phoenix_kit_notifications SET dismissed_at = now()");
  await notify(db(), { recipientUuid, text: "newer", dedupeKey: "k" });
  for (const { uuid } of [plain, keyed]) await restoreNotification(db(), { uuid, recipientUuid });
  expect(await listTexts(recipientUuid)).toEqual(["newer", "plain", "keyed"]);
  expect(await countUnread(db(), recipientUuid)).toBe(2);
});

test("all that is in the inbox is read at once, what was dismissed unread is left", async () => {
  const [recipientUuid, other] = [await addUser(), await addUser("grace@example.com")];
  for (const text of ["a", "b", "c"]) await notify(db(), { recipientUuid, text });
  await notify(db(), { recipientUuid: other, text: "d" });
  await database().pool.query(
    "UPDATE phoenix_kit_notifications SET dismissed_at = now() WHERE metadata ->> 'notification_text' = 'c'",
  );
  const counts = await Promise.all(twenty.map(() => markAllSeen(db(), recipientUuid)));
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(2);
  expect(await countUnread(db(), other)).toBe(1);
  const { rows } = await database().pool.query(
    "SELECT seen_at FROM phoenix_kit_notifications WHERE dismissed_at IS NOT NULL",
  );
  expect(rows).toEqual([{ seen_at: null }]);
});

test.each([
  ["marked as read", markSeen],
  ["dismissed", dismissNotification],
  ["restored", restoreNotification],
])("a notification is not %s by another user", async (_, change) => {
  const [recipientUuid, other] = [await addUser(), await addUser("grace@example.com")];
  const stored = await tell({ recipientUuid, text: "a" });
  expect(await change(db(), { uuid: stored.uuid, recipientUuid: other })).toBe(false);
  expect(await change(db(), { uuid: nobody, recipientUuid })).toBe(false);
  expect(await listNotifications(db(), recipientUuid)).toEqual([stored]);
});

test.each<[string, string, object]>([
  ["a recipient that does not exist", "user_not_found", { recipientUuid: nobody }],
  ["a recipient that is no uuid", "invalid_input", { recipientUuid: "1" }],
  ["an empty text", "invalid_input", { text: "" }],
  ["a text with NUL", "invalid_input", { text: "a\0" }],
  ["an empty key", "invalid_input", { dedupeKey: "" }],
  ["a key of 256 characters", "invalid_input", { dedupeKey: "k".repeat(256) }],
  ["a list as metadata", "invalid_input", { metadata: [] }],
  ["half a surrogate pair in the metadata", "invalid_input", { metadata: { a: "\ud800" } }],
])("%s is refused for a notification, and a caller's transaction goes on", async (_, code, wrong) => {
  const recipientUuid = await addUser();
  const refusal = { name: "RuleError", code, remedy: expect.stringMatching(/\w/) };
  await db().transaction(async (tx) => {
    const refused = notify(tx, { recipientUuid, text: "a", ...wrong });
    await expect(refused).rejects.toMatchObject(refusal);
    await notify(tx, { recipientUuid, text: "b" });
  });
  expect(await listTexts(recipientUuid)).toEqual(["b"]);
});

test("bad uuids and limits are refused where notifications are read and changed", async () => {
  const refusal = { name: "RuleError", code: "invalid_input" };
  for (const limit of [0, 1001, 1.5, Number.NaN]) {
    await expect(listNotifications(db(), nobody, { limit })).rejects.toMatchObject(refusal);
  }
  await expect(listNotifications(db(), nobody, { offset: -1 })).rejects.toMatchObject(refusal);
  for (const call of [listNotifications, countUnread, markAllSeen]) {
    await expect(call(db(), "1")).rejects.toMatchObject(refusal);
  }
  for (const change of [markSeen, dismissNotification, restoreNotification]) {
    await expect(change(db(), { uuid: "1", recipientUuid: nobody })).rejects.toMatchObject(refusal);
    await expect(change(db(), { uuid: nobody, recipientUuid: "1" })).rejects.toMatchObject(refusal);
  }
});

test("nobody is told while notifications_enabled is false", async () => {
  const told = { recipientUuid: await addUser(), text: "New" };
  await putSetting(db(), "notifications_enabled", "false");
  expect(await notify(db(), told)).toBeUndefined();
  expect(await notify(db(), { ...told, dedupeKey: "new" })).toBeUndefined();
  await putSetting(db(), "notifications_enabled", "true");
  expect(await notify(db(), told)).toBeDefined();
  expect(await listTexts(told.recipientUuid)).toEqual(["New"]);
});

test("a user who says no to a type is not told of it, whatever else is in the custom fields", async () => {
  const recipientUuid = await addUser();
  const isTold = async (notification_preferences: unknown, type?: string) => {
    const customFields = { theme: "dark", notification_preferences } as JsonObject;
    await db().update(users).set({ customFields }).where(eq(users.uuid, recipientUuid));
    return (await notify(db(), { recipientUuid, text: "New", type })) !== undefined;
  };
  expect(await isTold({ security: false }, "security")).toBe(false);
  expect(await isTold({ security: false }, "shop")).toBe(true);
  expect(await isTold({ security: false })).toBe(true);
  expect(await isTold({ posts: false }, "posts.likes")).toBe(false);
  expect(await isTold({ posts: false, "posts.likes": true }, "posts.likes")).toBe(false);
  expect(await isTold({ posts: true, "posts.likes": false }, "posts.likes")).toBe(false);
  expect(await isTold({ "posts.likes": false }, "posts")).toBe(true);
  for (const odd of [undefined, null, "no", [], { security: "false" }, { security: null }]) {
    expect(await isTold(odd, "security"), JSON.stringify(odd)).toBe(true);
  }
});
