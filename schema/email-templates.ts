import { boolean, index, integer, jsonb, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { EmailTemplateCategory, EmailTemplateStatus } from "./allowed-values.ts";
import { insertedAt, instant, type JsonObject, updatedAt, uuidKey, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** A text by language: `{ en: "Hello", de: "Hallo" }`. */
export type TranslatedText = Record<string, string>;

/** What e-mails say. */
export function defineEmailTemplateTables({ table, newUuid }: Namespace) {
  /** One row per template; `variables` describes each `{{name}}` that its subject and bodies may hold. */
  const emailTemplates = table(
    "phoenix_kit_email_templates",
    {
      uuid: uuidKey(newUuid),
      name: varchar255("name").notNull(),
      slug: varchar255("slug").notNull(),
      displayName: jsonb("display_name").$type<TranslatedText>().notNull(),
      description: jsonb("description").$type<TranslatedText>(),
      subject: jsonb("subject").$type<TranslatedText>().notNull(),
      htmlBody: jsonb("html_body").$type<TranslatedText>().notNull(),
      textBody: jsonb("text_body").$type<TranslatedText>().notNull(),
      category: varchar255("category").$type<EmailTemplateCategory>().notNull().default("transactional"),
      status: varchar255("status").$type<EmailTemplateStatus>().notNull().default("draft"),
      variables: jsonb("variables").$type<JsonObject>().default({}),
      metadata: jsonb("metadata").$type<JsonObject>().default({}),
      usageCount: integer("usage_count").notNull().default(0),
      lastUsedAt: instant("last_used_at"),
      version: integer("version").notNull().default(1),
      isSystem: boolean("is_system").notNull().default(false),
      createdByUserUuid: uuid("created_by_user_uuid"),
      updatedByUserUuid: uuid("updated_by_user_uuid"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      uniqueIndex("phoenix_kit_email_templates_name_index").on(t.name),
      uniqueIndex("phoenix_kit_email_templates_slug_index").on(t.slug),
      index("phoenix_kit_email_templates_category_index").on(t.category),
      index("phoenix_kit_email_templates_status_index").on(t.status),
      index("phoenix_kit_email_templates_is_system_index").on(t.isSystem),
      index("phoenix_kit_email_templates_usage_count_index").on(t.usageCount),
      index("phoenix_kit_email_templates_last_used_at_index").on(t.lastUsedAt),
      index("phoenix_kit_email_templates_inserted_at_index").on(t.insertedAt),
      index("phoenix_kit_email_templates_category_status_index").on(t.category, t.status),
      index("phoenix_kit_email_templates_status_is_system_index").on(t.status, t.isSystem),
      uniqueIndex("phoenix_kit_email_templates_uuid_idx").on(t.uuid),
      index("phoenix_kit_email_templates_created_by_user_uuid_idx").on(t.createdByUserUuid),
      index("phoenix_kit_email_templates_updated_by_user_uuid_idx").on(t.updatedByUserUuid),
    ],
  );

  return { emailTemplates };
}
