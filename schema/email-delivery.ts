import { sql } from "drizzle-orm";
import { bigint, boolean, index, jsonb, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import {
  insertedAt,
  instant,
  instantNow,
  instantRenewed,
  type JsonObject,
  updatedAt,
  uuidKey,
  varchar255,
} from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import { strictDate } from "./timestamp.ts";

/** What keeps e-mail deliverable: addresses to spare, events to match, numbers to watch. */
export function defineEmailDeliveryTables({ table, newUuid }: Namespace) {
  /** Addresses that nothing is sent to, for good or until `expires_at`. */
  const emailBlocklist = table(
    "phoenix_kit_email_blocklist",
    {
      uuid: uuidKey(newUuid),
      email: varchar255("email").notNull(),
      reason: varchar255("reason").notNull(),
      expiresAt: instant("expires_at"),
      userUuid: uuid("user_uuid"),
      insertedAt: instantNow("inserted_at"),
      updatedAt: instantRenewed("updated_at"),
    },
    (t) => [
      uniqueIndex("phoenix_kit_email_blocklist_email_uidx").on(t.email),
      index("phoenix_kit_email_blocklist_expires_at_idx").on(t.expiresAt),
      index("phoenix_kit_email_blocklist_email_expires_idx").on(t.email, t.expiresAt),
      index("phoenix_kit_email_blocklist_reason_inserted_idx").on(t.reason, t.insertedAt),
      uniqueIndex("phoenix_kit_email_blocklist_uuid_idx").on(t.uuid),
      index("phoenix_kit_email_blocklist_user_uuid_idx").on(t.userUuid),
    ],
  );

  /** Events whose e-mail was not found when they came, to be matched later. */
  const emailOrphanedEvents = table(
    "phoenix_kit_email_orphaned_events",
    {
      uuid: uuidKey(newUuid),
      awsMessageId: varchar255("aws_message_id").notNull(),
      eventType: varchar255("event_type").notNull(),
      eventData: jsonb("event_data").$type<JsonObject>().notNull().default({}),
      receivedAt: instantNow("received_at"),
      matched: boolean("matched").notNull().default(false),
      matchedEmailLogUuid: uuid("matched_email_log_uuid"),
      matchedAt: instant("matched_at"),
      errorMessage: text("error_message"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      index("phoenix_kit_orphaned_events_aws_id_idx").on(t.awsMessageId),
      index("phoenix_kit_orphaned_events_matched_idx").on(t.matched),
      index("phoenix_kit_orphaned_events_type_received_idx").on(t.eventType, t.receivedAt),
      uniqueIndex("phoenix_kit_email_orphaned_events_uuid_idx").on(t.uuid),
      index("phoenix_kit_email_orphaned_events_matched_log_uuid_idx").on(t.matchedEmailLogUuid),
    ],
  );

  /** Counters of the e-mail system: one row per key and day. */
  const emailMetrics = table(
    "phoenix_kit_email_metrics",
    {
      uuid: uuidKey(newUuid),
      metricKey: varchar255("metric_key").notNull(),
      value: bigint("value", { mode: "number" }).notNull().default(0),
      metadata: jsonb("metadata").$type<JsonObject>().default({}),
      metricDate: strictDate("metric_date").notNull().default(sql`CURRENT_DATE`),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      uniqueIndex("phoenix_kit_email_metrics_key_date_uidx").on(t.metricKey, t.metricDate),
      index("phoenix_kit_email_metrics_date_idx").on(t.metricDate),
      uniqueIndex("phoenix_kit_email_metrics_uuid_idx").on(t.uuid),
    ],
  );

  return { emailBlocklist, emailOrphanedEvents, emailMetrics };
}
