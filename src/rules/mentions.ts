import { and, desc, eq, isNull, ne, or, sql } from "drizzle-orm";
import type { Mention, NewMention, Tables } from "../../schema/index.ts";
import { assertString, assertText, assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockKeySql } from "./lock-key.ts";
import { lockUser } from "./lock-user.ts";
import { assertResourceType } from "./resource-types.ts";
import { toStorableText } from "./row.ts";
import { runRead, runReadOfDates, runRule, runStatement } from "./run-rule.ts";
import { serverNow } from "./server-time.ts";
import { readFlag } from "./settings.ts";

/** A text that was saved, and who saved it. */
export interface MentioningText {
  /** The type of what the text belongs to, such as `comment`. */
  readonly sourceType: string;
  /** The uuid of what the text belongs to. */
  readonly sourceUuid: string;
  /** Which of its texts this is; default: `body`. */
  readonly sourceField?: string | undefined;
  /** The whole text. */
  readonly text: string;
  /** The user who wrote it; undefined if the system did. */
  readonly actorUuid?: string | undefined;
}

/** The settings for mentions. */
export interface MentionSettings {
  /** Whether users and resources are suggested while somebody types: `mentions_enabled`, true unless it is `false`. */
  readonly enabled: boolean;
  /**
   * Whether users without access to a resource see only its stored label: `mentions_redact_titles`, true if it is
   * `true`.
   */
  readonly redactTitles: boolean;
}

/** What is mentioned: a user (`user`) or something else. */
export type MentionTarget = Pick<Mention, "targetType" | "targetUuid">;

/**
 * Stores what a text mentions, in place of what it mentioned before: users as `@[user:<uuid>|label]`, other things as
 * `#[type:<uuid>|label]`. Call it whenever the text is saved, with an empty text when it is deleted. Users who were
 * notified of a mention before are not notified again. Nothing checks whether the mentioned resources exist.
 *
 * @param db a Drizzle database or transaction
 * @param saved the text, where it belongs, and who wrote it
 * @param options the tables of another prefix
 * @returns the stored mentions in the order of the text, one for each target
 * @throws RuleError `invalid_input`, `user_not_found`
 * @example
 * import { claimMentionNotification, rebuildMentions } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const comment = { sourceType: "comment", sourceUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61" };
 * const text = "Thanks (@[user:0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70|Ada])";
 * for (const mention of await rebuildMentions(db, { ...comment, text })) {
 *   if (await claimMentionNotification(db, mention.uuid)) console.log("notify", mention.targetUuid);
 * }
 */
export async function rebuildMentions(
  db: Db,
  saved: MentioningText,
  options: InTables<"mentions" | "users"> = {},
): Promise<Mention[]> {
  const tables = chooseTables(options, saved);
  const { mentions: table } = tables;
  const { sourceType, sourceUuid, sourceField = "body", text, actorUuid } = saved;
  assertText("type of the source", sourceType, { min: 1, max: 100 });
  assertUuid("source", sourceUuid);
  assertText("field of the source", sourceField, { min: 1, max: 100 });
  const source = { sourceType, sourceUuid: sourceUuid.toLowerCase(), sourceField };
  assertString("text", text);
  const found = parseMentions(text);
  return runRule(db, async (tx) => {
    if (actorUuid !== undefined) await lockUser(tx, actorUuid, tables);
    await lockSource(tx, table, source);
    const before = await tx.delete(table).where(isSource(table, source)).returning();
    const notified = new Map(before.map((row) => [toKey(row), row.notifiedAt]));
    const rows = found.map((mention) => ({
      ...source,
      ...mention,
      actorUuid,
      notifiedAt: notified.get(toKey(mention)),
    }));
    return insertMentions(tx, table, rows);
  });
}

/**
 * Decides who notifies a mentioned user: of several calls for one mention, one returns true. It is false for mentions
 * of resources, and for users who mention themselves.
 *
 * @param db a Drizzle database or transaction; in a transaction, the claim is undone with it
 * @param uuid the mention, which `rebuildMentions` or `listMentions` returned
 * @param options the tables of another prefix
 * @returns whether to notify the user now
 * @throws RuleError `invalid_input`
 * @example
 * import { claimMentionNotification } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * if (await claimMentionNotification(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61")) console.log("notify");
 */
export async function claimMentionNotification(
  db: Db,
  uuid: string,
  options: InTables<"mentions"> = {},
): Promise<boolean> {
  const { mentions: table } = chooseTables(options);
  assertUuid("mention", uuid);
  const isOfAnother = or(isNull(table.actorUuid), ne(table.actorUuid, table.targetUuid));
  const claimed = await runStatement(db, (on) =>
    on
      .update(table)
      .set({ notifiedAt: serverNow })
      .where(and(eq(table.uuid, uuid), eq(table.kind, "user"), isNull(table.notifiedAt), isOfAnother))
      .returning({ uuid: table.uuid }),
  );
  return claimed.length > 0;
}

/**
 * Lists the mentions of a user or another resource.
 *
 * @param db a Drizzle database or transaction
 * @param target the type, `user` for users, and the uuid
 * @param options the tables of another prefix
 * @returns the mentions, newest first; what they are in may have been deleted
 * @throws RuleError `invalid_input`
 * @example
 * import { listMentions } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const ada = { targetType: "user", targetUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61" };
 * for (const { sourceType, sourceUuid } of await listMentions(db, ada)) console.log(sourceType, sourceUuid);
 */
export async function listMentions(
  db: Db,
  target: MentionTarget,
  options: InTables<"mentions"> = {},
): Promise<Mention[]> {
  const { mentions: table } = chooseTables(options, target);
  const { targetType, targetUuid } = target;
  assertResourceType(targetType);
  assertUuid("target", targetUuid);
  return runReadOfDates(db, (on) =>
    on
      .select()
      .from(table)
      .where(and(eq(table.targetType, targetType), eq(table.targetUuid, targetUuid)))
      .orderBy(desc(table.insertedAt), desc(table.uuid)),
  );
}

/**
 * Reads the settings for mentions. PhoenixKit uses them when it suggests and shows mentions. Like `rebuildMentions`, it
 * stores the mentions of a text regardless.
 *
 * @param db a Drizzle database or transaction
 * @param options the tables of another prefix
 * @returns both settings, with PhoenixKit's defaults
 * @throws RuleError `rows_hidden` if a policy may hide the settings
 * @example
 * import { readMentionSettings } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const { enabled, redactTitles } = await readMentionSettings(db);
 * console.log(enabled, redactTitles); // true false
 */
export async function readMentionSettings(
  db: Db,
  options: InTables<"settings"> = {},
): Promise<MentionSettings> {
  return runRead(db, async (on) => ({
    enabled: await readFlag(on, "mentions_enabled", { whenMissing: true, ...options }),
    redactTitles: await readFlag(on, "mentions_redact_titles", { whenMissing: false, ...options }),
  }));
}

type ParsedMention = MentionTarget & Pick<Mention, "kind" | "label">;
type Source = Pick<Mention, "sourceType" | "sourceUuid" | "sourceField">;

const mentionPattern =
  /(@|#)\[([a-z][a-z0-9_]{0,99}):([\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12})\|([^\]|]{0,120})\]/gu;

/** What a text mentions, each target once. A user who is also mentioned as a thing is mentioned as a user. */
function parseMentions(text: string): ParsedMention[] {
  const found = new Map<string, ParsedMention>();
  for (const [, sign, targetType = "", uuid = "", label = ""] of text.matchAll(mentionPattern)) {
    const kind = sign === "@" ? "user" : "resource";
    if (kind === "user" && targetType !== "user") continue;
    const mention = {
      kind,
      targetType,
      targetUuid: uuid.toLowerCase(),
      label: toStorableText(label),
    } as const;
    const key = toKey(mention);
    if (found.get(key)?.kind !== "user" && (kind === "user" || !found.has(key))) found.set(key, mention);
  }
  return [...found.values()];
}

function toKey({ targetType, targetUuid }: MentionTarget): string {
  return `${targetType}:${targetUuid}`;
}

function isSource(table: Tables["mentions"], { sourceType, sourceUuid, sourceField }: Source) {
  return and(
    eq(table.sourceType, sourceType),
    eq(table.sourceUuid, sourceUuid),
    eq(table.sourceField, sourceField),
  );
}

/** Makes calls for the same text wait for each other: otherwise the mentions of two versions of it would mix. */
async function lockSource(tx: Db, table: Tables["mentions"], source: Source): Promise<void> {
  const { sourceType, sourceUuid, sourceField } = source;
  await tx.execute(sql`SELECT ${lockKeySql(table, [sourceType, sourceUuid, sourceField])}`);
}

/** A statement with more rows could exceed PostgreSQL's limit of parameters. */
const rowsPerStatement = 1000;

/**
 * Inserts mentions. If PhoenixKit's own application, which does not take this lock, has inserted the same mention, its
 * row is updated.
 */
async function insertMentions(tx: Db, table: Tables["mentions"], rows: NewMention[]): Promise<Mention[]> {
  const stored: Mention[] = [];
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const inserted = await tx
      .insert(table)
      .values(rows.slice(start, start + rowsPerStatement))
      .onConflictDoUpdate({
        target: [table.sourceType, table.sourceUuid, table.sourceField, table.targetType, table.targetUuid],
        set: { kind: sql`excluded.kind`, label: sql`excluded.label`, actorUuid: sql`excluded.actor_uuid` },
      })
      .returning();
    stored.push(...inserted);
  }
  return stored;
}
