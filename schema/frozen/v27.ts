// Made by `npm run generate` from version 27's snapshot; edit scripts/freeze/.

import { relations, sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  serial,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import {
  type AuditAction,
  type BounceType,
  type BucketProvider,
  type DimensionTarget,
  type EmailEventType,
  type EmailStatus,
  type EmailTemplateCategory,
  type EmailTemplateStatus,
  type EntityRecordStatus,
  type EntityStatus,
  type FileLocationStatus,
  type FileProcessingStatus,
  type FileStatus,
  type FileType,
  type OauthProvider,
  obanJobStates,
  type TokenContext,
} from "../allowed-values.ts";
import { bytea, citext, type JsonObject, type JsonValue, varchar255 } from "../columns.ts";
import type { EntityField } from "../entities.ts";
import { defineNamespace } from "../namespace.ts";
import { loosenRelation } from "../relations/optional.ts";
import { strictDate } from "../timestamp.ts";
import {
  insertedAtMicros,
  insertedAtSeconds,
  updatedAtMicros,
  updatedAtSeconds,
  utcMicros,
  utcMicrosNow,
  utcMicrosRenewed,
  utcSeconds,
  utcSecondsNow,
} from "../timestamp-columns.ts";

function tablesIn(prefix?: string) {
  const { table, enumType } = defineNamespace(prefix);

  const obanJobState = enumType("oban_job_state", obanJobStates);

  /** One row per applied version. The table's comment is the marker: the version that the schema is at. */
  const phoenixKit = table(
    "phoenix_kit",
    {
      id: serial("id").primaryKey(),
      version: integer("version").notNull(),
      migratedAt: utcSecondsNow("migrated_at"),
    },
    (t) => [uniqueIndex("phoenix_kit_version_index").on(t.version)],
  );

  /** One row per account. `email` is unique without regard to case. */
  const users = table(
    "phoenix_kit_users",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      email: citext("email").notNull(),
      hashedPassword: varchar255("hashed_password").notNull(),
      firstName: varchar("first_name", { length: 100 }),
      lastName: varchar("last_name", { length: 100 }),
      isActive: boolean("is_active").notNull().default(true),
      confirmedAt: utcSeconds("confirmed_at"),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
      username: varchar255("username"),
      registrationIp: varchar("registration_ip", { length: 45 }),
      registrationCountry: varchar("registration_country", { length: 2 }),
      registrationRegion: varchar("registration_region", { length: 100 }),
      registrationCity: varchar("registration_city", { length: 100 }),
      userTimezone: varchar("user_timezone", { length: 3 }),
      customFields: jsonb("custom_fields").$type<JsonObject>().default({}),
    },
    (t) => [
      uniqueIndex("phoenix_kit_users_email_index").on(t.email),
      index("idx_users_active").on(t.isActive),
      uniqueIndex("phoenix_kit_users_username_uidx").on(t.username).where(sql`username IS NOT NULL`),
      index("phoenix_kit_users_reg_ip_date_idx").on(t.registrationIp, t.insertedAt),
      index("phoenix_kit_users_reg_country_date_idx").on(t.registrationCountry, t.insertedAt),
      index("phoenix_kit_users_reg_region_date_idx").on(t.registrationRegion, t.insertedAt),
      index("phoenix_kit_users_reg_city_date_idx").on(t.registrationCity, t.insertedAt),
      index("phoenix_kit_users_reg_geo_idx").on(
        t.registrationCountry,
        t.registrationRegion,
        t.registrationCity,
      ),
    ],
  );

  /** Sessions and the secrets that are mailed out. Only a registration by magic link has no user yet. */
  const usersTokens = table(
    "phoenix_kit_users_tokens",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      userId: bigint("user_id", { mode: "number" }),
      token: bytea("token").notNull(),
      context: varchar255("context").$type<TokenContext>().notNull(),
      sentTo: varchar255("sent_to"),
      insertedAt: insertedAtSeconds(),
      ipAddress: varchar255("ip_address"),
      userAgentHash: varchar255("user_agent_hash"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_users_tokens_user_id_fkey",
        columns: [t.userId],
        foreignColumns: [users.id],
      }).onDelete("cascade"),
      check(
        "user_id_required_for_non_registration_tokens",
        sql`CASE WHEN context = 'magic_link_registration' THEN true ELSE user_id IS NOT NULL END`,
      ),
      index("phoenix_kit_users_tokens_user_id_index").on(t.userId),
      uniqueIndex("phoenix_kit_users_tokens_context_token_index").on(t.context, t.token),
      index("phoenix_kit_users_tokens_ip_address_index").on(t.ipAddress),
      index("phoenix_kit_users_tokens_user_agent_hash_index").on(t.userAgentHash),
      index("phoenix_kit_users_tokens_token_ip_address_user_agent_hash_index").on(
        t.token,
        t.ipAddress,
        t.userAgentHash,
      ),
    ],
  );

  /** OAuth accounts that a person signs in with: one per provider. */
  const userOauthProviders = table(
    "phoenix_kit_user_oauth_providers",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      userId: bigint("user_id", { mode: "number" }).notNull(),
      provider: varchar255("provider").$type<OauthProvider>().notNull(),
      providerUid: varchar255("provider_uid").notNull(),
      providerEmail: varchar255("provider_email"),
      accessToken: text("access_token"),
      refreshToken: text("refresh_token"),
      tokenExpiresAt: utcMicros("token_expires_at"),
      rawData: jsonb("raw_data").$type<JsonObject>().default({}),
      insertedAt: insertedAtMicros(),
      updatedAt: updatedAtMicros(),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_user_oauth_providers_user_id_fkey",
        columns: [t.userId],
        foreignColumns: [users.id],
      })
        .onDelete("cascade")
        .onUpdate("cascade"),
      uniqueIndex("phoenix_kit_oauth_providers_provider_uid_idx").on(t.provider, t.providerUid),
      uniqueIndex("phoenix_kit_oauth_providers_user_provider_idx").on(t.userId, t.provider),
      index("phoenix_kit_user_oauth_providers_user_id_index").on(t.userId),
      index("phoenix_kit_user_oauth_providers_provider_index").on(t.provider),
      index("phoenix_kit_user_oauth_providers_provider_email_index").on(t.providerEmail),
    ],
  );

  /** Roles: the system's own, which the database protects, and those that an administrator made. */
  const userRoles = table(
    "phoenix_kit_user_roles",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      name: varchar("name", { length: 50 }).notNull(),
      description: text("description"),
      isSystemRole: boolean("is_system_role").notNull().default(false),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
    },
    (t) => [uniqueIndex("phoenix_kit_user_roles_name_index").on(t.name)],
  );

  /** Which user has which role: one row per pair. */
  const userRoleAssignments = table(
    "phoenix_kit_user_role_assignments",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      userId: bigint("user_id", { mode: "number" }).notNull(),
      roleId: bigint("role_id", { mode: "number" }).notNull(),
      insertedAt: insertedAtSeconds(),
      assignedBy: bigint("assigned_by", { mode: "number" }),
      assignedAt: utcSecondsNow("assigned_at"),
      isActive: boolean("is_active").notNull().default(true),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_user_role_assignments_user_id_fkey",
        columns: [t.userId],
        foreignColumns: [users.id],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_user_role_assignments_role_id_fkey",
        columns: [t.roleId],
        foreignColumns: [userRoles.id],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_user_role_assignments_assigned_by_fkey",
        columns: [t.assignedBy],
        foreignColumns: [users.id],
      }).onDelete("set null"),
      uniqueIndex("phoenix_kit_user_role_assignments_user_id_role_id_index").on(t.userId, t.roleId),
      index("phoenix_kit_user_role_assignments_user_id_index").on(t.userId),
      index("phoenix_kit_user_role_assignments_role_id_index").on(t.roleId),
      index("phoenix_kit_user_role_assignments_assigned_by_index").on(t.assignedBy),
      index("idx_user_role_assignments_user_active").on(t.userId, t.isActive),
      index("idx_user_role_assignments_role_active").on(t.roleId, t.isActive),
    ],
  );

  /** One row per setting. `value_json` wins over `value` where both are there. */
  const settings = table(
    "phoenix_kit_settings",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      key: varchar255("key").notNull(),
      value: varchar255("value"),
      dateAdded: utcMicrosNow("date_added"),
      dateUpdated: utcMicrosRenewed("date_updated"),
      module: varchar255("module"),
      valueJson: jsonb("value_json").$type<JsonValue>(),
    },
    (t) => [
      check("phoenix_kit_settings_key_not_blank", sql`key ~ '[^[:space:]]'`),
      uniqueIndex("phoenix_kit_settings_key_uidx").on(t.key),
    ],
  );

  /** One row per code. Without `expiration_date` it holds for ever; `status` says whether it may be used. */
  const referralCodes = table(
    "phoenix_kit_referral_codes",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      code: varchar255("code").notNull(),
      description: varchar255("description").notNull(),
      status: boolean("status").notNull().default(true),
      numberOfUses: integer("number_of_uses").notNull().default(0),
      maxUses: integer("max_uses").notNull(),
      createdBy: integer("created_by").notNull(),
      dateCreated: utcMicrosNow("date_created"),
      expirationDate: utcMicros("expiration_date"),
      beneficiary: integer("beneficiary"),
    },
    (t) => [uniqueIndex("phoenix_kit_referral_codes_code_uidx").on(t.code)],
  );

  /** Who used which code, and when. */
  const referralCodeUsage = table(
    "phoenix_kit_referral_code_usage",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      codeId: bigint("code_id", { mode: "number" }).notNull(),
      usedBy: integer("used_by").notNull(),
      dateUsed: utcMicrosNow("date_used"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_referral_code_usage_code_id_fkey",
        columns: [t.codeId],
        foreignColumns: [referralCodes.id],
      }).onDelete("cascade"),
      index("phoenix_kit_referral_code_usage_code_id_idx").on(t.codeId),
      index("phoenix_kit_referral_code_usage_used_by_idx").on(t.usedBy),
      index("phoenix_kit_referral_code_usage_date_used_idx").on(t.dateUsed),
    ],
  );

  /** One row per e-mail, with the time of each stage of its life. */
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
      insertedAt: insertedAtMicros(),
      updatedAt: updatedAtMicros(),
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

  /** What the mail service reported about an e-mail: one row per event, deleted with its log. */
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
      insertedAt: insertedAtMicros(),
      updatedAt: updatedAtMicros(),
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
      insertedAt: insertedAtMicros(),
      updatedAt: updatedAtMicros(),
    },
    (t) => [
      index("phoenix_kit_orphaned_events_aws_id_idx").on(t.awsMessageId),
      index("phoenix_kit_orphaned_events_matched_idx").on(t.matched),
      index("phoenix_kit_orphaned_events_type_received_idx").on(t.eventType, t.receivedAt),
    ],
  );

  /** Counters of the e-mail system: one row per key and day. */
  const emailMetrics = table(
    "phoenix_kit_email_metrics",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      metricKey: varchar255("metric_key").notNull(),
      value: bigint("value", { mode: "number" }).notNull().default(0),
      metadata: jsonb("metadata").$type<JsonObject>().default({}),
      metricDate: strictDate("metric_date").notNull().default(sql`CURRENT_DATE`),
      insertedAt: insertedAtMicros(),
      updatedAt: updatedAtMicros(),
    },
    (t) => [
      uniqueIndex("phoenix_kit_email_metrics_key_date_uidx").on(t.metricKey, t.metricDate),
      index("phoenix_kit_email_metrics_date_idx").on(t.metricDate),
    ],
  );

  /** One row per template; `variables` describes each `{{name}}` that its subject and bodies may hold. */
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
      insertedAt: insertedAtMicros(),
      updatedAt: updatedAtMicros(),
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

  /** One row per kind of content, with the fields that its records have. */
  const entities = table(
    "phoenix_kit_entities",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      name: varchar255("name").notNull(),
      displayName: varchar255("display_name").notNull(),
      displayNamePlural: varchar255("display_name_plural"),
      description: text("description"),
      icon: varchar255("icon"),
      status: varchar255("status").$type<EntityStatus>().notNull().default("draft"),
      fieldsDefinition: jsonb("fields_definition").$type<EntityField[]>().notNull().default([]),
      settings: jsonb("settings").$type<JsonObject>(),
      createdBy: integer("created_by").notNull(),
      dateCreated: utcMicrosNow("date_created"),
      dateUpdated: utcMicrosRenewed("date_updated"),
    },
    (t) => [
      uniqueIndex("phoenix_kit_entities_name_uidx").on(t.name),
      index("phoenix_kit_entities_created_by_idx").on(t.createdBy),
      index("phoenix_kit_entities_status_idx").on(t.status),
    ],
  );

  /** One row per record; `data` holds its values under the keys of the entity's fields. */
  const entityData = table(
    "phoenix_kit_entity_data",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      entityId: integer("entity_id").notNull(),
      title: varchar255("title").notNull(),
      slug: varchar255("slug"),
      status: varchar255("status").$type<EntityRecordStatus>().notNull().default("draft"),
      data: jsonb("data").$type<JsonObject>().notNull().default({}),
      metadata: jsonb("metadata").$type<JsonObject>(),
      createdBy: integer("created_by").notNull(),
      dateCreated: utcMicrosNow("date_created"),
      dateUpdated: utcMicrosRenewed("date_updated"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_entity_data_entity_id_fkey",
        columns: [t.entityId],
        foreignColumns: [entities.id],
      }).onDelete("cascade"),
      index("phoenix_kit_entity_data_entity_id_idx").on(t.entityId),
      index("phoenix_kit_entity_data_slug_idx").on(t.slug),
      index("phoenix_kit_entity_data_status_idx").on(t.status),
      index("phoenix_kit_entity_data_created_by_idx").on(t.createdBy),
      index("phoenix_kit_entity_data_title_idx").on(t.title),
    ],
  );

  /** Places that files are stored in: a local directory or a cloud bucket with its keys. */
  const buckets = table(
    "phoenix_kit_buckets",
    {
      id: uuid("id").primaryKey(),
      name: varchar255("name").notNull(),
      provider: varchar255("provider").$type<BucketProvider>().notNull(),
      region: varchar255("region"),
      endpoint: varchar255("endpoint"),
      bucketName: varchar255("bucket_name"),
      accessKeyId: varchar255("access_key_id"),
      secretAccessKey: varchar255("secret_access_key"),
      cdnUrl: varchar255("cdn_url"),
      pathPrefix: varchar255("path_prefix"),
      enabled: boolean("enabled").notNull().default(true),
      priority: integer("priority").notNull().default(0),
      maxSizeMb: bigint("max_size_mb", { mode: "number" }),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
    },
    (t) => [
      index("phoenix_kit_buckets_enabled_index").on(t.enabled),
      index("phoenix_kit_buckets_provider_index").on(t.provider),
    ],
  );

  /** What users uploaded. Each user has the same content once: `user_file_checksum` is unique. */
  const files = table(
    "phoenix_kit_files",
    {
      id: uuid("id").primaryKey(),
      originalFileName: varchar255("original_file_name").notNull(),
      fileName: varchar255("file_name").notNull(),
      filePath: varchar255("file_path"),
      mimeType: varchar255("mime_type").notNull(),
      fileType: varchar255("file_type").$type<FileType>().notNull(),
      ext: varchar255("ext").notNull(),
      fileChecksum: varchar255("file_checksum").notNull(),
      size: bigint("size", { mode: "number" }).notNull(),
      width: integer("width"),
      height: integer("height"),
      duration: integer("duration"),
      status: varchar255("status").$type<FileStatus>().notNull().default("processing"),
      metadata: jsonb("metadata").$type<JsonObject>(),
      userId: bigint("user_id", { mode: "number" }).notNull(),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
      userFileChecksum: varchar255("user_file_checksum").notNull(),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_files_user_id_fkey",
        columns: [t.userId],
        foreignColumns: [users.id],
      }).onDelete("cascade"),
      index("phoenix_kit_files_user_id_index").on(t.userId),
      index("phoenix_kit_files_file_type_index").on(t.fileType),
      index("phoenix_kit_files_status_index").on(t.status),
      index("phoenix_kit_files_inserted_at_index").on(t.insertedAt),
      index("phoenix_kit_files_file_path_index").on(t.filePath),
      uniqueIndex("public_phoenix_kit_files_user_file_checksum_index").on(t.userFileChecksum),
    ],
  );

  /** The original and each variant of a file: one row per file and variant name. */
  const fileInstances = table(
    "phoenix_kit_file_instances",
    {
      id: uuid("id").primaryKey(),
      variantName: varchar255("variant_name").notNull(),
      fileName: varchar255("file_name").notNull(),
      mimeType: varchar255("mime_type").notNull(),
      ext: varchar255("ext").notNull(),
      checksum: varchar255("checksum").notNull(),
      size: bigint("size", { mode: "number" }).notNull(),
      width: integer("width"),
      height: integer("height"),
      processingStatus: varchar255("processing_status")
        .$type<FileProcessingStatus>()
        .notNull()
        .default("pending"),
      fileId: uuid("file_id").notNull(),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_file_instances_file_id_fkey",
        columns: [t.fileId],
        foreignColumns: [files.id],
      }).onDelete("cascade"),
      index("phoenix_kit_file_instances_file_id_index").on(t.fileId),
      index("phoenix_kit_file_instances_variant_name_index").on(t.variantName),
      index("phoenix_kit_file_instances_processing_status_index").on(t.processingStatus),
      uniqueIndex("phoenix_kit_file_instances_file_id_variant_name_index").on(t.fileId, t.variantName),
    ],
  );

  /** The copies of an instance: which bucket holds one, and under which path. */
  const fileLocations = table(
    "phoenix_kit_file_locations",
    {
      id: uuid("id").primaryKey(),
      path: varchar255("path").notNull(),
      status: varchar255("status").$type<FileLocationStatus>().notNull().default("active"),
      priority: integer("priority").notNull().default(0),
      lastVerifiedAt: utcSeconds("last_verified_at"),
      fileInstanceId: uuid("file_instance_id").notNull(),
      bucketId: uuid("bucket_id").notNull(),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_file_locations_file_instance_id_fkey",
        columns: [t.fileInstanceId],
        foreignColumns: [fileInstances.id],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_file_locations_bucket_id_fkey",
        columns: [t.bucketId],
        foreignColumns: [buckets.id],
      }).onDelete("cascade"),
      index("phoenix_kit_file_locations_file_instance_id_index").on(t.fileInstanceId),
      index("phoenix_kit_file_locations_bucket_id_index").on(t.bucketId),
      index("phoenix_kit_file_locations_status_index").on(t.status),
    ],
  );

  /** The variants that are made of new images and videos. */
  const storageDimensions = table(
    "phoenix_kit_storage_dimensions",
    {
      id: uuid("id").primaryKey(),
      name: varchar255("name").notNull(),
      width: integer("width"),
      height: integer("height"),
      quality: integer("quality").notNull().default(85),
      format: varchar255("format"),
      appliesTo: varchar255("applies_to").$type<DimensionTarget>().notNull(),
      enabled: boolean("enabled").notNull().default(true),
      order: integer("order").notNull().default(0),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
      maintainAspectRatio: boolean("maintain_aspect_ratio").notNull().default(true),
    },
    (t) => [
      uniqueIndex("phoenix_kit_storage_dimensions_name_index").on(t.name),
      index("phoenix_kit_storage_dimensions_enabled_index").on(t.enabled),
      index("phoenix_kit_storage_dimensions_order_index").on(t.order),
    ],
  );

  /** One row per action on a user's account. Rows are only ever added, and outlive both users. */
  const auditLogs = table(
    "phoenix_kit_audit_logs",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      targetUserId: integer("target_user_id").notNull(),
      adminUserId: integer("admin_user_id").notNull(),
      action: varchar255("action").$type<AuditAction>().notNull(),
      ipAddress: varchar255("ip_address"),
      userAgent: text("user_agent"),
      metadata: jsonb("metadata").$type<JsonObject>().default({}),
      insertedAt: insertedAtMicros(),
    },
    (t) => [
      index("phoenix_kit_audit_logs_target_user_id_index").on(t.targetUserId),
      index("phoenix_kit_audit_logs_admin_user_id_index").on(t.adminUserId),
      index("phoenix_kit_audit_logs_action_index").on(t.action),
      index("phoenix_kit_audit_logs_inserted_at_index").on(t.insertedAt),
      index("phoenix_kit_audit_logs_target_user_id_action_index").on(t.targetUserId, t.action),
      index("phoenix_kit_audit_logs_admin_user_id_action_index").on(t.adminUserId, t.action),
      index("phoenix_kit_audit_logs_action_inserted_at_index").on(t.action, t.insertedAt),
    ],
  );

  /** One row per job, with its arguments, its state and what went wrong in each attempt. */
  const obanJobs = table(
    "oban_jobs",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      state: obanJobState("state").notNull().default("available"),
      queue: text("queue").notNull().default("default"),
      worker: text("worker").notNull(),
      args: jsonb("args").$type<JsonObject>().notNull().default({}),
      errors: jsonb("errors").$type<JsonObject>().array().notNull().default(sql`ARRAY[]::jsonb[]`),
      attempt: integer("attempt").notNull().default(0),
      maxAttempts: integer("max_attempts").notNull().default(20),
      insertedAt: utcMicros("inserted_at").notNull().default(sql`timezone('UTC'::text, now())`),
      scheduledAt: utcMicros("scheduled_at").notNull().default(sql`timezone('UTC'::text, now())`),
      attemptedAt: utcMicros("attempted_at"),
      completedAt: utcMicros("completed_at"),
      attemptedBy: text("attempted_by").array(),
      discardedAt: utcMicros("discarded_at"),
      priority: integer("priority").notNull().default(0),
      tags: text("tags").array().default(sql`ARRAY[]::text[]`),
      meta: jsonb("meta").$type<JsonObject>().default({}),
      cancelledAt: utcMicros("cancelled_at"),
    },
    (t) => [
      check("attempt_range", sql`attempt >= 0 AND attempt <= max_attempts`),
      check("non_negative_priority", sql`priority >= 0`),
      check("positive_max_attempts", sql`max_attempts > 0`),
      check("queue_length", sql`char_length(queue) > 0 AND char_length(queue) < 128`),
      check("worker_length", sql`char_length(worker) > 0 AND char_length(worker) < 128`),
      index("oban_jobs_args_index").using("gin", t.args),
      index("oban_jobs_meta_index").using("gin", t.meta),
      index("oban_jobs_state_queue_priority_scheduled_at_id_index").on(
        t.state,
        t.queue,
        t.priority,
        t.scheduledAt,
        t.id,
      ),
      index("oban_jobs_state_cancelled_at_index").on(t.state, t.cancelledAt),
      index("oban_jobs_state_discarded_at_index").on(t.state, t.discardedAt),
    ],
  );

  /** Which node leads each Oban instance, and until when. */
  const obanPeers = table("oban_peers", {
    name: text("name").primaryKey(),
    node: text("node").notNull(),
    startedAt: utcMicros("started_at").notNull(),
    expiresAt: utcMicros("expires_at").notNull(),
  });

  return {
    phoenixKit,
    users,
    usersTokens,
    userOauthProviders,
    userRoles,
    userRoleAssignments,
    settings,
    referralCodes,
    referralCodeUsage,
    emailLogs,
    emailEvents,
    emailBlocklist,
    emailOrphanedEvents,
    emailMetrics,
    emailTemplates,
    entities,
    entityData,
    buckets,
    files,
    fileInstances,
    fileLocations,
    storageDimensions,
    auditLogs,
    obanJobs,
    obanPeers,
    obanJobState,
  };
}

type DefinedTables = ReturnType<typeof tablesIn>;

/** PhoenixKit's tables and its enum type, as they are at version 27. */
export type Tables = { [Name in keyof DefinedTables]: DefinedTables[Name] };

const publicTables: Tables = tablesIn();

/**
 * PhoenixKit's tables at version 27 in the PostgreSQL schema `prefix`; without one, those of `public`.
 *
 * @example
 * const { users } = defineTables("tenant_42");
 * await db.select().from(users); // select … from "tenant_42"."phoenix_kit_users"
 */
export function defineTables(prefix?: string): Tables {
  return prefix === undefined || prefix === "public" ? publicTables : tablesIn(prefix);
}

export const {
  phoenixKit,
  users,
  usersTokens,
  userOauthProviders,
  userRoles,
  userRoleAssignments,
  settings,
  referralCodes,
  referralCodeUsage,
  emailLogs,
  emailEvents,
  emailBlocklist,
  emailOrphanedEvents,
  emailMetrics,
  emailTemplates,
  entities,
  entityData,
  buckets,
  files,
  fileInstances,
  fileLocations,
  storageDimensions,
  auditLogs,
  obanJobs,
  obanPeers,
  obanJobState,
} = publicTables;

function relationsOf(tables: Tables) {
  return {
    usersRelations: relations(tables.users, ({ many }) => ({
      tokens: many(tables.usersTokens, { relationName: "usersTokens.userId" }),
      oauthProviders: many(tables.userOauthProviders, { relationName: "userOauthProviders.userId" }),
      roleAssignments: many(tables.userRoleAssignments, { relationName: "userRoleAssignments.userId" }),
      assignmentsMade: many(tables.userRoleAssignments, { relationName: "userRoleAssignments.assignedBy" }),
      referralCodes: many(tables.referralCodes, { relationName: "referralCodes.createdBy" }),
      beneficiaryReferralCodes: many(tables.referralCodes, { relationName: "referralCodes.beneficiary" }),
      referralCodeUses: many(tables.referralCodeUsage, { relationName: "referralCodeUsage.usedBy" }),
      emailLogs: many(tables.emailLogs, { relationName: "emailLogs.userId" }),
      blocklistEntries: many(tables.emailBlocklist, { relationName: "emailBlocklist.userId" }),
      templatesCreated: many(tables.emailTemplates, { relationName: "emailTemplates.createdByUserId" }),
      templatesUpdated: many(tables.emailTemplates, { relationName: "emailTemplates.updatedByUserId" }),
      entitiesCreated: many(tables.entities, { relationName: "entities.createdBy" }),
      entityDataCreated: many(tables.entityData, { relationName: "entityData.createdBy" }),
      files: many(tables.files, { relationName: "files.userId" }),
      auditLogs: many(tables.auditLogs, { relationName: "auditLogs.targetUserId" }),
      auditLogsAsAdmin: many(tables.auditLogs, { relationName: "auditLogs.adminUserId" }),
    })),
    usersTokensRelations: relations(tables.usersTokens, ({ one }) => ({
      user: one(tables.users, {
        relationName: "usersTokens.userId",
        fields: [tables.usersTokens.userId],
        references: [tables.users.id],
      }),
    })),
    userOauthProvidersRelations: relations(tables.userOauthProviders, ({ one }) => ({
      user: one(tables.users, {
        relationName: "userOauthProviders.userId",
        fields: [tables.userOauthProviders.userId],
        references: [tables.users.id],
      }),
    })),
    userRolesRelations: relations(tables.userRoles, ({ many }) => ({
      assignments: many(tables.userRoleAssignments, { relationName: "userRoleAssignments.roleId" }),
    })),
    userRoleAssignmentsRelations: relations(tables.userRoleAssignments, ({ one }) => ({
      user: one(tables.users, {
        relationName: "userRoleAssignments.userId",
        fields: [tables.userRoleAssignments.userId],
        references: [tables.users.id],
      }),
      role: one(tables.userRoles, {
        relationName: "userRoleAssignments.roleId",
        fields: [tables.userRoleAssignments.roleId],
        references: [tables.userRoles.id],
      }),
      assignedByUser: one(tables.users, {
        relationName: "userRoleAssignments.assignedBy",
        fields: [tables.userRoleAssignments.assignedBy],
        references: [tables.users.id],
      }),
    })),
    referralCodesRelations: relations(tables.referralCodes, ({ one, many }) => ({
      createdByUser: loosenRelation(
        one(tables.users, {
          relationName: "referralCodes.createdBy",
          fields: [tables.referralCodes.createdBy],
          references: [tables.users.id],
        }),
      ),
      beneficiaryUser: loosenRelation(
        one(tables.users, {
          relationName: "referralCodes.beneficiary",
          fields: [tables.referralCodes.beneficiary],
          references: [tables.users.id],
        }),
      ),
      uses: many(tables.referralCodeUsage, { relationName: "referralCodeUsage.codeId" }),
    })),
    referralCodeUsageRelations: relations(tables.referralCodeUsage, ({ one }) => ({
      code: one(tables.referralCodes, {
        relationName: "referralCodeUsage.codeId",
        fields: [tables.referralCodeUsage.codeId],
        references: [tables.referralCodes.id],
      }),
      usedByUser: loosenRelation(
        one(tables.users, {
          relationName: "referralCodeUsage.usedBy",
          fields: [tables.referralCodeUsage.usedBy],
          references: [tables.users.id],
        }),
      ),
    })),
    emailLogsRelations: relations(tables.emailLogs, ({ one, many }) => ({
      user: loosenRelation(
        one(tables.users, {
          relationName: "emailLogs.userId",
          fields: [tables.emailLogs.userId],
          references: [tables.users.id],
        }),
      ),
      template: loosenRelation(
        one(tables.emailTemplates, {
          relationName: "emailLogs.templateName",
          fields: [tables.emailLogs.templateName],
          references: [tables.emailTemplates.name],
        }),
      ),
      events: many(tables.emailEvents, { relationName: "emailEvents.emailLogId" }),
      matchedEvents: many(tables.emailOrphanedEvents, {
        relationName: "emailOrphanedEvents.matchedEmailLogId",
      }),
    })),
    emailEventsRelations: relations(tables.emailEvents, ({ one }) => ({
      emailLog: one(tables.emailLogs, {
        relationName: "emailEvents.emailLogId",
        fields: [tables.emailEvents.emailLogId],
        references: [tables.emailLogs.id],
      }),
    })),
    emailBlocklistRelations: relations(tables.emailBlocklist, ({ one }) => ({
      user: loosenRelation(
        one(tables.users, {
          relationName: "emailBlocklist.userId",
          fields: [tables.emailBlocklist.userId],
          references: [tables.users.id],
        }),
      ),
    })),
    emailOrphanedEventsRelations: relations(tables.emailOrphanedEvents, ({ one }) => ({
      matchedEmailLog: loosenRelation(
        one(tables.emailLogs, {
          relationName: "emailOrphanedEvents.matchedEmailLogId",
          fields: [tables.emailOrphanedEvents.matchedEmailLogId],
          references: [tables.emailLogs.id],
        }),
      ),
    })),
    emailTemplatesRelations: relations(tables.emailTemplates, ({ one, many }) => ({
      createdBy: loosenRelation(
        one(tables.users, {
          relationName: "emailTemplates.createdByUserId",
          fields: [tables.emailTemplates.createdByUserId],
          references: [tables.users.id],
        }),
      ),
      updatedBy: loosenRelation(
        one(tables.users, {
          relationName: "emailTemplates.updatedByUserId",
          fields: [tables.emailTemplates.updatedByUserId],
          references: [tables.users.id],
        }),
      ),
      emailLogs: many(tables.emailLogs, { relationName: "emailLogs.templateName" }),
    })),
    entitiesRelations: relations(tables.entities, ({ one, many }) => ({
      createdByUser: loosenRelation(
        one(tables.users, {
          relationName: "entities.createdBy",
          fields: [tables.entities.createdBy],
          references: [tables.users.id],
        }),
      ),
      records: many(tables.entityData, { relationName: "entityData.entityId" }),
    })),
    entityDataRelations: relations(tables.entityData, ({ one }) => ({
      entity: one(tables.entities, {
        relationName: "entityData.entityId",
        fields: [tables.entityData.entityId],
        references: [tables.entities.id],
      }),
      createdByUser: loosenRelation(
        one(tables.users, {
          relationName: "entityData.createdBy",
          fields: [tables.entityData.createdBy],
          references: [tables.users.id],
        }),
      ),
    })),
    filesRelations: relations(tables.files, ({ one, many }) => ({
      user: one(tables.users, {
        relationName: "files.userId",
        fields: [tables.files.userId],
        references: [tables.users.id],
      }),
      instances: many(tables.fileInstances, { relationName: "fileInstances.fileId" }),
    })),
    bucketsRelations: relations(tables.buckets, ({ many }) => ({
      locations: many(tables.fileLocations, { relationName: "fileLocations.bucketId" }),
    })),
    fileInstancesRelations: relations(tables.fileInstances, ({ one, many }) => ({
      file: one(tables.files, {
        relationName: "fileInstances.fileId",
        fields: [tables.fileInstances.fileId],
        references: [tables.files.id],
      }),
      locations: many(tables.fileLocations, { relationName: "fileLocations.fileInstanceId" }),
    })),
    fileLocationsRelations: relations(tables.fileLocations, ({ one }) => ({
      instance: one(tables.fileInstances, {
        relationName: "fileLocations.fileInstanceId",
        fields: [tables.fileLocations.fileInstanceId],
        references: [tables.fileInstances.id],
      }),
      bucket: one(tables.buckets, {
        relationName: "fileLocations.bucketId",
        fields: [tables.fileLocations.bucketId],
        references: [tables.buckets.id],
      }),
    })),
    auditLogsRelations: relations(tables.auditLogs, ({ one }) => ({
      targetUser: loosenRelation(
        one(tables.users, {
          relationName: "auditLogs.targetUserId",
          fields: [tables.auditLogs.targetUserId],
          references: [tables.users.id],
        }),
      ),
      adminUser: loosenRelation(
        one(tables.users, {
          relationName: "auditLogs.adminUserId",
          fields: [tables.auditLogs.adminUserId],
          references: [tables.users.id],
        }),
      ),
    })),
  };
}

type DefinedSchema = Tables & ReturnType<typeof relationsOf>;

/** The tables, and how they refer to each other: what Drizzle's `db.query` goes by. */
export type Schema = { [Name in keyof DefinedSchema]: DefinedSchema[Name] };

/** The tables of `public` at version 27 and their relations, for `drizzle({ client, schema })`. */
export const schema: Schema = { ...publicTables, ...relationsOf(publicTables) };

/**
 * The tables at version 27 in the PostgreSQL schema `prefix` and their relations; without one, those of `public`.
 *
 * @example
 * const db = drizzle(process.env.DATABASE_URL!, { schema: defineSchema("tenant_42") });
 * await db.query.emailLogs.findMany({ with: { events: true } });
 */
export function defineSchema(prefix?: string): Schema {
  if (prefix === undefined || prefix === "public") return schema;
  const tables = tablesIn(prefix);
  return { ...tables, ...relationsOf(tables) };
}

/** A row of `phoenixKit`, as Drizzle returns it. */
export type AppliedVersion = Tables["phoenixKit"]["$inferSelect"];
/** A new row of `phoenixKit`, as Drizzle takes it: columns with a default may be left out. */
export type NewAppliedVersion = Tables["phoenixKit"]["$inferInsert"];
/** A row of `users`, as Drizzle returns it. */
export type User = Tables["users"]["$inferSelect"];
/** A new row of `users`, as Drizzle takes it: columns with a default may be left out. */
export type NewUser = Tables["users"]["$inferInsert"];
/** A row of `usersTokens`, as Drizzle returns it. */
export type UserToken = Tables["usersTokens"]["$inferSelect"];
/** A new row of `usersTokens`, as Drizzle takes it: columns with a default may be left out. */
export type NewUserToken = Tables["usersTokens"]["$inferInsert"];
/** A row of `userOauthProviders`, as Drizzle returns it. */
export type UserOauthProvider = Tables["userOauthProviders"]["$inferSelect"];
/** A new row of `userOauthProviders`, as Drizzle takes it: columns with a default may be left out. */
export type NewUserOauthProvider = Tables["userOauthProviders"]["$inferInsert"];
/** A row of `userRoles`, as Drizzle returns it. */
export type Role = Tables["userRoles"]["$inferSelect"];
/** A new row of `userRoles`, as Drizzle takes it: columns with a default may be left out. */
export type NewRole = Tables["userRoles"]["$inferInsert"];
/** A row of `userRoleAssignments`, as Drizzle returns it. */
export type RoleAssignment = Tables["userRoleAssignments"]["$inferSelect"];
/** A new row of `userRoleAssignments`, as Drizzle takes it: columns with a default may be left out. */
export type NewRoleAssignment = Tables["userRoleAssignments"]["$inferInsert"];
/** A row of `settings`, as Drizzle returns it. */
export type Setting = Tables["settings"]["$inferSelect"];
/** A new row of `settings`, as Drizzle takes it: columns with a default may be left out. */
export type NewSetting = Tables["settings"]["$inferInsert"];
/** A row of `referralCodes`, as Drizzle returns it. */
export type ReferralCode = Tables["referralCodes"]["$inferSelect"];
/** A new row of `referralCodes`, as Drizzle takes it: columns with a default may be left out. */
export type NewReferralCode = Tables["referralCodes"]["$inferInsert"];
/** A row of `referralCodeUsage`, as Drizzle returns it. */
export type ReferralCodeUse = Tables["referralCodeUsage"]["$inferSelect"];
/** A new row of `referralCodeUsage`, as Drizzle takes it: columns with a default may be left out. */
export type NewReferralCodeUse = Tables["referralCodeUsage"]["$inferInsert"];
/** A row of `emailLogs`, as Drizzle returns it. */
export type EmailLog = Tables["emailLogs"]["$inferSelect"];
/** A new row of `emailLogs`, as Drizzle takes it: columns with a default may be left out. */
export type NewEmailLog = Tables["emailLogs"]["$inferInsert"];
/** A row of `emailEvents`, as Drizzle returns it. */
export type EmailLogEvent = Tables["emailEvents"]["$inferSelect"];
/** A new row of `emailEvents`, as Drizzle takes it: columns with a default may be left out. */
export type NewEmailLogEvent = Tables["emailEvents"]["$inferInsert"];
/** A row of `emailBlocklist`, as Drizzle returns it. */
export type BlockedEmail = Tables["emailBlocklist"]["$inferSelect"];
/** A new row of `emailBlocklist`, as Drizzle takes it: columns with a default may be left out. */
export type NewBlockedEmail = Tables["emailBlocklist"]["$inferInsert"];
/** A row of `emailOrphanedEvents`, as Drizzle returns it. */
export type OrphanedEmailEvent = Tables["emailOrphanedEvents"]["$inferSelect"];
/** A new row of `emailOrphanedEvents`, as Drizzle takes it: columns with a default may be left out. */
export type NewOrphanedEmailEvent = Tables["emailOrphanedEvents"]["$inferInsert"];
/** A row of `emailMetrics`, as Drizzle returns it. */
export type EmailMetric = Tables["emailMetrics"]["$inferSelect"];
/** A new row of `emailMetrics`, as Drizzle takes it: columns with a default may be left out. */
export type NewEmailMetric = Tables["emailMetrics"]["$inferInsert"];
/** A row of `emailTemplates`, as Drizzle returns it. */
export type EmailTemplate = Tables["emailTemplates"]["$inferSelect"];
/** A new row of `emailTemplates`, as Drizzle takes it: columns with a default may be left out. */
export type NewEmailTemplate = Tables["emailTemplates"]["$inferInsert"];
/** A row of `entities`, as Drizzle returns it. */
export type Entity = Tables["entities"]["$inferSelect"];
/** A new row of `entities`, as Drizzle takes it: columns with a default may be left out. */
export type NewEntity = Tables["entities"]["$inferInsert"];
/** A row of `entityData`, as Drizzle returns it. */
export type EntityRecord = Tables["entityData"]["$inferSelect"];
/** A new row of `entityData`, as Drizzle takes it: columns with a default may be left out. */
export type NewEntityRecord = Tables["entityData"]["$inferInsert"];
/** A row of `files`, as Drizzle returns it. */
export type StoredFile = Tables["files"]["$inferSelect"];
/** A new row of `files`, as Drizzle takes it: columns with a default may be left out. */
export type NewStoredFile = Tables["files"]["$inferInsert"];
/** A row of `buckets`, as Drizzle returns it. */
export type Bucket = Tables["buckets"]["$inferSelect"];
/** A new row of `buckets`, as Drizzle takes it: columns with a default may be left out. */
export type NewBucket = Tables["buckets"]["$inferInsert"];
/** A row of `fileInstances`, as Drizzle returns it. */
export type FileInstance = Tables["fileInstances"]["$inferSelect"];
/** A new row of `fileInstances`, as Drizzle takes it: columns with a default may be left out. */
export type NewFileInstance = Tables["fileInstances"]["$inferInsert"];
/** A row of `fileLocations`, as Drizzle returns it. */
export type FileLocation = Tables["fileLocations"]["$inferSelect"];
/** A new row of `fileLocations`, as Drizzle takes it: columns with a default may be left out. */
export type NewFileLocation = Tables["fileLocations"]["$inferInsert"];
/** A row of `storageDimensions`, as Drizzle returns it. */
export type StorageDimension = Tables["storageDimensions"]["$inferSelect"];
/** A new row of `storageDimensions`, as Drizzle takes it: columns with a default may be left out. */
export type NewStorageDimension = Tables["storageDimensions"]["$inferInsert"];
/** A row of `auditLogs`, as Drizzle returns it. */
export type AuditLog = Tables["auditLogs"]["$inferSelect"];
/** A new row of `auditLogs`, as Drizzle takes it: columns with a default may be left out. */
export type NewAuditLog = Tables["auditLogs"]["$inferInsert"];
/** A row of `obanJobs`, as Drizzle returns it. */
export type ObanJob = Tables["obanJobs"]["$inferSelect"];
/** A new row of `obanJobs`, as Drizzle takes it: columns with a default may be left out. */
export type NewObanJob = Tables["obanJobs"]["$inferInsert"];
/** A row of `obanPeers`, as Drizzle returns it. */
export type ObanPeer = Tables["obanPeers"]["$inferSelect"];
/** A new row of `obanPeers`, as Drizzle takes it: columns with a default may be left out. */
export type NewObanPeer = Tables["obanPeers"]["$inferInsert"];

export * from "../allowed-values.ts";
export type { JsonObject, JsonValue } from "../columns.ts";
export type { EntityField } from "../entities.ts";
