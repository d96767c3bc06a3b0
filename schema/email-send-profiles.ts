import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, text, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { instantNow, instantRenewed, type JsonObject, uuidKey, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** In whose name e-mails are sent. */
export function defineEmailSendProfileTables({ table, newUuid }: Namespace) {
  /** One row per sender, with the mail service that it goes through and how fast. One at most is the default. */
  const emailSendProfiles = table(
    "phoenix_kit_email_send_profiles",
    {
      uuid: uuidKey(newUuid),
      name: varchar255("name").notNull(),
      integrationUuid: uuid("integration_uuid").notNull(),
      providerKind: varchar("provider_kind", { length: 40 }).notNull(),
      fromName: varchar255("from_name"),
      fromEmail: varchar255("from_email"),
      replyTo: varchar255("reply_to"),
      signatureHtml: text("signature_html"),
      signatureText: text("signature_text"),
      ratePerHour: integer("rate_per_hour"),
      ratePerDay: integer("rate_per_day"),
      pauseSeconds: integer("pause_seconds").default(0),
      advanced: jsonb("advanced").$type<JsonObject>().notNull().default({}),
      enabled: boolean("enabled").notNull().default(true),
      isDefault: boolean("is_default").notNull().default(false),
      insertedAt: instantNow("inserted_at"),
      updatedAt: instantRenewed("updated_at"),
    },
    (t) => [
      uniqueIndex("idx_email_send_profiles_default").on(t.isDefault).where(sql`is_default = true`),
      index("idx_email_send_profiles_integration").on(t.integrationUuid),
    ],
  );

  return { emailSendProfiles };
}
