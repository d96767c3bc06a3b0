import { bigserial, boolean, index, integer, jsonb, text, uniqueIndex } from "drizzle-orm/pg-core";
import { insertedAt, type JsonObject, updatedAt, utcMicros, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import type { EmailTemplateCategory, EmailTemplateStatus } from "./values.ts";

/** What e-mails say. */
export function emailTemplateTables({ table }: Namespace) {
  /** One row a template; `variables` describes each `{{name}}` that its subject and bodies may hold. */
  const emailTemplates = table(
    "phoenix_kit_email_templates",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      name: varchar255("name").notNull(),
      slug: varchar255("slug").notNull(),
      displayName: varchar255("display_name").notNull(),
      description: text("description"),
      subject: varchar255("subject").notNull(),
      htmlBody: text("html_body").notNull(),
      textBody: text("text_body").notNull(),
      category: varchar255("category").$type<EmailTemplateCategory>().notNull().default("transactional"),
      status: varchar255("status").$type<EmailTemplateStatus>().notNull().default("draft"),
      variables: jsonb("variables").$type<JsonObject>().default({}),
      metadata: jsonb("metadata").$type<JsonObject>().default({}),
      usageCount: integer("usage_count").notNull().default(0),
      lastUsedAt: utcMicros("last_used_at"),
      version: integer("version").notNull().default(1),
      isSystem: boolean("is_system").notNull().default(false),
      createdByUserId: integer("created_by_user_id"),
      updatedByUserId: integer("updated_by_user_id"),
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
    ],
  );

  return { emailTemplates };
}
