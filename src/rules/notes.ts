import { desc, eq } from "drizzle-orm";
import { type AdminNote, limits, type Tables, type User } from "../../schema/index.ts";
import { type ActivityTableNames, recordActivity } from "./activities.ts";
import { assertCount, assertText, assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUser } from "./lock-user.ts";
import { runReadOfDates, runRule, runStatement } from "./run-rule.ts";

/** A note of an administrator about a user. */
export interface NoteText {
  /** The user whom the note is about. */
  readonly userUuid: string;
  /** The administrator who writes it. */
  readonly authorUuid: string;
  /** The text: 1 to 10,000 characters, not blank. */
  readonly content: string;
}

/** A note, and who wrote it. */
export interface AuthoredNote extends AdminNote {
  /** Who wrote it. */
  readonly author: Pick<User, "uuid" | "email" | "username" | "firstName" | "lastName">;
}

type NoteTableNames = "adminNotes" | ActivityTableNames;

/**
 * Adds a note about a user, and the activity `user.note_created`, of which the user is notified as `recordActivity`
 * says. The application must check beforehand whether the author may do so.
 *
 * @param db a Drizzle database or transaction
 * @param note about whom, by whom, and the text
 * @param options the tables of another prefix
 * @returns the stored note
 * @throws RuleError `invalid_input`, `user_not_found`
 * @example
 * import { addAdminNote } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const authorUuid = "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70";
 * await addAdminNote(db, { userUuid, authorUuid, content: "Asked for an invoice." });
 */
export async function addAdminNote(
  db: Db,
  note: NoteText,
  options: InTables<NoteTableNames> = {},
): Promise<AdminNote> {
  const tables = chooseTables(options, note);
  const { userUuid, authorUuid, content } = note;
  assertContent(content);
  return runRule(db, async (tx) => {
    await lockUser(tx, userUuid, tables);
    await lockUser(tx, authorUuid, tables);
    const [stored] = await tx.insert(tables.adminNotes).values({ userUuid, authorUuid, content }).returning();
    await recordNoteActivity(tx, { action: "user.note_created", actorUuid: authorUuid, userUuid }, tables);
    return stored as AdminNote;
  });
}

/**
 * Replaces the text of a note. Its user and author never change.
 *
 * @param db a Drizzle database or transaction
 * @param note the uuid of the note, and its new text
 * @param options the tables of another prefix
 * @returns the stored note; undefined if there is none
 * @throws RuleError `invalid_input`
 * @example
 * import { updateAdminNote } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const uuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await updateAdminNote(db, { uuid, content: "Asked for two invoices." });
 */
export async function updateAdminNote(
  db: Db,
  note: { readonly uuid: string; readonly content: string },
  options: InTables<"adminNotes"> = {},
): Promise<AdminNote | undefined> {
  const { adminNotes } = chooseTables(options, note);
  const { uuid, content } = note;
  assertUuid("note", uuid);
  assertContent(content);
  const [stored] = await runStatement(db, (on) =>
    on.update(adminNotes).set({ content }).where(eq(adminNotes.uuid, uuid)).returning(),
  );
  return stored;
}

/**
 * Deletes a note, and adds the activity `user.note_deleted`, of which the user is notified as `recordActivity` says.
 *
 * @param db a Drizzle database or transaction
 * @param deletion the uuid of the note, and the administrator who deletes it
 * @param options the tables of another prefix
 * @returns whether there was such a note
 * @throws RuleError `invalid_input`
 * @example
 * import { deleteAdminNote } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const uuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await deleteAdminNote(db, { uuid, deletedBy: "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70" }); // true
 */
export async function deleteAdminNote(
  db: Db,
  deletion: { readonly uuid: string; readonly deletedBy: string },
  options: InTables<NoteTableNames> = {},
): Promise<boolean> {
  const tables = chooseTables(options, deletion);
  const { adminNotes } = tables;
  const { uuid, deletedBy } = deletion;
  assertUuid("note", uuid);
  assertUuid("administrator", deletedBy);
  return runRule(db, async (tx) => {
    const [deleted] = await tx
      .delete(adminNotes)
      .where(eq(adminNotes.uuid, uuid))
      .returning({ userUuid: adminNotes.userUuid });
    if (!deleted) return false;
    await recordNoteActivity(tx, { action: "user.note_deleted", actorUuid: deletedBy, ...deleted }, tables);
    return true;
  });
}

/**
 * Lists the notes about a user, newest first.
 *
 * @param db a Drizzle database or transaction
 * @param userUuid the user; one that does not exist has no notes
 * @param options the most notes, 1 to 1000 (default: 100), and the tables of another prefix
 * @returns the notes, each with its author
 * @throws RuleError `invalid_input`
 * @example
 * import { listAdminNotes } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const notes = await listAdminNotes(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 * for (const { author, content } of notes) console.log(author.email, content);
 */
export async function listAdminNotes(
  db: Db,
  userUuid: string,
  options: { readonly limit?: number | undefined } & InTables<"adminNotes" | "users"> = {},
): Promise<AuthoredNote[]> {
  const tables = chooseTables(options);
  const { limit = 100 } = options;
  const { adminNotes, users } = tables;
  assertUuid("user", userUuid);
  assertCount("limit", limit, { min: 1, max: 1000 });
  const { uuid, email, username, firstName, lastName } = users;
  const rows = await runReadOfDates(db, (on) =>
    on
      .select({ note: adminNotes, author: { uuid, email, username, firstName, lastName } })
      .from(adminNotes)
      .innerJoin(users, eq(users.uuid, adminNotes.authorUuid))
      .where(eq(adminNotes.userUuid, userUuid))
      .orderBy(desc(adminNotes.insertedAt), desc(adminNotes.uuid))
      .limit(limit),
  );
  return rows.map(({ note, author }) => ({ ...note, author }));
}

async function recordNoteActivity(
  tx: Db,
  event: { readonly action: string; readonly actorUuid: string; readonly userUuid: string },
  tables: Pick<Tables, NoteTableNames>,
): Promise<void> {
  const { action, actorUuid, userUuid } = event;
  const resource = { resourceType: "user", resourceUuid: userUuid };
  await recordActivity(
    tx,
    { action, mode: "manual", actorUuid, targetUuid: userUuid, ...resource },
    { tables },
  );
}

function assertContent(content: string): void {
  assertText("content of a note", content, limits.adminNotes.content);
  if (content.trim() !== "") return;
  throw invalidInputError("The content of a note is blank.", "Give a text that is more than white space.");
}
