import { escapeIdentifier } from "pg";
import { describe, expect, test } from "vitest";
import { down, migratedVersion, PhoenixKitError, plan, up } from "../../src/index.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useDatabase } from "../support/database.ts";

const newest = getNewestVersion();
const database = useDatabase({ from: "empty" });

const query = async (sql: string) => (await database().pool.query(sql)).rows;
const column = async (sql: string) =>
  (await database().pool.query({ text: sql, rowMode: "array" })).rows.flat();

/** A schema of its own: how to move it, and its quoted name. */
function useSchema(prefix: string) {
  return {
    s: escapeIdentifier(prefix),
    upTo: (version: number) => up(database().pool, { prefix, version }),
    downTo: (version: number) => down(database().pool, { prefix, version }),
    version: () => migratedVersion(database().pool, { prefix }),
    lossesOf: async (direction: "up" | "down", version: number) =>
      (await plan(database().pool, direction, { prefix, version })).steps.flatMap(({ losses }) =>
        losses.map(({ what, count }) => `${count} ${what}`),
      ),
  };
}

/** The refusal of a step, with the rows that the query in its detail lists. */
async function refusal(moved: Promise<unknown>) {
  const error = await moved.then(
    () => expect.unreachable("it went through"),
    (thrown) => thrown,
  );
  if (!(error instanceof PhoenixKitError)) throw error;
  const { detail } = error.cause as { detail: string };
  return { version: error.version, message: error.message, remedy: error.remedy, rows: await query(detail) };
}

const addUsers = (s: string, ...names: string[]) =>
  database().pool.query(
    `INSERT INTO ${s}.phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
     SELECT name || '@example.com', 'x', now(), now() FROM unnest($1::text[]) AS name`,
    [names],
  );
const id = (s: string, name: string) =>
  `(SELECT id FROM ${s}.phoenix_kit_users WHERE email = '${name}@example.com')`;
const uuid = (s: string, name: string) =>
  `(SELECT uuid FROM ${s}.phoenix_kit_users WHERE email = '${name}@example.com')`;

const addNote = (s: string, about: string, author: string, age: string) =>
  query(`INSERT INTO ${s}.phoenix_kit_admin_notes (user_id, author_id, content, inserted_at, updated_at)
    VALUES (${id(s, about)}, ${id(s, author)}, '${about} by ${author}', '${age}', '${age}')`);
const addJob = (s: string, type: string, columns: string, values: string) =>
  query(`INSERT INTO ${s}.phoenix_kit_scheduled_jobs
      (job_type, handler_module, resource_type, scheduled_at, inserted_at, updated_at, ${columns})
    VALUES ('${type}', 'A.B', 'post', '2024-02-29 12:00:00.123456', now(), now(), ${values})`);

/** Who refers to whom in notes and jobs, by name. */
const listReferences = async (s: string, by: "id" | "uuid") => {
  const [user, author, creator] =
    by === "id" ? ["user_id", "author_id", "created_by_id"] : ["user_uuid", "author_uuid", "created_by_uuid"];
  return [
    ...(await column(`SELECT concat_ws(' ', content, about.email, author.email)
      FROM ${s}.phoenix_kit_admin_notes AS note
      JOIN ${s}.phoenix_kit_users AS about ON about.${by} = note.${user}
      JOIN ${s}.phoenix_kit_users AS author ON author.${by} = note.${author} ORDER BY 1`)),
    ...(await column(`SELECT concat_ws(' ', job_type, coalesce(creator.email, '-'), to_char(scheduled_at, 'HH24:MI:SS.US'))
      FROM ${s}.phoenix_kit_scheduled_jobs AS job
      LEFT JOIN ${s}.phoenix_kit_users AS creator ON creator.${by} = job.${creator} ORDER BY 1`)),
  ];
};

describe("notes and scheduled jobs", () => {
  test.each(["public", 'Käse "tenant" 1', "o'brien $1 %s"])(
    "keep their users and creators on the way from their first version to the newest and back: %s",
    async (prefix) => {
      const { s, upTo, downTo } = useSchema(prefix);
      await upTo(39);
      await addUsers(s, "ada", "bob");
      await addNote(s, "ada", "bob", "2024-02-29 12:00:01");
      await addNote(s, "bob", "ada", "2020-01-01 00:00:00");
      await upTo(42);
      const job = "id, resource_id, created_by_id";
      await addJob(s, "signed", job, `gen_random_uuid(), gen_random_uuid(), ${id(s, "bob")}`);
      await addJob(s, "unsigned", job, "gen_random_uuid(), gen_random_uuid(), NULL");
      const before = [
        "ada by bob ada@example.com bob@example.com",
        "bob by ada bob@example.com ada@example.com",
        "signed bob@example.com 12:00:00.123456",
        "unsigned - 12:00:00.123456",
      ];
      expect(await listReferences(s, "id")).toEqual(before);
      await upTo(newest);
      expect(await listReferences(s, "uuid")).toEqual(before);
      const byAge = `SELECT content FROM ${s}.phoenix_kit_admin_notes ORDER BY uuid`;
      expect(await column(byAge)).toEqual(["bob by ada", "ada by bob"]);
      await downTo(73);
      expect(await listReferences(s, "id")).toEqual(before);
      expect(await listReferences(s, "uuid")).toEqual(before);
      await downTo(42);
      expect(await listReferences(s, "id")).toEqual(before);
      await upTo(newest);
      expect(await listReferences(s, "uuid")).toEqual(before);
      await downTo(0);
    },
  );

  test("that name their users by UUID alone get the ids back on the way down", async () => {
    const { s, upTo, downTo } = useSchema("by uuid");
    await upTo(newest);
    await addUsers(s, "ada", "bob");
    await query(`INSERT INTO ${s}.phoenix_kit_admin_notes (user_uuid, author_uuid, content, inserted_at, updated_at)
      VALUES (${uuid(s, "ada")}, ${uuid(s, "bob")}, 'x', now(), now())`);
    await downTo(67);
    const expected = ["late ada@example.com 12:00:00.123456", "new bob@example.com 12:00:00.123456"];
    const job = "id, resource_uuid, created_by_uuid";
    await addJob(s, "late", job, `gen_random_uuid(), gen_random_uuid(), ${uuid(s, "ada")}`);
    await addJob(s, "new", job, `gen_random_uuid(), gen_random_uuid(), ${uuid(s, "bob")}`);
    await query(`UPDATE ${s}.phoenix_kit_admin_notes SET user_id = NULL, author_id = NULL`);
    await downTo(42);
    expect(await listReferences(s, "id")).toEqual(["x ada@example.com bob@example.com", ...expected]);
  });

  test("a creator who was deleted after V61 becomes NULL in V72, which plan counts; the job stays", async () => {
    const { s, upTo, lossesOf } = useSchema("deleted creator");
    await upTo(61);
    await addUsers(s, "ada", "bob");
    const job = "id, resource_id, created_by_id, created_by_uuid";
    const both = (name: string) => `${id(s, name)}, ${uuid(s, name)}`;
    await addJob(s, "gone", job, `gen_random_uuid(), gen_random_uuid(), ${both("ada")}`);
    await addJob(s, "kept", job, `gen_random_uuid(), gen_random_uuid(), ${both("bob")}`);
    await addJob(s, "by id", job, `gen_random_uuid(), gen_random_uuid(), ${id(s, "bob")}, NULL`);
    await query(`DELETE FROM ${s}.phoenix_kit_users WHERE email = 'ada@example.com'`);
    expect(await lossesOf("up", 72)).toContain(
      "1 references of phoenix_kit_scheduled_jobs.created_by_uuid to users that do not exist",
    );
    await upTo(newest);
    expect(await listReferences(s, "uuid")).toEqual([
      "by id bob@example.com 12:00:00.123456",
      "gone - 12:00:00.123456",
      "kept bob@example.com 12:00:00.123456",
    ]);
  });

  test("a note about nobody stops V57 with a count and a query, and no row is deleted", async () => {
    const { s, upTo, version } = useSchema("about nobody");
    await upTo(53);
    await addUsers(s, "ada");
    await query(`ALTER TABLE ${s}.phoenix_kit_admin_notes DROP CONSTRAINT phoenix_kit_admin_notes_user_id_fkey;
      INSERT INTO ${s}.phoenix_kit_admin_notes (user_id, author_id, content, inserted_at, updated_at)
        VALUES (4711, ${id(s, "ada")}, 'x', now(), now())`);
    expect(await refusal(upTo(57))).toMatchObject({
      version: 57,
      message: expect.stringContaining("1 reference(s) have no parent"),
      rows: [{ user_id: "4711" }],
    });
    expect(await version()).toBe(56);
  });
});

describe("annotations", () => {
  const kinds = [
    [157, "image", "images"],
    [130, "marker", "markers"],
    [121, "line", "lines"],
    [119, "dimension", "dimensions"],
    [118, "callout", "callouts or texts"],
    [118, "text", "callouts or texts"],
  ] as const;

  test.each(kinds)("V%i allows the kind %s, and its down refuses it", async (version, kind, words) => {
    const { s, upTo, downTo, ...schema } = useSchema(`kind ${kind}`);
    await upTo(version - 1);
    await addUsers(s, "ada");
    await query(`INSERT INTO ${s}.phoenix_kit_files (original_file_name, file_name, mime_type, file_type, ext,
        file_checksum, user_file_checksum, size, user_uuid, inserted_at, updated_at)
      SELECT 'f', 'f', 'a/b', 'image', 'x', 'c', 'c', 1, uuid, now(), now() FROM ${s}.phoenix_kit_users`);
    const draw = (one: string) =>
      query(`INSERT INTO ${s}.phoenix_kit_annotations (file_uuid, kind, geometry, inserted_at, updated_at)
        SELECT uuid, '${one}', '{}', now(), now() FROM ${s}.phoenix_kit_files`);
    await draw("polygon");
    await expect(draw(kind)).rejects.toMatchObject({ constraint: "phoenix_kit_annotations_kind_check" });
    await upTo(version);
    await draw(kind);
    expect(await refusal(downTo(version - 1))).toMatchObject({
      version,
      message: expect.stringContaining(
        `1 annotation(s) are ${words}, which are not allowed below V${version}`,
      ),
      remedy: expect.stringContaining("delete them"),
      rows: [{ kind }],
    });
    expect(await schema.version()).toBe(version);
    await query(`DELETE FROM ${s}.phoenix_kit_annotations WHERE kind = '${kind}'`);
    await downTo(version - 1);
    await expect(draw(kind)).rejects.toMatchObject({ constraint: "phoenix_kit_annotations_kind_check" });
    expect(await column(`SELECT kind FROM ${s}.phoenix_kit_annotations`)).toEqual(["polygon"]);
  });

  test("V118 down counts the titles that it drops", async () => {
    const { s, upTo, lossesOf } = useSchema("titles");
    await upTo(newest);
    await addUsers(s, "ada");
    await query(`INSERT INTO ${s}.phoenix_kit_files (original_file_name, file_name, mime_type, file_type, ext,
        file_checksum, user_file_checksum, size, user_uuid, inserted_at, updated_at)
      SELECT 'f', 'f', 'a/b', 'image', 'x', 'c', 'c', 1, uuid, now(), now() FROM ${s}.phoenix_kit_users;
      INSERT INTO ${s}.phoenix_kit_annotations (file_uuid, kind, geometry, title, inserted_at, updated_at)
      SELECT uuid, 'line', '{}', 'Käse', now(), now() FROM ${s}.phoenix_kit_files`);
    expect(await lossesOf("down", 117)).toContain("1 values of phoenix_kit_annotations.title");
  });
});

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
