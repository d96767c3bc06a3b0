import { z } from "zod";
import {
  type EmailTemplate,
  emailTemplateCategories,
  emailTemplateStatuses,
  emailTemplates,
  type NewEmailTemplate,
  type TranslatedText,
} from "../../schema/index.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { filled, type Lengths, text } from "./text.ts";

const translations = z.record(z.string(), z.string());

/** In one language at least, and each within the lengths. */
const createTranslationSchema = (lengths: Lengths): z.ZodType<TranslatedText, TranslatedText> =>
  z
    .record(filled(), filled({ max: Number.POSITIVE_INFINITY, ...lengths }))
    .refine((texts) => Object.keys(texts).length > 0, "Give the text in one language at least");

const schemas = createTableSchemas(
  emailTemplates,
  {
    category: z.enum(emailTemplateCategories),
    status: z.enum(emailTemplateStatuses),
    displayName: translations,
    description: translations,
    subject: translations,
    htmlBody: translations,
    textBody: translations,
  },
  {
    name: text({ min: 2, max: 100 }).regex(/^[a-z][a-z0-9_]*$/, "Give a name like welcome_mail"),
    slug: text({ min: 2, max: 100 }).regex(/^[a-z][a-z0-9-]*$/, "Give a slug like welcome-mail"),
    displayName: createTranslationSchema({ min: 2, max: 200 }),
    description: z.record(filled(), text()),
    subject: createTranslationSchema({ max: 300 }),
    htmlBody: createTranslationSchema({}),
    textBody: createTranslationSchema({}),
  },
);
/** Checks a new row: `NewEmailTemplate`. */
export const emailTemplateInsertSchema: RowSchema<NewEmailTemplate> = schemas.insert;
/** Checks a change of a row: any columns of `NewEmailTemplate`. */
export const emailTemplateUpdateSchema: RowSchema<Partial<NewEmailTemplate>> = schemas.update;
/** Checks a row that was read: `EmailTemplate`. */
export const emailTemplateSelectSchema: RowSchema<EmailTemplate> = schemas.select;
