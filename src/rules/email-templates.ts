import { eq, sql } from "drizzle-orm";
import type { TranslatedText } from "../../schema/index.ts";
import { assertObject, assertString, assertText, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError, RuleError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runRead, runStatement } from "./run-rule.ts";

/** The values of a template's variables, by name. */
export type TemplateVariables = Readonly<Record<string, string | number | boolean>>;

/** The kind of a text: in HTML, the values of variables are escaped. */
export type TemplateFormat = "text" | "html";

const variable = /\{\{([^{}]+)\}\}/g;

/**
 * Replaces the `{{variables}}` of a text with values; blanks within the braces are ignored. Variables within a value
 * are not replaced.
 *
 * @param text the text
 * @param variables the values by name
 * @param format `html` escapes the values for HTML; `text`, the default, leaves them as they are
 * @returns the text without variables
 * @throws RuleError `template_variables_missing`, which names every variable that has no value; `invalid_input`
 * @example
 * import { renderTemplate } from "phoenix-kit-schema/rules";
 *
 * renderTemplate("<b>Hello {{name}}!</b>", { name: "Ada & Bob" }, "html"); // <b>Hello Ada &amp; Bob!</b>
 */
export function renderTemplate(
  text: string,
  variables: TemplateVariables,
  format: TemplateFormat = "text",
): string {
  assertString("text", text);
  assertObject("variables", variables);
  checkVariables([text], variables, "The text");
  return fillVariables(text, variables, format);
}

/** An e-mail's texts. */
export interface RenderedTemplate {
  /** The subject, as plain text. */
  readonly subject: string;
  /** The HTML body, with escaped values. */
  readonly html: string;
  /** The plain-text body. */
  readonly text: string;
}

/** The template to use, and its locale and variables. */
export interface TemplateUse {
  /** The name of the template, such as `reset_password`. */
  readonly name: string;
  /** The reader's language, such as `de` or `pt-BR`; default: English. */
  readonly locale?: string | undefined;
  /** The value of each variable, by its name without braces. */
  readonly variables: TemplateVariables;
}

/**
 * Renders an e-mail from an active template, and counts the use. Each text is the one for the locale, else for its
 * language, else in English.
 *
 * @param db a Drizzle database or transaction
 * @param use the template's name, the locale, and what the variables stand for
 * @param options the tables of another prefix
 * @returns subject, HTML and text
 * @throws RuleError `template_not_found` if no template of the name is active, `template_untranslated` if a text does
 * not exist in English either, `template_variables_missing`, which names every variable without a value; none of these
 * counts as a use
 * @example
 * import { renderEmailTemplate } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const variables = { user_email: "ada@example.com", reset_url: "https://example.com/reset/1" };
 * const template = { name: "reset_password", locale: "de", variables };
 * const { subject, html, text } = await renderEmailTemplate(db, template);
 */
export async function renderEmailTemplate(
  db: Db,
  use: TemplateUse,
  options: InTables<"emailTemplates"> = {},
): Promise<RenderedTemplate> {
  const { emailTemplates: table } = chooseTables(options, use);
  const { name, locale = "en", variables } = use;
  assertText("name of a template", name, { max: 255 });
  assertString("locale", locale);
  assertObject("variables", variables);
  const [template] = await runRead(db, (on) => on.select().from(table).where(eq(table.name, name)));
  if (template?.status !== "active") {
    const found = template ? `is ${template.status}, not active` : "does not exist";
    throw new RuleError(`The e-mail template ${quote(name)} ${found}.`, {
      code: "template_not_found",
      remedy: template ? "Set its status to active." : "Create it, or give the name of an existing template.",
    });
  }
  const translatePart = (part: string, texts: TranslatedText) =>
    translate(`${part} of ${name}`, texts, locale);
  const subject = translatePart("subject", template.subject);
  const html = translatePart("HTML body", template.htmlBody);
  const text = translatePart("text body", template.textBody);
  checkVariables([subject, html, text], variables, `The e-mail template ${quote(name)}`);
  const lastUsedAt = sql`greatest(${table.lastUsedAt}, pg_catalog.now())`;
  await runStatement(db, (on) =>
    on
      .update(table)
      .set({ usageCount: sql`${table.usageCount} + 1`, lastUsedAt })
      .where(eq(table.uuid, template.uuid)),
  );
  return {
    subject: fillVariables(subject, variables, "text"),
    html: fillVariables(html, variables, "html"),
    text: fillVariables(text, variables, "text"),
  };
}

function translate(what: string, texts: TranslatedText, locale: string): string {
  const language = locale.split(/[-_]/, 1)[0] ?? locale;
  for (const key of [locale, language, "en"]) {
    if (Object.hasOwn(texts, key) && texts[key]) return texts[key];
  }
  throw new RuleError(`The ${what} exists neither in ${locale} nor in English.`, {
    code: "template_untranslated",
    remedy: `Write it in English, under the key "en", or in ${locale}.`,
  });
}

function checkVariables(texts: readonly string[], variables: TemplateVariables, where: string): void {
  const names = texts.flatMap((text) => [...text.matchAll(variable)].map(([, name]) => (name ?? "").trim()));
  const missing = [...new Set(names)].filter((name) => readVariable(name, variables) === undefined);
  if (missing.length === 0) return;
  throw new RuleError(`${where} has variables without a value: ${missing.join(", ")}.`, {
    code: "template_variables_missing",
    remedy: "Give a value for each of them.",
  });
}

/** Own properties only: every object inherits `constructor`, which is not a value of the template. */
function readVariable(name: string, variables: TemplateVariables): string | undefined {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (/^(?:string|number|bigint|boolean)$/.test(typeof value)) return String(value);
  throw invalidInputError(
    `The value of the variable ${quote(name)} is not text.`,
    "Write values as they are to be read.",
  );
}

function fillVariables(text: string, variables: TemplateVariables, format: TemplateFormat): string {
  return text.replace(variable, (_, name: string) => {
    const value = readVariable(name.trim(), variables) ?? "";
    return format === "html" ? escapeHtml(value) : value;
  });
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
