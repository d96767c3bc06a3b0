import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { insertedAt, type JsonObject, updatedAt, utcMicros, utcMicrosNow, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import type { BounceType, EmailEventType, EmailStatus } from "./values.ts";

/** E-mails that were sent, and what became of them. */
export function emailTables({ table }: Namespace) {
  /** One row an e-mail, with the time of each stage of its life. */
  const emailLogs = table(
    "phoenix_kit_email_logs",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      messageId: varchar255("message_id").notNull(),
      to: varchar255("to").notNull(),
      from: varchar255("from").notNull(),
      subject: varchar255("subject"),
      headers: jsonb("headers").$type<JsonObject>().default({}),
      bodyPreview: text("body_preview"),
      bodyFull: text("body_full"),
      templateName: varchar255("template_name"),
      campaignId: varchar255("campaign_id"),
      attachmentsCount: integer("attachments_count").notNull().default(0),
      sizeBytes: integer("size_bytes"),
      retryCount: integer("retry_count").notNull().default(0),
      errorMessage: text("error_message"),
      status: varchar255("status").$type<EmailStatus>().notNull().default("sent"),
      sentAt: utcMicrosNow("sent_at"),
      deliveredAt: utcMicros("delivered_at"),
      configurationSet: varchar255("configuration_set"),
      messageTags: jsonb("message_tags").$type<JsonObject>().default({}),
      provider: varchar255("provider").notNull().default("unknown"),
      userId: integer("user_id"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      awsMessageId: varchar255("aws_message_id"),
      bouncedAt: utcMicros("bounced_at"),
      complainedAt: utcMicros("complained_at"),
      openedAt: utcMicros("opened_at"),
      clickedAt: utcMicros("clicked_at"),
      bodyCompressed: boolean("body_compressed").notNull().default(false),
      queuedAt: utcMicros("queued_at"),
      rejectedAt: utcMicros("rejected_at"),
      failedAt: utcMicros("failed_at"),
      delayedAt: utcMicros("delayed_at"),
    },
    (t) => [
      uniqueIndex("phoenix_kit_email_logs_message_id_uidx").on(t.messageId),
      index("phoenix_kit_email_logs_to_sent_at_idx").on(t.to, t.sentAt),
      index("phoenix_kit_email_logs_status_sent_at_idx").on(t.status, t.sentAt),
      index("phoenix_kit_email_logs_campaign_id_idx").on(t.campaignId),
      index("phoenix_kit_email_logs_template_name_idx").on(t.templateName),
      index("phoenix_kit_email_logs_provider_sent_at_idx").on(t.provider, t.sentAt),
      index("phoenix_kit_email_logs_user_id_idx").on(t.userId),
      index("phoenix_kit_email_logs_sent_at_idx").on(t.sentAt),
      uniqueIndex("phoenix_kit_email_logs_aws_message_id_index")
        .on(t.awsMessageId)
        .where(sql`aws_message_id IS NOT NULL`),
      index("phoenix_kit_email_logs_message_ids_idx").on(t.messageId, t.awsMessageId),
      uniqueIndex("phoenix_kit_email_logs_aws_message_id_uidx")
        .on(t.awsMessageId)
        .where(sql`aws_message_id IS NOT NULL`),
    ],
  );

  /** What the mail service reported about an e-mail: one row an event, gone with its log. */
  const emailEvents = table(
    "phoenix_kit_email_events",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      emailLogId: bigint("email_log_id", { mode: "number" }).notNull(),
      eventType: varchar255("event_type").$type<EmailEventType>().notNull(),
      eventData: jsonb("event_data").$type<JsonObject>().default({}),
      occurredAt: utcMicrosNow("occurred_at"),
      ipAddress: varchar255("ip_address"),
      userAgent: varchar255("user_agent"),
      geoLocation: jsonb("geo_location").$type<JsonObject>().default({}),
      linkUrl: varchar255("link_url"),
      bounceType: varchar255("bounce_type").$type<BounceType>(),
      complaintType: varchar255("complaint_type"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      rejectReason: varchar255("reject_reason"),
      delayType: varchar255("delay_type"),
      subscriptionType: varchar255("subscription_type"),
      failureReason: varchar255("failure_reason"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_email_events_email_log_id_fkey",
        columns: [t.emailLogId],
        foreignColumns: [emailLogs.id],
      }).onDelete("cascade"),
      index("phoenix_kit_email_events_email_log_id_idx").on(t.emailLogId),
      index("phoenix_kit_email_events_type_occurred_at_idx").on(t.eventType, t.occurredAt),
      index("phoenix_kit_email_events_occurred_at_idx").on(t.occurredAt),
      index("phoenix_kit_email_events_log_type_idx").on(t.emailLogId, t.eventType),
    ],
  );

  return { emailLogs, emailEvents };
}
