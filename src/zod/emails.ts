import { z } from "zod";
import {
  type BlockedEmail,
  bounceTypes,
  type EmailLog,
  type EmailLogEvent,
  type EmailMetric,
  type EmailSendProfile,
  type EmailTemplate,
  emailBlocklist,
  emailEvents,
  emailEventTypes,
  emailLogs,
  emailMetrics,
  emailOrphanedEvents,
  emailSendProfiles,
  emailStatuses,
  emailTemplateCategories,
  emailTemplateStatuses,
  emailTemplates,
  limits,
  type NewBlockedEmail,
  type NewEmailLog,
  type NewEmailLogEvent,
  type NewEmailMetric,
  type NewEmailSendProfile,
  type NewEmailTemplate,
  type NewOrphanedEmailEvent,
  type OrphanedEmailEvent,
  type TranslatedText,
} from "../../schema/index.ts";
import { count } from "./numbers.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { emailAddress, filled, type Lengths, text } from "./text.ts";

// PhoenixKit allows a subject of 998 characters, the column only 255.
const logSchemas = createTableSchemas(
  emailLogs,
  { status: z.enum(emailStatuses) },
  {
    messageId: filled(),
    to: filled(),
    from: filled(),
    provider: filled(),
    attachmentsCount: count,
    sizeBytes: count,
    retryCount: count,
  },
);
/** Checks a new row: `NewEmailLog`. */
export const emailLogInsertSchema: RowSchema<NewEmailLog> = logSchemas.insert;
/** Checks a change of a row: any columns of `NewEmailLog`. */
export const emailLogUpdateSchema: RowSchema<Partial<NewEmailLog>> = logSchemas.update;
/** Checks a row that was read: `EmailLog`. */
export const emailLogSelectSchema: RowSchema<EmailLog> = logSchemas.select;

const webLink = text({ max: 255 }).regex(
  /^https?:\/\/\S/i,
  "Give a link that begins with http:// or https://",
);

const eventSchemas = createTableSchemas(
  emailEvents,
  { eventType: z.enum(emailEventTypes), bounceType: z.enum(bounceTypes) },
  { linkUrl: webLink },
);
/** Checks a new row: `NewEmailLogEvent`. */
export const emailLogEventInsertSchema: RowSchema<NewEmailLogEvent> = eventSchemas.insert;
/** Checks a change of a row: any columns of `NewEmailLogEvent`. */
export const emailLogEventUpdateSchema: RowSchema<Partial<NewEmailLogEvent>> = eventSchemas.update;
/** Checks a row that was read: `EmailLogEvent`. */
export const emailLogEventSelectSchema: RowSchema<EmailLogEvent> = eventSchemas.select;

const blocklistSchemas = createTableSchemas(emailBlocklist, {}, { email: emailAddress, reason: filled() });
/** Checks a new row: `NewBlockedEmail`. */
export const blockedEmailInsertSchema: RowSchema<NewBlockedEmail> = blocklistSchemas.insert;
/** Checks a change of a row: any columns of `NewBlockedEmail`. */
export const blockedEmailUpdateSchema: RowSchema<Partial<NewBlockedEmail>> = blocklistSchemas.update;
/** Checks a row that was read: `BlockedEmail`. */
export const blockedEmailSelectSchema: RowSchema<BlockedEmail> = blocklistSchemas.select;

const orphanSchemas = createTableSchemas(emailOrphanedEvents, {});
/** Checks a new row: `NewOrphanedEmailEvent`. */
export const orphanedEmailEventInsertSchema: RowSchema<NewOrphanedEmailEvent> = orphanSchemas.insert;
/** Checks a change of a row: any columns of `NewOrphanedEmailEvent`. */
export const orphanedEmailEventUpdateSchema: RowSchema<Partial<NewOrphanedEmailEvent>> = orphanSchemas.update;
/** Checks a row that was read: `OrphanedEmailEvent`. */
export const orphanedEmailEventSelectSchema: RowSchema<OrphanedEmailEvent> = orphanSchemas.select;

const metricSchemas = createTableSchemas(emailMetrics, {});
/** Checks a new row: `NewEmailMetric`. */
export const emailMetricInsertSchema: RowSchema<NewEmailMetric> = metricSchemas.insert;
/** Checks a change of a row: any columns of `NewEmailMetric`. */
export const emailMetricUpdateSchema: RowSchema<Partial<NewEmailMetric>> = metricSchemas.update;
/** Checks a row that was read: `EmailMetric`. */
export const emailMetricSelectSchema: RowSchema<EmailMetric> = metricSchemas.select;

const translations = z.record(z.string(), z.string());

/** A text in at least one language, each within the lengths. */
const createTranslationSchema = (lengths: Lengths): z.ZodType<TranslatedText, TranslatedText> =>
  z
    .record(filled(), filled({ max: Number.POSITIVE_INFINITY, ...lengths }))
    .refine((texts) => Object.keys(texts).length > 0, "Give the text in one language at least");

const { emailTemplates: templates } = limits;

const templateSchemas = createTableSchemas(
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
    name: text(templates.name).regex(templates.name.pattern, "Give a name like welcome_mail"),
    slug: text(templates.slug).regex(templates.slug.pattern, "Give a slug like welcome-mail"),
    displayName: createTranslationSchema(templates.displayName),
    description: z.record(filled(), text()),
    subject: createTranslationSchema(templates.subject),
    htmlBody: createTranslationSchema({}),
    textBody: createTranslationSchema({}),
  },
);
/** Checks a new row: `NewEmailTemplate`. */
export const emailTemplateInsertSchema: RowSchema<NewEmailTemplate> = templateSchemas.insert;
/** Checks a change of a row: any columns of `NewEmailTemplate`. */
export const emailTemplateUpdateSchema: RowSchema<Partial<NewEmailTemplate>> = templateSchemas.update;
/** Checks a row that was read: `EmailTemplate`. */
export const emailTemplateSelectSchema: RowSchema<EmailTemplate> = templateSchemas.select;

const profileSchemas = createTableSchemas(
  emailSendProfiles,
  {},
  {
    name: filled(),
    providerKind: filled({ max: 40 }),
    ratePerHour: count,
    ratePerDay: count,
    pauseSeconds: count,
  },
);
/** Checks a new row: `NewEmailSendProfile`. */
export const emailSendProfileInsertSchema: RowSchema<NewEmailSendProfile> = profileSchemas.insert;
/** Checks a change of a row: any columns of `NewEmailSendProfile`. */
export const emailSendProfileUpdateSchema: RowSchema<Partial<NewEmailSendProfile>> = profileSchemas.update;
/** Checks a row that was read: `EmailSendProfile`. */
export const emailSendProfileSelectSchema: RowSchema<EmailSendProfile> = profileSchemas.select;
