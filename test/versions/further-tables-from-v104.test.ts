import { describe, expect, test } from "vitest";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useFurtherTables } from "./further-tables.ts";

const newest = getNewestVersion();
const { query, column, useSchema, refusal, addUsers, uuid } = useFurtherTables();

describe("notifications", () => {
  const notify = (s: string, name: string, columns = "", values = "") =>
    query(`INSERT INTO ${s}.phoenix_kit_notifications (recipient_uuid ${columns})
      VALUES (${uuid(s, name)} ${values})`);

  test("V126 down deletes those without an activity, which plan counts, and keeps the others", async () => {
    const { s, upTo, downTo, lossesOf } = useSchema("standalone");
    await upTo(125);
    await addUsers(s, "ada", "bob");
    await query(`INSERT INTO ${s}.phoenix_kit_activities (action) VALUES ('post.created')`);
    const activity = `, (SELECT uuid FROM ${s}.phoenix_kit_activities)`;
    await notify(s, "ada", ", activity_uuid", activity);
    await expect(notify(s, "ada")).rejects.toMatchObject({ code: "23502" });
    await upTo(126);
    await notify(s, "ada", ", metadata", `, '{"notification_text": "a"}'`);
    await notify(s, "bob");
    expect(await lossesOf("down", 125)).toEqual([
      "1 values of phoenix_kit_notifications.metadata",
      "2 notifications without an activity",
    ]);
    await downTo(125);
    await upTo(126);
    expect(
      await query(`SELECT activity_uuid IS NULL AS alone, metadata FROM ${s}.phoenix_kit_notifications`),
    ).toEqual([{ alone: false, metadata: {} }]);
  });

  test("V170 dismisses all but the newest unread one of a user and key, which plan counts", async () => {
    const { s, upTo, downTo, lossesOf } = useSchema("collapsed");
    await upTo(169);
    await addUsers(s, "ada", "bob");
    const columns = ", metadata, inserted_at, seen_at, dismissed_at";
    const add = (name: string, key: string, day: string, seen = "NULL", dismissed = "NULL") =>
      notify(s, name, columns, `, '{"key": "${day}" ${key}}', '2024-01-${day}', ${seen}, ${dismissed}`);
    const a = ', "dedupe_key": "a"';
    await add("ada", a, "02");
    await add("ada", a, "03");
    await add("ada", a, "01");
    await add("ada", a, "04", "now()");
    await add("ada", a, "05", "NULL", "'2024-02-01'");
    await add("ada", ', "dedupe_key": "b"', "06");
    await add("ada", ', "dedupe_key": null', "07");
    await add("ada", "", "08");
    await add("ada", "", "09");
    await add("bob", a, "10");
    await query(`UPDATE ${s}.phoenix_kit_notifications SET seen_at = '2024-02-01' WHERE seen_at IS NOT NULL`);
    expect(await lossesOf("up", 170)).toEqual([
      "2 places in the inbox of unread notifications that have the key of a newer one",
    ]);
    await upTo(170);
    const states = `SELECT metadata ->> 'key' || CASE WHEN seen_at IS NULL THEN '' ELSE ' seen' END
        || CASE WHEN dismissed_at IS NULL THEN '' WHEN dismissed_at < '2024-03-01' THEN ' dismissed' ELSE ' now' END
      FROM ${s}.phoenix_kit_notifications ORDER BY inserted_at`;
    const now = ["01 now", "02 now", "03", "04 seen", "05 dismissed", "06", "07", "08", "09", "10"];
    expect(await column(states)).toEqual(now);
    await expect(add("ada", a, "11")).rejects.toMatchObject({
      constraint: "phoenix_kit_notifications_dedupe_unseen_idx",
    });
    await downTo(169);
    expect(await column(states)).toEqual(now);
    await add("ada", a, "11");
  });

  test("go with their activity and with their recipient", async () => {
    const { s, upTo } = useSchema("cascades");
    await upTo(newest);
    await addUsers(s, "ada", "bob");
    await query(`INSERT INTO ${s}.phoenix_kit_activities (action) VALUES ('a.b')`);
    await notify(s, "ada", ", activity_uuid", `, (SELECT uuid FROM ${s}.phoenix_kit_activities)`);
    await notify(s, "ada");
    await notify(s, "bob");
    await query(`DELETE FROM ${s}.phoenix_kit_activities;
      DELETE FROM ${s}.phoenix_kit_users WHERE email = 'bob@example.com'`);
    const left = `SELECT email FROM ${s}.phoenix_kit_notifications JOIN ${s}.phoenix_kit_users AS u ON u.uuid = recipient_uuid`;
    expect(await column(left)).toEqual(["ada@example.com"]);
  });
});

describe("send profiles", () => {
  const module = (s: string) => `${s}.phoenix_kit_newsletters_send_profiles`;
  /** The table of PhoenixKit's newsletters module, in the shape that V152 takes over. */
  async function makeModuleTable(prefix: string): Promise<void> {
    const { s, upTo, downTo } = useSchema(prefix);
    await upTo(152);
    await query(`CREATE TABLE ${module(s)} (LIKE ${s}.phoenix_kit_email_send_profiles INCLUDING DEFAULTS)`);
    await downTo(151);
  }
  const addProfile = (s: string, name: string, isDefault: boolean) =>
    query(`INSERT INTO ${module(s)} (name, integration_uuid, provider_kind, is_default, advanced, rate_per_day)
      VALUES ('${name}', gen_random_uuid(), 'smtp', ${isDefault}, '{"region": "${name}"}', 5)`);

  test("V152 copies those of the newsletters module with their uuids, and leaves the module's table alone", async () => {
    const { s, upTo, downTo, lossesOf } = useSchema('Käse "tenant" 1 %s');
    await makeModuleTable('Käse "tenant" 1 %s');
    await addProfile(s, "a", true);
    await addProfile(s, "b", false);
    const rows = await query(`SELECT * FROM ${module(s)} ORDER BY name`);
    await upTo(152);
    const copies = `SELECT * FROM ${s}.phoenix_kit_email_send_profiles ORDER BY name`;
    expect(await query(copies)).toEqual(rows);
    expect(await query(`SELECT * FROM ${module(s)} ORDER BY name`)).toEqual(rows);
    expect(await lossesOf("down", 151)).toEqual(["2 rows of phoenix_kit_email_send_profiles"]);
    await downTo(151);
    await upTo(newest);
    expect(await query(copies)).toEqual(rows);
  });

  test("V152 refuses two defaults of the module with their count", async () => {
    const { s, upTo, version } = useSchema("two defaults");
    await makeModuleTable("two defaults");
    for (const name of ["a", "b"]) await addProfile(s, name, true);
    expect(await refusal(upTo(152))).toMatchObject({
      version: 152,
      message: expect.stringContaining("2 send profiles are the default"),
      remedy: expect.stringContaining("Let one of these be the default"),
      rows: [{ name: "a" }, { name: "b" }],
    });
    expect(await version()).toBe(151);
    await query(`UPDATE ${module(s)} SET is_default = false WHERE name = 'b'`);
    await upTo(152);
  });

  test("one at most is the default", async () => {
    const { s, upTo } = useSchema("one default");
    await upTo(newest);
    const add = (isDefault: boolean) =>
      query(`INSERT INTO ${s}.phoenix_kit_email_send_profiles (name, integration_uuid, provider_kind, is_default)
        VALUES ('x', gen_random_uuid(), 'smtp', ${isDefault})`);
    await add(true);
    await add(false);
    await add(false);
    await expect(add(true)).rejects.toMatchObject({ constraint: "idx_email_send_profiles_default" });
  });
});

test("down from each table's first version counts its rows and drops it", async () => {
  const { s, upTo, downTo, lossesOf } = useSchema("dropped");
  await upTo(newest);
  await addUsers(s, "ada");
  await query(`INSERT INTO ${s}.phoenix_kit_mentions (source_type, source_uuid, kind, target_type, target_uuid)
      VALUES ('post', gen_random_uuid(), 'resource', 'page', gen_random_uuid());
    INSERT INTO ${s}.phoenix_kit_access_requests (requester_uuid, resource_type, resource_uuid)
      SELECT uuid, 'post', gen_random_uuid() FROM ${s}.phoenix_kit_users;
    INSERT INTO ${s}.phoenix_kit_user_known_devices (user_uuid, ip_address, user_agent_hash, location)
      SELECT uuid, '::1', repeat('0', 64), 'Pärnu' FROM ${s}.phoenix_kit_users`);
  expect(await lossesOf("down", 142)).toEqual(
    expect.arrayContaining([
      "1 rows of phoenix_kit_mentions",
      "1 rows of phoenix_kit_access_requests",
      "1 values of phoenix_kit_user_known_devices.location",
      "1 rows of phoenix_kit_user_known_devices",
    ]),
  );
  await downTo(142);
  await upTo(newest);
  expect(await column(`SELECT count(*)::int FROM ${s}.phoenix_kit_user_known_devices`)).toEqual([0]);
});
