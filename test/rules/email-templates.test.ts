import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineTables, emailTemplates, type NewEmailTemplate } from "../../src/index.ts";
import { renderEmailTemplate, renderTemplate } from "../../src/rules/email-templates.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
let pool: Pool;
const db = () => drizzle({ client: pool });

beforeAll(async () => {
  pool = openPool(database().url, { max: 20 });
});
afterAll(() => pool.end());

async function newTemplate(values: Partial<NewEmailTemplate> & { name: string }): Promise<void> {
  const en = { en: "English {{name}}" };
  const texts = { displayName: en, subject: en, htmlBody: { en: "<b>{{name}}</b>" }, textBody: en };
  await db()
    .insert(emailTemplates)
    .values({ slug: values.name, status: "active", ...texts, ...values });
}

async function usage(name: string) {
  const { usageCount, lastUsedAt } = emailTemplates;
  const [row] = await db()
    .select({ usageCount, lastUsedAt })
    .from(emailTemplates)
    .where(eq(emailTemplates.name, name));
  return row;
}

test("values take the places of variables, with blanks in the braces or without", () => {
  const text = "{{a}} {{ a }}{{b}} {a} {{}} {{{b}}} }}";
  expect(renderTemplate(text, { a: 1, b: true })).toBe("1 1true {a} {{}} {true} }}");
});

test("a value is never read for variables, nor for what replacements know", () => {
  const variables = { a: "{{b}} $& $1 $$", b: "no" };
  expect(renderTemplate("{{a}}{{b}}", variables)).toBe("{{b}} $& $1 $$no");
});

test("HTML is escaped in HTML alone, and only in the values", () => {
  const name = `<a href="x" title='y'>&amp;</a>`;
  const html = "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;";
  expect(renderTemplate("<b>{{name}}</b>", { name }, "html")).toBe(`<b>${html}</b>`);
  expect(renderTemplate("{{name}}", { name })).toBe(name);
});

test("the error names every variable without a value, each once", () => {
  const render = () => renderTemplate("{{b}} {{a}} {{given}} {{ b }} {{constructor}}", { given: "" });
  expect(render).toThrow(
    expect.objectContaining({
      code: "template_variables_missing",
      message: "The text has variables without a value: b, a, constructor.",
      remedy: expect.any(String),
    }),
  );
});

test("any values come out between the same texts", () => {
  const value = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(renderTemplate("<{{a}}|{{b}}>", { a, b })).toBe(`<${a}|${b}>`);
    }),
  );
});

test("the seeded templates render with the variables that they describe", async () => {
  const templates = await db().select().from(emailTemplates).where(eq(emailTemplates.isSystem, true));
  expect(templates).toHaveLength(5);
  for (const { name, variables } of templates) {
    const values = Object.fromEntries(Object.keys(variables ?? {}).map((key) => [key, `<${key}>`]));
    const { subject, html, text } = await renderEmailTemplate(db(), { name, variables: values });
    for (const rendered of [subject, html, text]) expect(rendered).not.toContain("{{");
    for (const key of Object.keys(values)) {
      expect(text + subject).toContain(`<${key}>`);
      expect(html).not.toContain(`<${key}>`);
    }
  }
});

test("each text is that of the locale, else of its language, else English", async () => {
  const subject = { en: "Hello", de: "Hallo", "de-AT": "Servus", fr: "" };
  await newTemplate({ name: "greeting", subject, textBody: { en: "Bye", de: "Tschüss" } });
  const rendered: string[] = [];
  for (const locale of ["de-AT", "de-CH", "de_DE", "de", "fr", "toString", undefined]) {
    const use = { name: "greeting", locale, variables: { name: "Ada" } };
    const texts = await renderEmailTemplate(db(), use);
    rendered.push(`${texts.subject} ${texts.text}`);
  }
  const english = "Hello Bye";
  expect(rendered).toEqual([
    "Servus Tschüss",
    "Hallo Tschüss",
    "Hallo Tschüss",
    "Hallo Tschüss",
    ...[english, english, english],
  ]);
});

test("20 uses at once count 20, and the last one's time is kept", async () => {
  await newTemplate({ name: "counted" });
  expect(await usage("counted")).toEqual({ usageCount: 0, lastUsedAt: null });
  const before = Date.now() - 1000;
  const use = { name: "counted", variables: { name: "A&B" } };
  const rendered = await Promise.all(Array.from({ length: 20 }, () => renderEmailTemplate(db(), use)));
  expect(rendered[0]).toEqual({ subject: "English A&B", html: "<b>A&amp;B</b>", text: "English A&B" });
  const used = await usage("counted");
  expect(used?.usageCount).toBe(20);
  expect(used?.lastUsedAt?.getTime()).toBeGreaterThan(before);
});

test("what can't be made into an e-mail says why, and counts as no use", async () => {
  await newTemplate({ name: "draft_one", status: "draft" });
  await newTemplate({ name: "german", subject: { de: "Hallo" } });
  await newTemplate({ name: "needy", subject: { en: "{{x}}" }, textBody: { en: "{{y}}{{x}}" } });
  const refusals = [
    [{ name: "nowhere" }, "template_not_found", /nowhere/],
    [{ name: "draft_one" }, "template_not_found", /draft, not active/],
    [{ name: "german", locale: "et" }, "template_untranslated", /subject of german.*et/],
    [{ name: "needy" }, "template_variables_missing", /needy.*x, name, y/],
  ] as const;
  for (const [use, code, message] of refusals) {
    const refused = renderEmailTemplate(db(), { ...use, variables: {} });
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  }
  expect(await usage("needy")).toEqual({ usageCount: 0, lastUsedAt: null });
});

test("works in a prefix, and in a transaction", async () => {
  const prefix = quotedPrefix;
  const tables = defineTables(prefix);
  const variables = { user_email: "ada@example.com", reset_url: "https://example.com/?a=1&b=2" };
  const use = { name: "reset_password", variables };
  const { html } = await db().transaction((tx) => renderEmailTemplate(tx, use, { tables }));
  expect(html).toContain("https://example.com/?a=1&amp;b=2");
  const used = await db().select().from(tables.emailTemplates).where(eq(tables.emailTemplates.usageCount, 1));
  expect(used.map(({ name }) => name)).toEqual(["reset_password"]);
});
