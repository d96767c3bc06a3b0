import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  date,
  index,
  integer,
  jsonb,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import {
  insertedAt,
  type JsonObject,
  updatedAt,
  utcMicros,
  utcMicrosNow,
  utcMicrosRenewed,
  varchar255,
} from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** What keeps e-mail deliverable: addresses to spare, events to match, numbers to watch. */
export function emailDeliveryTables({ table }: Namespace) {
  /** Addresses that nothing is sent to, for good or until `expires_at`. */
  const emailBlocklist = table(
    "phoenix_kit_email_blocklist",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      email: varchar255("email").notNull(),
      reason: varchar255("reason").notNull(),
      expiresAt: utcMicros("expires_at"),
      userId: integer("user_id"),
      insertedAt: utcMicrosNow("inserted_at"),
      updatedAt: utcMicrosRenewed("updated_at"),
    },
    (t) => [
      uniqueIndex("phoenix_kit_email_blocklist_email_uidx").on(t.email),
      index("phoenix_kit_email_blocklist_expires_at_idx").on(t.expiresAt),
      index("phoenix_kit_email_blocklist_email_expires_idx").on(t.email, t.expiresAt),
      index("phoenix_kit_email_blocklist_reason_inserted_idx").on(t.reason, t.insertedAt),
      index("phoenix_kit_email_blocklist_user_inserted_idx").on(t.userId, t.insertedAt),
    ],
  );

  /** Events whose e-mail was not found when they came, to be matched later. */
  const emailOrphanedEvents = table(
    "phoenix_kit_email_orphaned_events",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      awsMessageId: varchar255("aws_message_id").notNull(),
      eventType: varchar255("event_type").notNull(),
      eventData: jsonb("event_data").$type<JsonObject>().notNull().default({}),
      receivedAt: utcMicrosNow("received_at"),
      matched: boolean("matched").notNull().default(false),
      matchedEmailLogId: integer("matched_email_log_id"),
      matchedAt: utcMicros("matched_at"),
      errorMessage: text("error_message"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      index("phoenix_kit_orphaned_events_aws_id_idx").on(t.awsMessageId),
      index("phoenix_kit_orphaned_events_matched_idx").on(t.matched),
      index("phoenix_kit_orphaned_events_type_received_idx").on(t.eventType, t.receivedAt),
    ],
  );

  /** Counters of the e-mail system: one row a key and day. */
  const emailMetrics = table(
    "phoenix_kit_email_metrics",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      metricKey: varchar255("metric_key").notNull(),
      value: bigint("value", { mode: "number" }).notNull().default(0),
      metadata: jsonb("metadata").$type<JsonObject>().default({}),
      metricDate: date("metric_date", { mode: "string" }).notNull().default(sql`CURRENT_DATE`),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      uniqueIndex("phoenix_kit_email_metrics_key_date_uidx").on(t.metricKey, t.metricDate),
      index("phoenix_kit_email_metrics_date_idx").on(t.metricDate),
    ],
  );

  return { emailBlocklist, emailOrphanedEvents, emailMetrics };
}
