import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { defineTables, type Mention, mentions, users } from "../../src/index.ts";
import {
  claimMentionNotification,
  listMentions,
  type MentioningText,
  readMentionSettings,
  rebuildMentions,
} from "../../src/rules/mentions.ts";
import { putJsonSetting, putSetting } from "../../src/rules/settings.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const ada = "018f0000-0000-7000-8000-00000000000a";
const grace = "018f0000-0000-7000-8000-00000000000b";
const project = "018f0000-0000-7000-8000-00000000000c";
const sourceUuid = "018f0000-0000-7000-8000-00000000000d";
const comment = { sourceType: "comment", sourceUuid };
const twenty = Array.from({ length: 20 });
let racers: Pool;
const db = () => drizzle({ client: racers });

beforeAll(() => {
  racers = openPool(database().url, { max: 20 });
});
afterAll(() => racers.end());
beforeEach(async () => {
  await emptyTables(database().pool, "phoenix_kit_mentions", "phoenix_kit_users");
});

const rebuild = (text: string, more: Partial<MentioningText> = {}) =>
  rebuildMentions(db(), { ...comment, text, ...more });
const names = (rows: Mention[]) => rows.map(({ targetType, label }) => `${targetType} ${label}`);

/** A user that can be the author of a text. */
async function author(uuid: string): Promise<string> {
  await db()
    .insert(users)
    .values({ uuid, email: `${uuid}@example.com`, hashedPassword: "" });
  return uuid;
}

test.each(["public", quotedPrefix])("what a text mentions is stored (%s)", async (prefix) => {
  const tables = defineTables(prefix);
  const text = `Hi @[user:${ada}|Ada ä], see #[project:${project}|Engine]!`;
  const rows = await rebuildMentions(db(), { ...comment, text }, { tables });
  const common = { ...comment, sourceField: "body", actorUuid: null, notifiedAt: null };
  const made = { uuid: expect.any(String), insertedAt: expect.any(Date) };
  expect(rows).toEqual([
    { ...common, ...made, kind: "user", targetType: "user", targetUuid: ada, label: "Ada ä" },
    { ...common, ...made, kind: "resource", targetType: "project", targetUuid: project, label: "Engine" },
  ]);
  expect(await listMentions(db(), { targetType: "user", targetUuid: ada }, { tables })).toEqual([rows[0]]);
  expect(await claimMentionNotification(db(), rows[0]?.uuid ?? "", { tables })).toBe(true);
  expect(await db().select().from(tables.mentions)).toHaveLength(2);
  if (prefix !== "public") expect(await db().$count(mentions)).toBe(0);
});

test.each<[string, string, string[]]>([
  ["an empty text", "", []],
  ["the same user twice", `@[user:${ada}|A] @[user:${ada.toUpperCase()}|B]`, ["user A"]],
  ["a user also as a thing", `#[user:${ada}|thing] @[user:${ada}|person]`, ["user person"]],
  ["an empty label", `@[user:${ada}|]`, ["user "]],
  ["a label of 120 characters", `@[user:${ada}|${"😀".repeat(120)}]`, [`user ${"😀".repeat(120)}`]],
  ["a label of 121 characters", `@[user:${ada}|${"x".repeat(121)}]`, []],
  ["a label with a bar", `@[user:${ada}|a|b]`, []],
  ["a label that cannot be stored", `@[user:${ada}|a\0\uD800]`, ["user a\uFFFD\uFFFD"]],
  ["no label", `@[user:${ada}]`, []],
  ["a thing with @", `@[project:${project}|x]`, []],
  ["a type with capitals", `#[Project:${project}|x]`, []],
  ["a type that starts with a digit", `#[1project:${project}|x]`, []],
  ["a type of letters that only look small", `#[pro\u017Fe:${project}|x]`, []],
  ["no uuid", "#[project:1|x]", []],
  ["brackets around", `[@[user:${ada}|A]](#[file_2:${project}|B])`, ["user A", "file_2 B"]],
])("in a text with %s", async (_, text, expected) => {
  expect(names(await rebuild(text))).toEqual(expected);
});

test("saving a text again replaces its mentions and keeps who was notified", async () => {
  const [first] = await rebuild(`@[user:${ada}|Ada] @[user:${grace}|Grace]`);
  expect(await claimMentionNotification(db(), first?.uuid ?? "")).toBe(true);
  const again = await rebuild(`#[project:${project}|Engine] @[user:${ada}|Countess]`);
  expect(names(again)).toEqual(["project Engine", "user Countess"]);
  expect(again.map(({ notifiedAt }) => notifiedAt !== null)).toEqual([false, true]);
  expect(await claimMentionNotification(db(), again[1]?.uuid ?? "")).toBe(false);
  expect(await db().$count(mentions)).toBe(2);
  await rebuild("");
  expect(await db().$count(mentions)).toBe(0);
});

test("each field of each source has mentions of its own, and a target lists the newest first", async () => {
  await rebuild(`@[user:${ada}|body]`);
  await rebuild(`@[user:${ada}|title]`, { sourceField: "title" });
  await rebuild(`@[user:${ada}|post]`, { sourceType: "post" });
  await rebuild(`@[user:${ada}|other]`, { sourceUuid: project });
  await rebuild("", { sourceField: "title" });
  const listed = await listMentions(db(), { targetType: "user", targetUuid: ada });
  expect(listed.map(({ label }) => label)).toEqual(["other", "post", "body"]);
});

test("of 20 who want to notify, one does, and none of the author or of a thing", async () => {
  const actorUuid = await author(ada);
  const text = `@[user:${grace}|Grace] @[user:${ada}|me] #[project:${project}|Engine]`;
  const rows = await rebuild(text, { actorUuid });
  expect(rows.map((row) => row.actorUuid)).toEqual([ada, ada, ada]);
  const claims = await Promise.all(
    rows.map(({ uuid }) => Promise.all(twenty.map(() => claimMentionNotification(db(), uuid)))),
  );
  expect(claims.map((all) => all.filter(Boolean).length)).toEqual([1, 0, 0]);
});

test("20 who save a text at once leave the mentions of one of the texts, and one notification", async () => {
  const outcomes = await Promise.all(
    twenty.map(async (_, n) => {
      const text = `@[user:${ada}|Ada] #[project:${project.slice(0, -2)}${10 + n}|${n}]`;
      const [mention] = await rebuild(text);
      return claimMentionNotification(db(), mention?.uuid ?? "");
    }),
  );
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  expect(await db().$count(mentions)).toBe(2);
});

test("20 who save the same text of different fields don't get in each other's way", async () => {
  const text = `@[user:${ada}|Ada]`;
  await Promise.all(twenty.map((_, n) => rebuild(text, { sourceField: `field_${n % 4}` })));
  expect(await db().$count(mentions)).toBe(4);
});

test("a text with 2500 mentions is stored whole", async () => {
  const parts = Array.from({ length: 2500 }, (_, n) => {
    const uuid = `018f0000-0000-7000-8000-${String(n).padStart(12, "0")}`;
    return `@[user:${uuid}|${n}]`;
  });
  const rows = await rebuild(parts.join(" "));
  expect(rows.map(({ label }) => label)).toEqual(parts.map((_, n) => String(n)));
});

test("mentions go with the caller's transaction", async () => {
  await rebuild(`@[user:${ada}|Ada]`);
  const failing = db().transaction(async (tx) => {
    await rebuildMentions(tx, { ...comment, text: "" });
    throw new Error("not saved");
  });
  await expect(failing).rejects.toThrow("not saved");
  expect(await db().$count(mentions)).toBe(1);
});

test.each<[string, string, object]>([
  ["no type of the source", "invalid_input", { sourceType: "" }],
  ["a source that is no uuid", "invalid_input", { sourceUuid: "1" }],
  ["no field", "invalid_input", { sourceField: "" }],
  ["an unknown author", "user_not_found", { actorUuid: grace }],
  ["an author that is no uuid", "invalid_input", { actorUuid: "1" }],
])("a text with %s is refused (%s)", async (_, code, wrong) => {
  await db().transaction(async (tx) => {
    const refused = rebuildMentions(tx, { ...comment, text: `@[user:${ada}|Ada]`, ...wrong });
    await expect(refused).rejects.toMatchObject({
      name: "RuleError",
      code,
      remedy: expect.stringMatching(/\w/),
    });
    expect(await rebuildMentions(tx, { ...comment, text: "" })).toEqual([]);
  });
});

test("a target or a mention that makes no sense is refused", async () => {
  const refusal = { name: "RuleError", code: "invalid_input" };
  await expect(listMentions(db(), { targetType: "User", targetUuid: ada })).rejects.toMatchObject(refusal);
  await expect(listMentions(db(), { targetType: "user", targetUuid: "1" })).rejects.toMatchObject(refusal);
  await expect(claimMentionNotification(db(), "1")).rejects.toMatchObject(refusal);
  expect(await claimMentionNotification(db(), ada)).toBe(false);
});

test("the settings of mentions have PhoenixKit's defaults, and a text is stored whatever they say", async () => {
  expect(await readMentionSettings(db())).toEqual({ enabled: true, redactTitles: false });
  await putSetting(db(), "mentions_enabled", "false");
  await putJsonSetting(db(), "mentions_redact_titles", true);
  expect(await readMentionSettings(db())).toEqual({ enabled: false, redactTitles: true });
  expect(await readMentionSettings(db(), { tables: defineTables(quotedPrefix) })).toEqual({
    enabled: true,
    redactTitles: false,
  });
  expect(await rebuild(`@[user:${grace}|Grace]`)).toHaveLength(1);
});
