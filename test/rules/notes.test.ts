import { drizzle } from "drizzle-orm/node-postgres";
import { beforeEach, expect, test } from "vitest";
import { activities, adminNotes, defineTables, notifications, type Tables, users } from "../../src/index.ts";
import { addAdminNote, deleteAdminNote, listAdminNotes, updateAdminNote } from "../../src/rules/notes.ts";
import { useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const db = () => drizzle({ client: database().pool });
const nobody = "018f0000-0000-7000-8000-000000000000";

beforeEach(async () => {
  await emptyTables(database().pool, "phoenix_kit_users", "phoenix_kit_activities");
});

async function addPeople(table: Tables["users"] = users): Promise<{ userUuid: string; authorUuid: string }> {
  const [user, author] = await db()
    .insert(table)
    .values([
      { email: "ada@example.com", hashedPassword: "" },
      { email: "admin@example.com", hashedPassword: "secret", username: "admin", firstName: "Grace" },
    ])
    .returning();
  return { userUuid: user?.uuid ?? "", authorUuid: author?.uuid ?? "" };
}

test.each(["public", quotedPrefix])("a note is added, changed, listed and deleted (%s)", async (prefix) => {
  const tables = defineTables(prefix);
  const people = await addPeople(tables.users);
  const note = await addAdminNote(db(), { ...people, content: "Käse" }, { tables });
  expect(note).toMatchObject({ ...people, content: "Käse" });
  const { uuid } = note;
  const changed = await updateAdminNote(db(), { uuid, content: "Brot" }, { tables });
  expect(changed).toMatchObject({ ...people, uuid, content: "Brot", insertedAt: note.insertedAt });
  expect(Number(changed?.updatedAt)).toBeGreaterThanOrEqual(note.updatedAt.getTime());
  const author = {
    uuid: people.authorUuid,
    email: "admin@example.com",
    username: "admin",
    firstName: "Grace",
    lastName: null,
  };
  expect(await listAdminNotes(db(), people.userUuid, { tables })).toEqual([{ ...changed, author }]);
  expect(await deleteAdminNote(db(), { uuid, deletedBy: people.authorUuid }, { tables })).toBe(true);
  expect(await listAdminNotes(db(), people.userUuid, { tables })).toEqual([]);
  const parties = { actorUuid: people.authorUuid, targetUuid: people.userUuid };
  expect(await db().select().from(tables.activities).orderBy(tables.activities.uuid)).toMatchObject([
    { action: "user.note_created", ...parties },
    { action: "user.note_deleted", ...parties },
  ]);
  const told = { recipientUuid: people.userUuid };
  expect(await db().select().from(tables.notifications)).toMatchObject([told, told]);
});

test("the newest note comes first, and only so many as were asked for", async () => {
  const people = await addPeople();
  for (const content of ["a", "b", "c"]) await addAdminNote(db(), { ...people, content });
  const listed = await listAdminNotes(db(), people.userUuid);
  expect(listed.map(({ content }) => content)).toEqual(["c", "b", "a"]);
  expect(await listAdminNotes(db(), people.userUuid, { limit: 2 })).toEqual(listed.slice(0, 2));
  expect(await listAdminNotes(db(), people.authorUuid)).toEqual([]);
});

test("of 20 who delete a note, one does, and one activity says so", async () => {
  const people = await addPeople();
  const { uuid } = await addAdminNote(db(), { ...people, content: "a" });
  const deletion = { uuid, deletedBy: people.authorUuid };
  const deleted = await Promise.all(Array.from({ length: 20 }, () => deleteAdminNote(db(), deletion)));
  expect(deleted.filter(Boolean)).toHaveLength(1);
  const actions = (await db().select().from(activities)).map(({ action }) => action).sort();
  expect(actions).toEqual(["user.note_created", "user.note_deleted"]);
});

test("20 notes at once are 20 notes, activities and notifications", async () => {
  const people = await addPeople();
  await Promise.all(Array.from({ length: 20 }, (_, n) => addAdminNote(db(), { ...people, content: `${n}` })));
  for (const table of [adminNotes, activities, notifications]) {
    expect(await db().select().from(table)).toHaveLength(20);
  }
});

test("a note goes with the caller's transaction, and so does what was recorded of it", async () => {
  const people = await addPeople();
  const failing = db().transaction(async (tx) => {
    await addAdminNote(tx, { ...people, content: "a" });
    throw new Error("the caller failed");
  });
  await expect(failing).rejects.toThrow("the caller failed");
  for (const table of [adminNotes, activities, notifications]) {
    expect(await db().select().from(table)).toEqual([]);
  }
});

test("an administrator who notes something about himself is not told", async () => {
  const { authorUuid } = await addPeople();
  await addAdminNote(db(), { userUuid: authorUuid, authorUuid, content: "a" });
  expect(await db().select().from(activities)).toHaveLength(1);
  expect(await db().select().from(notifications)).toEqual([]);
});

test("a note that does not exist is neither changed nor deleted, and nothing is recorded", async () => {
  const { authorUuid } = await addPeople();
  expect(await updateAdminNote(db(), { uuid: nobody, content: "a" })).toBeUndefined();
  expect(await deleteAdminNote(db(), { uuid: nobody, deletedBy: authorUuid })).toBe(false);
  expect(await db().select().from(activities)).toEqual([]);
});

test("10,000 characters are a note, however many bytes they have", async () => {
  const people = await addPeople();
  const content = "🧀".repeat(10_000);
  expect(await addAdminNote(db(), { ...people, content })).toMatchObject({ content });
});

test.each<[string, string, object]>([
  ["a user that does not exist", "user_not_found", { userUuid: nobody }],
  ["an author that does not exist", "user_not_found", { authorUuid: nobody }],
  ["a user that is no uuid", "invalid_input", { userUuid: "1" }],
  ["an empty content", "invalid_input", { content: "" }],
  ["a blank content", "invalid_input", { content: " \n" }],
  ["10,001 characters", "invalid_input", { content: "a".repeat(10_001) }],
  ["content with NUL", "invalid_input", { content: "a\0" }],
])("%s is refused for a note", async (_, code, wrong) => {
  const people = await addPeople();
  const { uuid } = await addAdminNote(db(), { ...people, content: "before" });
  const refusal = { name: "RuleError", code, remedy: expect.stringMatching(/\w/) };
  await expect(addAdminNote(db(), { ...people, content: "a", ...wrong })).rejects.toMatchObject(refusal);
  if ("content" in wrong) {
    const content = String(wrong.content);
    await expect(updateAdminNote(db(), { uuid, content })).rejects.toMatchObject(refusal);
  }
  expect(await db().select().from(adminNotes)).toMatchObject([{ content: "before" }]);
  expect(await db().select().from(activities)).toHaveLength(1);
});

test("bad uuids and limits are refused where notes are listed, changed and deleted", async () => {
  const refusal = { name: "RuleError", code: "invalid_input" };
  await expect(listAdminNotes(db(), "1")).rejects.toMatchObject(refusal);
  await expect(listAdminNotes(db(), nobody, { limit: 0 })).rejects.toMatchObject(refusal);
  await expect(updateAdminNote(db(), { uuid: "1", content: "a" })).rejects.toMatchObject(refusal);
  await expect(deleteAdminNote(db(), { uuid: "1", deletedBy: nobody })).rejects.toMatchObject(refusal);
  await expect(deleteAdminNote(db(), { uuid: nobody, deletedBy: "1" })).rejects.toMatchObject(refusal);
});
