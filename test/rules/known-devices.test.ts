import { createHash } from "node:crypto";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  activities,
  defineTables,
  notifications,
  type Tables,
  userKnownDevices,
  users,
} from "../../src/index.ts";
import { recordKnownDevice } from "../../src/rules/known-devices.ts";
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
  const { pool } = database();
  await emptyTables(pool, "phoenix_kit_users", "phoenix_kit_activities");
  await pool.query("DELETE FROM phoenix_kit_settings WHERE key = 'new_login_alert_enabled'");
});

const db = () => drizzle({ client: racers });
const key = "new_login_alert_enabled";
const nobody = "018f0000-0000-7000-8000-000000000000";
const hash = (text: string) => createHash("sha256").update(text).digest("hex");

async function addUser(table: Tables["users"] = users): Promise<string> {
  const [made] = await db()
    .insert(table)
    .values({ email: "ada@example.com", hashedPassword: "" })
    .returning();
  return made?.uuid ?? "";
}

test.each(["public", quotedPrefix])(
  "a new device is kept, recorded and told to its user (%s)",
  async (prefix) => {
    const tables = defineTables(prefix);
    await putSetting(db(), key, "true", { tables });
    const userUuid = await addUser(tables.users);
    const signIn = { userUuid, ip: "::ffff:192.0.2.7", userAgent: "Käse/1.0" };
    const details = { browser: "Käse", os: "Linux", location: "Tallinn, Estonia" };
    const seen = await recordKnownDevice(db(), { ...signIn, ...details }, { tables });
    expect(seen?.isNew).toBe(true);
    expect(seen?.device).toMatchObject({
      userUuid,
      ipAddress: "192.0.2.7",
      userAgentHash: hash("Käse/1.0"),
      ...details,
    });
    expect(await db().select().from(tables.userKnownDevices)).toEqual([seen?.device]);
    expect(await db().select().from(tables.activities)).toMatchObject([
      { action: "user.new_login_detected", actorUuid: userUuid, targetUuid: userUuid },
    ]);
    const told = await db().select().from(tables.notifications);
    expect(told).toMatchObject([
      {
        recipientUuid: userUuid,
        activityUuid: null,
        metadata: { type: "security", ip_address: "192.0.2.7" },
      },
    ]);
    expect(told[0]?.metadata.notification_text).toContain("Käse, Linux, Tallinn, Estonia, 192.0.2.7");
  },
);

test("of a known device only the last sighting moves, and nobody is told", async () => {
  await putSetting(db(), key, "true");
  const signIn = { userUuid: await addUser(), ip: "192.0.2.7", userAgent: "A", browser: "A" };
  await recordKnownDevice(db(), signIn);
  await database().pool.query(`UPDATE phoenix_kit_user_known_devices
    SET first_seen_at = '2026-01-01', last_seen_at = '2026-01-02'`);
  const [before] = await db().select().from(userKnownDevices);
  const again = await recordKnownDevice(db(), { ...signIn, browser: "B" });
  expect(again).toEqual({
    isNew: false,
    device: { ...before, lastSeenAt: again?.device.lastSeenAt },
  });
  expect(Number(again?.device.lastSeenAt)).toBeGreaterThan(Date.now() - 60_000);
  expect(Number(again?.device.lastSeenAt)).toBeLessThanOrEqual(Date.now());
  expect(await db().select().from(activities)).toHaveLength(1);
  expect(await db().select().from(notifications)).toHaveLength(1);
});

test("a clock that runs behind does not move the last sighting back", async () => {
  await putSetting(db(), key, "true");
  const signIn = { userUuid: await addUser(), ip: "192.0.2.7" };
  await recordKnownDevice(db(), signIn);
  await database().pool.query("UPDATE phoenix_kit_user_known_devices SET last_seen_at = '2999-01-01'");
  const again = await recordKnownDevice(db(), signIn);
  expect(again?.device.lastSeenAt).toEqual(new Date("2999-01-01T00:00:00Z"));
});

test("another address or browser is another device, and no browser is one, too", async () => {
  await putSetting(db(), key, "true");
  const userUuid = await addUser();
  const first = { userUuid, ip: "192.0.2.7", userAgent: "A" };
  for (const other of [{}, { ip: "192.0.2.8" }, { userAgent: "B" }, { userAgent: null }]) {
    expect((await recordKnownDevice(db(), { ...first, ...other }))?.isNew).toBe(true);
    expect((await recordKnownDevice(db(), { ...first, ...other }))?.isNew).toBe(false);
  }
  const unnamed = (await db().select().from(userKnownDevices)).map(({ userAgentHash }) => userAgentHash);
  expect(unnamed).toContain(hash("unknown"));
});

test("of 20 sign-ins from one new device at once, one is new, and its user is told once", async () => {
  await putSetting(db(), key, "true");
  const signIn = { userUuid: await addUser(), ip: "192.0.2.7", userAgent: "A" };
  const seen = await Promise.all(Array.from({ length: 20 }, () => recordKnownDevice(db(), signIn)));
  expect(seen.filter((one) => one?.isNew)).toHaveLength(1);
  for (const table of [userKnownDevices, activities, notifications]) {
    expect(await db().select().from(table)).toHaveLength(1);
  }
});

test.each([undefined, "false", "yes"])("nothing is written while the setting is %s", async (value) => {
  if (value !== undefined) await putSetting(db(), key, value);
  const userUuid = await addUser();
  expect(await recordKnownDevice(db(), { userUuid, ip: "192.0.2.7" })).toBeUndefined();
  for (const table of [userKnownDevices, activities, notifications]) {
    expect(await db().select().from(table)).toEqual([]);
  }
});

test.each<[string, string, object]>([
  ["a user that does not exist", "user_not_found", { userUuid: nobody }],
  ["a user that is no uuid", "invalid_input", { userUuid: "1" }],
  ["no address", "invalid_input", { ip: "" }],
  ["an address of 46 characters", "invalid_input", { ip: "1".repeat(46) }],
  ["a browser of 101 characters", "invalid_input", { browser: "b".repeat(101) }],
  ["a location of 256 characters", "invalid_input", { location: "l".repeat(256) }],
])("%s is refused for a device", async (_, code, wrong) => {
  await putSetting(db(), key, "true");
  const signIn = { userUuid: await addUser(), ip: "192.0.2.7", ...wrong };
  const refusal = { name: "RuleError", code, remedy: expect.stringMatching(/\w/) };
  await expect(recordKnownDevice(db(), signIn)).rejects.toMatchObject(refusal);
  expect(await db().select().from(userKnownDevices)).toEqual([]);
});
