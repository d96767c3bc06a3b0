import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import type { BounceType, EmailEventType, EmailStatus } from "./allowed-values.ts";
import {
  insertedAt,
  instant,
  instantNow,
  type JsonObject,
  updatedAt,
  uuidKey,
  varchar255,
} from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** E-mails that were sent, and what became of them. */
export function defineEmailTables({ table, newUuid }: Namespace) {
  /** One row per e-mail, with the time of each stage of its life. */
  const emailLogs = table(
    "phoenix_kit_email_logs",
    {
      uuid: uuidKey(newUuid),
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
      sentAt: instantNow("sent_at"),
      deliveredAt: instant("delivered_at"),
      configurationSet: varchar255("configuration_set"),
      messageTags: jsonb("message_tags").$type<JsonObject>().default({}),
      provider: varchar255("provider").notNull().default("unknown"),
      userUuid: uuid("user_uuid"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      awsMessageId: varchar255("aws_message_id"),
      bouncedAt: instant("bounced_at"),
      complainedAt: instant("complained_at"),
      openedAt: instant("opened_at"),
      clickedAt: instant("clicked_at"),
      bodyCompressed: boolean("body_compressed").notNull().default(false),
      queuedAt: instant("queued_at"),
      rejectedAt: instant("rejected_at"),
      failedAt: instant("failed_at"),
      delayedAt: instant("delayed_at"),
      locale: varchar("locale", { length: 10 }).notNull().default("en"),
    },
    (t) => [
      uniqueIndex("phoenix_kit_email_logs_message_id_uidx").on(t.messageId),
      index("phoenix_kit_email_logs_to_sent_at_idx").on(t.to, t.sentAt),
      index("phoenix_kit_email_logs_status_sent_at_idx").on(t.status, t.sentAt),
      index("phoenix_kit_email_logs_campaign_id_idx").on(t.campaignId),
      index("phoenix_kit_email_logs_template_name_idx").on(t.templateName),
      index("phoenix_kit_email_logs_provider_sent_at_idx").on(t.provider, t.sentAt),
      uniqueIndex("phoenix_kit_email_logs_uuid_idx").on(t.uuid),
      index("phoenix_kit_email_logs_user_uuid_idx").on(t.userUuid),
      index("idx_email_logs_locale").on(t.locale),
      index("phoenix_kit_email_logs_to_trgm_index").using("gin", t.to.op("gin_trgm_ops")),
      index("phoenix_kit_email_logs_subject_trgm_index").using("gin", t.subject.op("gin_trgm_ops")),
      index("phoenix_kit_email_logs_campaign_id_trgm_index").using("gin", t.campaignId.op("gin_trgm_ops")),
      index("phoenix_kit_email_logs_template_opened_index")
        .on(t.templateName, t.openedAt)
        .where(sql`opened_at IS NOT NULL`),
      index("phoenix_kit_email_logs_template_clicked_index")
        .on(t.templateName, t.clickedAt)
        .where(sql`clicked_at IS NOT NULL`),
      index("phoenix_kit_email_logs_compress_scan_index").on(t.sentAt).where(sql`body_full IS NOT NULL`),
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

  /**
   * What the mail service reported about an e-mail: one row per event, deleted with its log. Opens and clicks may
   * come again at another time; of any other type a log has one at most.
   */
  const emailEvents = table(
    "phoenix_kit_email_events",
    {
      uuid: uuidKey(newUuid),
      emailLogUuid: uuid("email_log_uuid").notNull(),
      eventType: varchar255("event_type").$type<EmailEventType>().notNull(),
      eventData: jsonb("event_data").$type<JsonObject>().default({}),
      occurredAt: instantNow("occurred_at"),
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
        name: "fk_email_events_email_log_uuid",
        columns: [t.emailLogUuid],
        foreignColumns: [emailLogs.uuid],
      }).onDelete("cascade"),
      uniqueIndex("phoenix_kit_email_events_uuid_idx").on(t.uuid),
      index("phoenix_kit_email_events_email_log_uuid_idx").on(t.emailLogUuid),
      index("phoenix_kit_email_events_type_occurred_at_idx").on(t.eventType, t.occurredAt),
      index("phoenix_kit_email_events_occurred_at_idx").on(t.occurredAt),
      uniqueIndex("phoenix_kit_email_events_log_uuid_event_type_index")
        .on(t.emailLogUuid, t.eventType)
        .where(sql`event_type NOT IN ('open', 'click')`),
      uniqueIndex("phoenix_kit_email_events_log_uuid_type_occurred_index")
        .on(t.emailLogUuid, t.eventType, t.occurredAt)
        .where(sql`event_type IN ('open', 'click')`),
    ],
  );

  return { emailLogs, emailEvents };
}
