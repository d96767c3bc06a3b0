import { describe, expect, test } from "vitest";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useFurtherTables } from "./further-tables.ts";

const newest = getNewestVersion();
const { query, column, useSchema, refusal, addUsers, id, uuid } = useFurtherTables();

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
