// Made by `npm run generate` from version 137's snapshot; edit scripts/freeze/.

import { relations, sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  bigserial,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import {
  type AccountType,
  type AnnotationKind,
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
  type FolderHeaderSize,
  type InvitationStatus,
  type OauthProvider,
  obanJobStates,
  type ScheduledJobStatus,
  type TokenContext,
} from "../allowed-values.ts";
import {
  bytea,
  citext,
  insertedAt,
  instant,
  instantNow,
  instantRenewed,
  type JsonObject,
  type JsonValue,
  updatedAt,
  uuidKey,
  varchar255,
} from "../columns.ts";
import type { TranslatedText } from "../email-templates.ts";
import type { EntityField } from "../entities.ts";
import { defineNamespace } from "../namespace.ts";
import { loosenRelation } from "../relations/optional.ts";
import { strictDate } from "../timestamp.ts";
import {
  insertedAtSeconds,
  updatedAtSeconds,
  utcMicros,
  utcSecondsNow,
  utcSecondsRenewed,
} from "../timestamp-columns.ts";

function tablesIn(prefix?: string) {
  const { table, enumType, newUuid } = defineNamespace(prefix);

  const obanJobState = enumType("oban_job_state", obanJobStates);

  /** One row per applied version. The table's comment is the marker: the version that the schema is at. */
  const phoenixKit = table(
    "phoenix_kit",
    {
      id: integer("id").primaryKey(),
      version: integer("version").notNull(),
      migratedAt: instantNow("migrated_at"),
    },
    (t) => [uniqueIndex("phoenix_kit_version_index").on(t.version)],
  );

  /** One row per account. `email` is unique without regard to case. */
  const users = table(
    "phoenix_kit_users",
    {
      uuid: uuidKey(newUuid),
      email: citext("email").notNull(),
      hashedPassword: varchar255("hashed_password").notNull(),
      firstName: varchar("first_name", { length: 100 }),
      lastName: varchar("last_name", { length: 100 }),
      isActive: boolean("is_active").notNull().default(true),
      confirmedAt: instant("confirmed_at"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      username: varchar255("username"),
      registrationIp: varchar("registration_ip", { length: 45 }),
      registrationCountry: varchar("registration_country", { length: 2 }),
      registrationRegion: varchar("registration_region", { length: 100 }),
      registrationCity: varchar("registration_city", { length: 100 }),
      userTimezone: varchar("user_timezone", { length: 3 }),
      customFields: jsonb("custom_fields").$type<JsonObject>().default({}),
      accountType: varchar("account_type", { length: 20 }).$type<AccountType>().notNull().default("person"),
      organizationName: varchar255("organization_name"),
      organizationUuid: uuid("organization_uuid"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_users_organization_uuid_fkey",
        columns: [t.organizationUuid],
        foreignColumns: [t.uuid],
      }).onDelete("set null"),
      check("phoenix_kit_users_account_type_check", sql`account_type IN ('person', 'organization')`),
      uniqueIndex("phoenix_kit_users_uuid_idx").on(t.uuid),
      index("phoenix_kit_users_account_type_index").on(t.accountType),
      index("phoenix_kit_users_organization_uuid_index").on(t.organizationUuid),
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
      uuid: uuidKey(newUuid),
      userUuid: uuid("user_uuid"),
      token: bytea("token").notNull(),
      context: varchar255("context").$type<TokenContext>().notNull(),
      sentTo: varchar255("sent_to"),
      insertedAt: insertedAt(),
      ipAddress: varchar255("ip_address"),
      userAgentHash: varchar255("user_agent_hash"),
    },
    (t) => [
      foreignKey({
        name: "fk_users_tokens_user_uuid",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      check(
        "user_uuid_required_for_non_registration_tokens",
        sql`CASE WHEN context = 'magic_link_registration' THEN true ELSE user_uuid IS NOT NULL END`,
      ),
      uniqueIndex("phoenix_kit_users_tokens_uuid_idx").on(t.uuid),
      index("phoenix_kit_users_tokens_user_uuid_idx").on(t.userUuid),
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
      uuid: uuidKey(newUuid),
      userUuid: uuid("user_uuid").notNull(),
      provider: varchar255("provider").$type<OauthProvider>().notNull(),
      providerUid: varchar255("provider_uid").notNull(),
      providerEmail: varchar255("provider_email"),
      accessToken: text("access_token"),
      refreshToken: text("refresh_token"),
      tokenExpiresAt: instant("token_expires_at"),
      rawData: jsonb("raw_data").$type<JsonObject>().default({}),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      foreignKey({
        name: "fk_user_oauth_providers_user_uuid",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      uniqueIndex("phoenix_kit_oauth_providers_provider_uid_idx").on(t.provider, t.providerUid),
      uniqueIndex("phoenix_kit_oauth_providers_user_uuid_provider_idx").on(t.userUuid, t.provider),
      uniqueIndex("phoenix_kit_user_oauth_providers_uuid_idx").on(t.uuid),
      index("phoenix_kit_user_oauth_providers_user_uuid_idx").on(t.userUuid),
      index("phoenix_kit_user_oauth_providers_provider_index").on(t.provider),
      index("phoenix_kit_user_oauth_providers_provider_email_index").on(t.providerEmail),
    ],
  );

  /** One row per note about a user. It is deleted with the user that it is about, and with its author. */
  const adminNotes = table(
    "phoenix_kit_admin_notes",
    {
      content: text("content").notNull(),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      uuid: uuidKey(newUuid),
      userUuid: uuid("user_uuid").notNull(),
      authorUuid: uuid("author_uuid").notNull(),
    },
    (t) => [
      foreignKey({
        name: "fk_admin_notes_user_uuid",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "fk_admin_notes_author_uuid",
        columns: [t.authorUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      index("phoenix_kit_admin_notes_inserted_at_index").on(t.insertedAt),
      uniqueIndex("phoenix_kit_admin_notes_uuid_idx").on(t.uuid),
      index("phoenix_kit_admin_notes_user_uuid_idx").on(t.userUuid),
      index("phoenix_kit_admin_notes_author_uuid_idx").on(t.authorUuid),
    ],
  );

  /** Roles: the system's own, which the database protects, and those that an administrator made. */
  const userRoles = table(
    "phoenix_kit_user_roles",
    {
      uuid: uuidKey(newUuid),
      name: varchar("name", { length: 50 }).notNull(),
      description: text("description"),
      isSystemRole: boolean("is_system_role").notNull().default(false),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      uniqueIndex("phoenix_kit_user_roles_name_index").on(t.name),
      uniqueIndex("phoenix_kit_user_roles_uuid_idx").on(t.uuid),
    ],
  );

  /** Which user has which role: one row per pair. */
  const userRoleAssignments = table(
    "phoenix_kit_user_role_assignments",
    {
      uuid: uuidKey(newUuid),
      userUuid: uuid("user_uuid").notNull(),
      roleUuid: uuid("role_uuid").notNull(),
      insertedAt: insertedAt(),
      assignedByUuid: uuid("assigned_by_uuid"),
      assignedAt: instantNow("assigned_at"),
      isActive: boolean("is_active").notNull().default(true),
    },
    (t) => [
      foreignKey({
        name: "fk_user_role_assignments_user_uuid",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "fk_user_role_assignments_role_uuid",
        columns: [t.roleUuid],
        foreignColumns: [userRoles.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "fk_user_role_assignments_assigned_by_uuid",
        columns: [t.assignedByUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      uniqueIndex("phoenix_kit_role_assignments_user_uuid_role_uuid_idx").on(t.userUuid, t.roleUuid),
      uniqueIndex("phoenix_kit_user_role_assignments_uuid_idx").on(t.uuid),
      index("phoenix_kit_user_role_assignments_user_uuid_idx").on(t.userUuid),
      index("phoenix_kit_user_role_assignments_role_uuid_idx").on(t.roleUuid),
      index("phoenix_kit_user_role_assignments_assigned_by_uuid_idx").on(t.assignedByUuid),
      index("idx_user_role_assignments_user_active").on(t.userUuid, t.isActive),
      index("idx_user_role_assignments_role_active").on(t.roleUuid, t.isActive),
    ],
  );

  /** Which parts of the administration a role may enter: one row per role and key. */
  const rolePermissions = table(
    "phoenix_kit_role_permissions",
    {
      uuid: uuidKey(newUuid),
      roleUuid: uuid("role_uuid").notNull(),
      moduleKey: varchar("module_key", { length: 50 }).notNull(),
      grantedByUuid: uuid("granted_by_uuid"),
      insertedAt: instantNow("inserted_at"),
    },
    (t) => [
      foreignKey({
        name: "fk_role_permissions_role_uuid",
        columns: [t.roleUuid],
        foreignColumns: [userRoles.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "fk_role_permissions_granted_by_uuid",
        columns: [t.grantedByUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      uniqueIndex("phoenix_kit_role_permissions_role_uuid_module_key_idx").on(t.roleUuid, t.moduleKey),
      uniqueIndex("idx_role_permissions_uuid").on(t.uuid),
      index("idx_role_permissions_module_key").on(t.moduleKey),
      index("phoenix_kit_role_permissions_role_uuid_idx").on(t.roleUuid),
      index("phoenix_kit_role_permissions_granted_by_uuid_idx").on(t.grantedByUuid),
    ],
  );

  /** Invitations to join an organization: of a token only the hash, of the open ones one an address. */
  const organizationInvitations = table(
    "phoenix_kit_organization_invitations",
    {
      uuid: uuidKey(newUuid),
      organizationUuid: uuid("organization_uuid").notNull(),
      email: varchar("email", { length: 160 }).notNull(),
      invitedByUuid: uuid("invited_by_uuid"),
      token: bytea("token").notNull(),
      status: varchar("status", { length: 20 }).$type<InvitationStatus>().notNull().default("pending"),
      expiresAt: instant("expires_at").notNull(),
      acceptedAt: instant("accepted_at"),
      insertedAt: instantNow("inserted_at"),
      updatedAt: instantRenewed("updated_at"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_organization_invitations_organization_uuid_fkey",
        columns: [t.organizationUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_organization_invitations_invited_by_uuid_fkey",
        columns: [t.invitedByUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      check(
        "phoenix_kit_org_invitations_status_check",
        sql`status IN ('pending', 'accepted', 'declined', 'cancelled')`,
      ),
      uniqueIndex("phoenix_kit_org_invitations_pending_unique_idx")
        .on(t.organizationUuid, t.email)
        .where(sql`status = 'pending'`),
      uniqueIndex("phoenix_kit_organization_invitations_token_index").on(t.token),
      index("phoenix_kit_organization_invitations_email_index").on(t.email),
      index("phoenix_kit_organization_invitations_organization_uuid_index").on(t.organizationUuid),
      index("phoenix_kit_organization_invitations_status_index").on(t.status),
    ],
  );

  /** One row per setting. `value_json` wins over `value` where both are there. */
  const settings = table(
    "phoenix_kit_settings",
    {
      uuid: uuidKey(newUuid),
      key: varchar255("key").notNull(),
      value: varchar255("value"),
      dateAdded: instantNow("date_added"),
      dateUpdated: instantRenewed("date_updated"),
      module: varchar255("module"),
      valueJson: jsonb("value_json").$type<JsonValue>(),
    },
    (t) => [
      check("phoenix_kit_settings_key_not_blank", sql`key ~ '[^[:space:]]'`),
      uniqueIndex("phoenix_kit_settings_key_uidx").on(t.key),
      uniqueIndex("phoenix_kit_settings_uuid_idx").on(t.uuid),
      index("phoenix_kit_settings_key_prefix_idx").on(t.key.op("text_pattern_ops")),
    ],
  );

  /** One row per code. Without `expiration_date` it holds for ever; `status` says whether it may be used. */
  const referralCodes = table(
    "phoenix_kit_referral_codes",
    {
      uuid: uuidKey(newUuid),
      code: varchar255("code").notNull(),
      description: varchar255("description").notNull(),
      status: boolean("status").notNull().default(true),
      numberOfUses: integer("number_of_uses").notNull().default(0),
      maxUses: integer("max_uses").notNull(),
      createdByUuid: uuid("created_by_uuid").notNull(),
      dateCreated: instantNow("date_created"),
      expirationDate: instant("expiration_date"),
      beneficiaryUuid: uuid("beneficiary_uuid"),
    },
    (t) => [
      uniqueIndex("phoenix_kit_referral_codes_code_uidx").on(t.code),
      uniqueIndex("phoenix_kit_referral_codes_uuid_idx").on(t.uuid),
      index("phoenix_kit_referral_codes_created_by_uuid_idx").on(t.createdByUuid),
      index("phoenix_kit_referral_codes_beneficiary_uuid_idx").on(t.beneficiaryUuid),
    ],
  );

  /** Who used which code, and when. */
  const referralCodeUsage = table(
    "phoenix_kit_referral_code_usage",
    {
      uuid: uuidKey(newUuid),
      codeUuid: uuid("code_uuid").notNull(),
      usedByUuid: uuid("used_by_uuid").notNull(),
      dateUsed: instantNow("date_used"),
    },
    (t) => [
      foreignKey({
        name: "fk_referral_code_usage_code_uuid",
        columns: [t.codeUuid],
        foreignColumns: [referralCodes.uuid],
      }).onDelete("cascade"),
      uniqueIndex("phoenix_kit_referral_code_usage_uuid_idx").on(t.uuid),
      index("phoenix_kit_referral_code_usage_code_uuid_idx").on(t.codeUuid),
      index("phoenix_kit_referral_code_usage_used_by_uuid_idx").on(t.usedByUuid),
      index("phoenix_kit_referral_code_usage_date_used_idx").on(t.dateUsed),
    ],
  );

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

  /** What the mail service reported about an e-mail: one row per event, deleted with its log. */
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

  /** One row per kind of content, with the fields that its records have. */
  const entities = table(
    "phoenix_kit_entities",
    {
      uuid: uuidKey(newUuid),
      name: varchar255("name").notNull(),
      displayName: varchar255("display_name").notNull(),
      displayNamePlural: varchar255("display_name_plural"),
      description: text("description"),
      icon: varchar255("icon"),
      status: varchar255("status").$type<EntityStatus>().notNull().default("draft"),
      fieldsDefinition: jsonb("fields_definition").$type<EntityField[]>().notNull().default([]),
      settings: jsonb("settings").$type<JsonObject>(),
      createdByUuid: uuid("created_by_uuid").notNull(),
      dateCreated: instantNow("date_created"),
      dateUpdated: instantRenewed("date_updated"),
      position: integer("position").default(0),
    },
    (t) => [
      uniqueIndex("phoenix_kit_entities_name_uidx").on(t.name),
      uniqueIndex("phoenix_kit_entities_uuid_idx").on(t.uuid),
      index("phoenix_kit_entities_created_by_uuid_idx").on(t.createdByUuid),
      index("phoenix_kit_entities_status_idx").on(t.status),
    ],
  );

  /** One row per record; `data` holds its values under the keys of the entity's fields. */
  const entityData = table(
    "phoenix_kit_entity_data",
    {
      uuid: uuidKey(newUuid),
      entityUuid: uuid("entity_uuid").notNull(),
      title: varchar255("title").notNull(),
      slug: varchar255("slug"),
      status: varchar255("status").$type<EntityRecordStatus>().notNull().default("draft"),
      data: jsonb("data").$type<JsonObject>().notNull().default({}),
      metadata: jsonb("metadata").$type<JsonObject>(),
      createdByUuid: uuid("created_by_uuid").notNull(),
      dateCreated: instantNow("date_created"),
      dateUpdated: instantRenewed("date_updated"),
      position: integer("position"),
      parentUuid: uuid("parent_uuid"),
    },
    (t) => [
      foreignKey({
        name: "fk_entity_data_entity_uuid",
        columns: [t.entityUuid],
        foreignColumns: [entities.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_entity_data_parent_uuid_fkey",
        columns: [t.parentUuid],
        foreignColumns: [t.uuid],
      }),
      uniqueIndex("phoenix_kit_entity_data_uuid_idx").on(t.uuid),
      index("phoenix_kit_entity_data_entity_uuid_idx").on(t.entityUuid),
      index("phoenix_kit_entity_data_entity_position_idx").on(t.entityUuid, t.position),
      index("phoenix_kit_entity_data_parent_index").on(t.parentUuid),
      index("phoenix_kit_entity_data_slug_idx").on(t.slug),
      index("phoenix_kit_entity_data_status_idx").on(t.status),
      index("phoenix_kit_entity_data_created_by_uuid_idx").on(t.createdByUuid),
      index("phoenix_kit_entity_data_title_idx").on(t.title),
    ],
  );

  /** Places that files are stored in: a local directory or a cloud bucket with its keys. */
  const buckets = table(
    "phoenix_kit_buckets",
    {
      uuid: uuidKey(newUuid),
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
      accessType: varchar("access_type", { length: 20 }).default("public"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      index("phoenix_kit_buckets_enabled_index").on(t.enabled),
      index("phoenix_kit_buckets_provider_index").on(t.provider),
    ],
  );

  const mediaFoldersKey = (): AnyPgColumn => mediaFolders.uuid;
  /** What users uploaded. Each user has the same content once: `user_file_checksum` is unique. */
  const files = table(
    "phoenix_kit_files",
    {
      uuid: uuidKey(newUuid),
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
      userUuid: uuid("user_uuid"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      userFileChecksum: varchar255("user_file_checksum").notNull(),
      folderUuid: uuid("folder_uuid"),
      trashedAt: instant("trashed_at"),
      systemManaged: boolean("system_managed").notNull().default(false),
      parentFileUuid: uuid("parent_file_uuid"),
    },
    (t) => [
      foreignKey({
        name: "fk_files_user_uuid",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_files_folder_uuid_fkey",
        columns: [t.folderUuid],
        foreignColumns: [mediaFoldersKey()],
      }).onDelete("set null"),
      foreignKey({
        name: "phoenix_kit_files_parent_file_uuid_fkey",
        columns: [t.parentFileUuid],
        foreignColumns: [t.uuid],
      }).onDelete("cascade"),
      check(
        "phoenix_kit_files_user_or_parent_check",
        sql`user_uuid IS NOT NULL OR parent_file_uuid IS NOT NULL`,
      ),
      index("phoenix_kit_files_user_uuid_idx").on(t.userUuid),
      index("phoenix_kit_files_folder_uuid_index").on(t.folderUuid),
      index("phoenix_kit_files_trashed_at_index").on(t.trashedAt).where(sql`trashed_at IS NOT NULL`),
      index("phoenix_kit_files_parent_uuid_index")
        .on(t.parentFileUuid)
        .where(sql`parent_file_uuid IS NOT NULL`),
      uniqueIndex("phoenix_kit_files_system_dedup_index")
        .on(t.parentFileUuid, t.fileName)
        .where(sql`system_managed = true`),
      index("phoenix_kit_files_system_managed_index")
        .on(t.insertedAt.desc().nullsFirst())
        .where(sql`system_managed = false`),
      index("phoenix_kit_files_file_type_index").on(t.fileType),
      index("phoenix_kit_files_status_index").on(t.status),
      index("phoenix_kit_files_inserted_at_index").on(t.insertedAt),
      index("phoenix_kit_files_file_path_index").on(t.filePath),
      uniqueIndex("public_phoenix_kit_files_user_file_checksum_index").on(t.userFileChecksum),
    ],
  );

  /** Folders of the media library, in each other. Names outside the trash differ within a folder. */
  const mediaFolders = table(
    "phoenix_kit_media_folders",
    {
      uuid: uuidKey(newUuid),
      name: varchar255("name").notNull(),
      color: varchar("color", { length: 20 }),
      parentUuid: uuid("parent_uuid"),
      userUuid: uuid("user_uuid"),
      insertedAt: utcSecondsNow("inserted_at"),
      updatedAt: utcSecondsRenewed("updated_at"),
      trashedAt: instant("trashed_at"),
      description: text("description"),
      coverFileUuid: uuid("cover_file_uuid"),
      logoFileUuid: uuid("logo_file_uuid"),
      headerSize: text("header_size").$type<FolderHeaderSize>().notNull().default("medium"),
      headerShowTitle: boolean("header_show_title").notNull().default(true),
      headerShowIcon: boolean("header_show_icon").notNull().default(true),
      headerShowCreator: boolean("header_show_creator").notNull().default(true),
      headerShowDate: boolean("header_show_date").notNull().default(true),
      headerShowFileCount: boolean("header_show_file_count").notNull().default(true),
      headerShowDescription: boolean("header_show_description").notNull().default(true),
      headerShowBackground: boolean("header_show_background").notNull().default(true),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_media_folders_parent_uuid_fkey",
        columns: [t.parentUuid],
        foreignColumns: [t.uuid],
      }).onDelete("set null"),
      foreignKey({
        name: "phoenix_kit_media_folders_user_uuid_fkey",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }),
      foreignKey({
        name: "phoenix_kit_media_folders_cover_file_uuid_fkey",
        columns: [t.coverFileUuid],
        foreignColumns: [files.uuid],
      }).onDelete("set null"),
      foreignKey({
        name: "phoenix_kit_media_folders_logo_file_uuid_fkey",
        columns: [t.logoFileUuid],
        foreignColumns: [files.uuid],
      }).onDelete("set null"),
      uniqueIndex("phoenix_kit_media_folders_name_parent_idx")
        .on(t.name, sql`coalesce(parent_uuid, '00000000-0000-0000-0000-000000000000'::uuid)`)
        .where(sql`trashed_at IS NULL`),
      index("phoenix_kit_media_folders_parent_uuid_index").on(t.parentUuid),
      index("phoenix_kit_media_folders_user_uuid_index").on(t.userUuid),
      index("phoenix_kit_media_folders_trashed_at_index").on(t.trashedAt).where(sql`trashed_at IS NOT NULL`),
    ],
  );

  /** Further folders that a file is shown in, beside its own. */
  const mediaFolderLinks = table(
    "phoenix_kit_media_folder_links",
    {
      uuid: uuidKey(newUuid),
      folderUuid: uuid("folder_uuid").notNull(),
      fileUuid: uuid("file_uuid").notNull(),
      insertedAt: utcSecondsNow("inserted_at"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_media_folder_links_folder_uuid_fkey",
        columns: [t.folderUuid],
        foreignColumns: [mediaFolders.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_media_folder_links_file_uuid_fkey",
        columns: [t.fileUuid],
        foreignColumns: [files.uuid],
      }).onDelete("cascade"),
      uniqueIndex("phoenix_kit_media_folder_links_folder_uuid_file_uuid_index").on(t.folderUuid, t.fileUuid),
      index("phoenix_kit_media_folder_links_folder_uuid_index").on(t.folderUuid),
      index("phoenix_kit_media_folder_links_file_uuid_index").on(t.fileUuid),
    ],
  );

  /** The original and each variant of a file: one row per file and variant name. */
  const fileInstances = table(
    "phoenix_kit_file_instances",
    {
      uuid: uuidKey(newUuid),
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
      fileUuid: uuid("file_uuid").notNull(),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_file_instances_file_id_fkey",
        columns: [t.fileUuid],
        foreignColumns: [files.uuid],
      }).onDelete("cascade"),
      index("phoenix_kit_file_instances_file_id_index").on(t.fileUuid),
      index("phoenix_kit_file_instances_variant_name_index").on(t.variantName),
      index("phoenix_kit_file_instances_processing_status_index").on(t.processingStatus),
      uniqueIndex("phoenix_kit_file_instances_file_uuid_variant_name_index").on(t.fileUuid, t.variantName),
    ],
  );

  /** The copies of an instance: which bucket holds one, and under which path. */
  const fileLocations = table(
    "phoenix_kit_file_locations",
    {
      uuid: uuidKey(newUuid),
      path: varchar255("path").notNull(),
      status: varchar255("status").$type<FileLocationStatus>().notNull().default("active"),
      priority: integer("priority").notNull().default(0),
      lastVerifiedAt: instant("last_verified_at"),
      fileInstanceUuid: uuid("file_instance_uuid").notNull(),
      bucketUuid: uuid("bucket_uuid").notNull(),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_file_locations_file_instance_id_fkey",
        columns: [t.fileInstanceUuid],
        foreignColumns: [fileInstances.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_file_locations_bucket_id_fkey",
        columns: [t.bucketUuid],
        foreignColumns: [buckets.uuid],
      }).onDelete("cascade"),
      index("phoenix_kit_file_locations_file_instance_id_index").on(t.fileInstanceUuid),
      index("phoenix_kit_file_locations_bucket_id_index").on(t.bucketUuid),
      index("phoenix_kit_file_locations_status_index").on(t.status),
    ],
  );

  /** The variants that are made of new images and videos. */
  const storageDimensions = table(
    "phoenix_kit_storage_dimensions",
    {
      uuid: uuidKey(newUuid),
      name: varchar255("name").notNull(),
      width: integer("width"),
      height: integer("height"),
      quality: integer("quality").notNull().default(85),
      format: varchar255("format"),
      appliesTo: varchar255("applies_to").$type<DimensionTarget>().notNull(),
      enabled: boolean("enabled").notNull().default(true),
      order: integer("order").notNull().default(0),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      maintainAspectRatio: boolean("maintain_aspect_ratio").notNull().default(true),
      alternativeFormats: text("alternative_formats").array().notNull().default([]),
    },
    (t) => [
      uniqueIndex("phoenix_kit_storage_dimensions_name_index").on(t.name),
      index("phoenix_kit_storage_dimensions_enabled_index").on(t.enabled),
      index("phoenix_kit_storage_dimensions_order_index").on(t.order),
    ],
  );

  /** One row per shape on a file, in pixels of the image. It is deleted with its file, and outlives its creator. */
  const annotations = table(
    "phoenix_kit_annotations",
    {
      uuid: uuidKey(newUuid),
      fileUuid: uuid("file_uuid").notNull(),
      creatorUuid: uuid("creator_uuid"),
      kind: varchar("kind", { length: 32 }).$type<AnnotationKind>().notNull(),
      geometry: jsonb("geometry").$type<JsonObject>().notNull(),
      style: jsonb("style").$type<JsonObject>(),
      metadata: jsonb("metadata").$type<JsonObject>(),
      position: integer("position").notNull().default(0),
      insertedAt: insertedAtSeconds(),
      updatedAt: updatedAtSeconds(),
      title: varchar("title", { length: 200 }),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_annotations_file_uuid_fkey",
        columns: [t.fileUuid],
        foreignColumns: [files.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_annotations_creator_uuid_fkey",
        columns: [t.creatorUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      check(
        "phoenix_kit_annotations_kind_check",
        sql`kind IN ('rectangle', 'circle', 'polygon', 'freehand', 'callout', 'text', 'dimension', 'line', 'marker')`,
      ),
      index("phoenix_kit_annotations_file_uuid_index").on(t.fileUuid),
      index("phoenix_kit_annotations_creator_uuid_index")
        .on(t.creatorUuid)
        .where(sql`creator_uuid IS NOT NULL`),
    ],
  );

  /** One row per action. Rows outlive the users and the things that they name. */
  const activities = table(
    "phoenix_kit_activities",
    {
      uuid: uuidKey(newUuid),
      action: varchar("action", { length: 100 }).notNull(),
      module: varchar("module", { length: 50 }),
      mode: varchar("mode", { length: 20 }),
      actorUuid: uuid("actor_uuid"),
      resourceType: varchar("resource_type", { length: 50 }),
      resourceUuid: uuid("resource_uuid"),
      targetUuid: uuid("target_uuid"),
      metadata: jsonb("metadata").$type<JsonObject>().default({}),
      insertedAt: utcSecondsNow("inserted_at"),
    },
    (t) => [
      index("phoenix_kit_activities_actor_uuid_index").on(t.actorUuid),
      index("phoenix_kit_activities_action_index").on(t.action),
      index("phoenix_kit_activities_module_index").on(t.module),
      index("phoenix_kit_activities_mode_index").on(t.mode),
      index("phoenix_kit_activities_resource_type_index").on(t.resourceType),
      index("phoenix_kit_activities_target_uuid_index").on(t.targetUuid),
      index("phoenix_kit_activities_inserted_at_index").on(t.insertedAt),
      index("phoenix_kit_activities_action_inserted_at_index").on(t.action, t.insertedAt),
      index("phoenix_kit_activities_actor_uuid_inserted_at_index").on(t.actorUuid, t.insertedAt),
    ],
  );

  /** One row per user and activity, or a text of its own. It is unread without `seen_at`, and in the inbox without `dismissed_at`. */
  const notifications = table(
    "phoenix_kit_notifications",
    {
      uuid: uuidKey(newUuid),
      activityUuid: uuid("activity_uuid"),
      recipientUuid: uuid("recipient_uuid").notNull(),
      seenAt: instant("seen_at"),
      dismissedAt: instant("dismissed_at"),
      insertedAt: instantNow("inserted_at"),
      metadata: jsonb("metadata").$type<JsonObject>().notNull().default({}),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_notifications_activity_uuid_fkey",
        columns: [t.activityUuid],
        foreignColumns: [activities.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_notifications_recipient_uuid_fkey",
        columns: [t.recipientUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      uniqueIndex("phoenix_kit_notifications_activity_recipient_index").on(t.activityUuid, t.recipientUuid),
      index("phoenix_kit_notifications_recipient_inbox_index")
        .on(t.recipientUuid, t.insertedAt.desc().nullsFirst())
        .where(sql`dismissed_at IS NULL`),
    ],
  );

  /** One row per action on a user's account. Rows are only ever added, and outlive both users. */
  const auditLogs = table(
    "phoenix_kit_audit_logs",
    {
      uuid: uuidKey(newUuid),
      targetUserUuid: uuid("target_user_uuid").notNull(),
      adminUserUuid: uuid("admin_user_uuid").notNull(),
      action: varchar255("action").$type<AuditAction>().notNull(),
      ipAddress: varchar255("ip_address"),
      userAgent: text("user_agent"),
      metadata: jsonb("metadata").$type<JsonObject>().default({}),
      insertedAt: insertedAt(),
    },
    (t) => [
      index("phoenix_kit_audit_logs_action_index").on(t.action),
      index("phoenix_kit_audit_logs_inserted_at_index").on(t.insertedAt),
      index("phoenix_kit_audit_logs_action_inserted_at_index").on(t.action, t.insertedAt),
      uniqueIndex("phoenix_kit_audit_logs_uuid_idx").on(t.uuid),
      index("phoenix_kit_audit_logs_target_user_uuid_idx").on(t.targetUserUuid),
      index("phoenix_kit_audit_logs_admin_user_uuid_idx").on(t.adminUserUuid),
    ],
  );

  /** One row something to do with a resource at a given time, with its attempts. It outlives its creator. */
  const scheduledJobs = table(
    "phoenix_kit_scheduled_jobs",
    {
      uuid: uuidKey(newUuid),
      jobType: varchar255("job_type").notNull(),
      handlerModule: varchar255("handler_module").notNull(),
      resourceType: varchar255("resource_type").notNull(),
      resourceUuid: uuid("resource_uuid").notNull(),
      scheduledAt: instant("scheduled_at").notNull(),
      executedAt: instant("executed_at"),
      status: varchar255("status").$type<ScheduledJobStatus>().notNull().default("pending"),
      attempts: integer("attempts").notNull().default(0),
      maxAttempts: integer("max_attempts").notNull().default(3),
      lastError: text("last_error"),
      args: jsonb("args").$type<JsonObject>().notNull().default({}),
      priority: integer("priority").notNull().default(0),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      createdByUuid: uuid("created_by_uuid"),
    },
    (t) => [
      foreignKey({
        name: "fk_scheduled_jobs_created_by_uuid",
        columns: [t.createdByUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      index("phoenix_kit_scheduled_jobs_status_scheduled_idx").on(t.status, t.scheduledAt),
      index("phoenix_kit_scheduled_jobs_resource_idx").on(t.resourceType, t.resourceUuid),
      index("phoenix_kit_scheduled_jobs_job_type_idx").on(t.jobType),
      index("phoenix_kit_scheduled_jobs_priority_idx").on(t.status, t.priority, t.scheduledAt),
      index("phoenix_kit_scheduled_jobs_created_by_uuid_idx").on(t.createdByUuid),
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
    adminNotes,
    userRoles,
    userRoleAssignments,
    rolePermissions,
    organizationInvitations,
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
    mediaFolders,
    mediaFolderLinks,
    fileInstances,
    fileLocations,
    storageDimensions,
    annotations,
    activities,
    notifications,
    auditLogs,
    scheduledJobs,
    obanJobs,
    obanPeers,
    obanJobState,
  };
}

type DefinedTables = ReturnType<typeof tablesIn>;

/** PhoenixKit's tables and its enum type, as they are at version 137. */
export type Tables = { [Name in keyof DefinedTables]: DefinedTables[Name] };

const publicTables: Tables = tablesIn();

/**
 * PhoenixKit's tables at version 137 in the PostgreSQL schema `prefix`; without one, those of `public`.
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
  adminNotes,
  userRoles,
  userRoleAssignments,
  rolePermissions,
  organizationInvitations,
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
  mediaFolders,
  mediaFolderLinks,
  fileInstances,
  fileLocations,
  storageDimensions,
  annotations,
  activities,
  notifications,
  auditLogs,
  scheduledJobs,
  obanJobs,
  obanPeers,
  obanJobState,
} = publicTables;

function relationsOf(tables: Tables) {
  return {
    usersRelations: relations(tables.users, ({ one, many }) => ({
      organization: one(tables.users, {
        relationName: "users.organizationUuid",
        fields: [tables.users.organizationUuid],
        references: [tables.users.uuid],
      }),
      members: many(tables.users, { relationName: "users.organizationUuid" }),
      tokens: many(tables.usersTokens, { relationName: "usersTokens.userUuid" }),
      oauthProviders: many(tables.userOauthProviders, { relationName: "userOauthProviders.userUuid" }),
      notes: many(tables.adminNotes, { relationName: "adminNotes.userUuid" }),
      notesWritten: many(tables.adminNotes, { relationName: "adminNotes.authorUuid" }),
      roleAssignments: many(tables.userRoleAssignments, { relationName: "userRoleAssignments.userUuid" }),
      assignmentsMade: many(tables.userRoleAssignments, {
        relationName: "userRoleAssignments.assignedByUuid",
      }),
      permissionsGranted: many(tables.rolePermissions, { relationName: "rolePermissions.grantedByUuid" }),
      invitations: many(tables.organizationInvitations, {
        relationName: "organizationInvitations.organizationUuid",
      }),
      invitationsSent: many(tables.organizationInvitations, {
        relationName: "organizationInvitations.invitedByUuid",
      }),
      referralCodes: many(tables.referralCodes, { relationName: "referralCodes.createdByUuid" }),
      beneficiaryReferralCodes: many(tables.referralCodes, { relationName: "referralCodes.beneficiaryUuid" }),
      referralCodeUses: many(tables.referralCodeUsage, { relationName: "referralCodeUsage.usedByUuid" }),
      emailLogs: many(tables.emailLogs, { relationName: "emailLogs.userUuid" }),
      blocklistEntries: many(tables.emailBlocklist, { relationName: "emailBlocklist.userUuid" }),
      templatesCreated: many(tables.emailTemplates, { relationName: "emailTemplates.createdByUserUuid" }),
      templatesUpdated: many(tables.emailTemplates, { relationName: "emailTemplates.updatedByUserUuid" }),
      entitiesCreated: many(tables.entities, { relationName: "entities.createdByUuid" }),
      entityDataCreated: many(tables.entityData, { relationName: "entityData.createdByUuid" }),
      files: many(tables.files, { relationName: "files.userUuid" }),
      mediaFolders: many(tables.mediaFolders, { relationName: "mediaFolders.userUuid" }),
      annotations: many(tables.annotations, { relationName: "annotations.creatorUuid" }),
      activities: many(tables.activities, { relationName: "activities.actorUuid" }),
      activitiesAsTarget: many(tables.activities, { relationName: "activities.targetUuid" }),
      notifications: many(tables.notifications, { relationName: "notifications.recipientUuid" }),
      auditLogs: many(tables.auditLogs, { relationName: "auditLogs.targetUserUuid" }),
      auditLogsAsAdmin: many(tables.auditLogs, { relationName: "auditLogs.adminUserUuid" }),
      scheduledJobs: many(tables.scheduledJobs, { relationName: "scheduledJobs.createdByUuid" }),
    })),
    usersTokensRelations: relations(tables.usersTokens, ({ one }) => ({
      user: one(tables.users, {
        relationName: "usersTokens.userUuid",
        fields: [tables.usersTokens.userUuid],
        references: [tables.users.uuid],
      }),
    })),
    userOauthProvidersRelations: relations(tables.userOauthProviders, ({ one }) => ({
      user: one(tables.users, {
        relationName: "userOauthProviders.userUuid",
        fields: [tables.userOauthProviders.userUuid],
        references: [tables.users.uuid],
      }),
    })),
    adminNotesRelations: relations(tables.adminNotes, ({ one }) => ({
      user: one(tables.users, {
        relationName: "adminNotes.userUuid",
        fields: [tables.adminNotes.userUuid],
        references: [tables.users.uuid],
      }),
      author: one(tables.users, {
        relationName: "adminNotes.authorUuid",
        fields: [tables.adminNotes.authorUuid],
        references: [tables.users.uuid],
      }),
    })),
    userRolesRelations: relations(tables.userRoles, ({ many }) => ({
      assignments: many(tables.userRoleAssignments, { relationName: "userRoleAssignments.roleUuid" }),
      permissions: many(tables.rolePermissions, { relationName: "rolePermissions.roleUuid" }),
    })),
    userRoleAssignmentsRelations: relations(tables.userRoleAssignments, ({ one }) => ({
      user: one(tables.users, {
        relationName: "userRoleAssignments.userUuid",
        fields: [tables.userRoleAssignments.userUuid],
        references: [tables.users.uuid],
      }),
      role: one(tables.userRoles, {
        relationName: "userRoleAssignments.roleUuid",
        fields: [tables.userRoleAssignments.roleUuid],
        references: [tables.userRoles.uuid],
      }),
      assignedBy: one(tables.users, {
        relationName: "userRoleAssignments.assignedByUuid",
        fields: [tables.userRoleAssignments.assignedByUuid],
        references: [tables.users.uuid],
      }),
    })),
    rolePermissionsRelations: relations(tables.rolePermissions, ({ one }) => ({
      role: one(tables.userRoles, {
        relationName: "rolePermissions.roleUuid",
        fields: [tables.rolePermissions.roleUuid],
        references: [tables.userRoles.uuid],
      }),
      grantedBy: one(tables.users, {
        relationName: "rolePermissions.grantedByUuid",
        fields: [tables.rolePermissions.grantedByUuid],
        references: [tables.users.uuid],
      }),
    })),
    organizationInvitationsRelations: relations(tables.organizationInvitations, ({ one }) => ({
      organization: one(tables.users, {
        relationName: "organizationInvitations.organizationUuid",
        fields: [tables.organizationInvitations.organizationUuid],
        references: [tables.users.uuid],
      }),
      invitedBy: one(tables.users, {
        relationName: "organizationInvitations.invitedByUuid",
        fields: [tables.organizationInvitations.invitedByUuid],
        references: [tables.users.uuid],
      }),
    })),
    referralCodesRelations: relations(tables.referralCodes, ({ one, many }) => ({
      createdBy: loosenRelation(
        one(tables.users, {
          relationName: "referralCodes.createdByUuid",
          fields: [tables.referralCodes.createdByUuid],
          references: [tables.users.uuid],
        }),
      ),
      beneficiary: loosenRelation(
        one(tables.users, {
          relationName: "referralCodes.beneficiaryUuid",
          fields: [tables.referralCodes.beneficiaryUuid],
          references: [tables.users.uuid],
        }),
      ),
      uses: many(tables.referralCodeUsage, { relationName: "referralCodeUsage.codeUuid" }),
    })),
    referralCodeUsageRelations: relations(tables.referralCodeUsage, ({ one }) => ({
      code: one(tables.referralCodes, {
        relationName: "referralCodeUsage.codeUuid",
        fields: [tables.referralCodeUsage.codeUuid],
        references: [tables.referralCodes.uuid],
      }),
      usedBy: loosenRelation(
        one(tables.users, {
          relationName: "referralCodeUsage.usedByUuid",
          fields: [tables.referralCodeUsage.usedByUuid],
          references: [tables.users.uuid],
        }),
      ),
    })),
    emailLogsRelations: relations(tables.emailLogs, ({ one, many }) => ({
      user: loosenRelation(
        one(tables.users, {
          relationName: "emailLogs.userUuid",
          fields: [tables.emailLogs.userUuid],
          references: [tables.users.uuid],
        }),
      ),
      template: loosenRelation(
        one(tables.emailTemplates, {
          relationName: "emailLogs.templateName",
          fields: [tables.emailLogs.templateName],
          references: [tables.emailTemplates.name],
        }),
      ),
      events: many(tables.emailEvents, { relationName: "emailEvents.emailLogUuid" }),
      matchedEvents: many(tables.emailOrphanedEvents, {
        relationName: "emailOrphanedEvents.matchedEmailLogUuid",
      }),
    })),
    emailEventsRelations: relations(tables.emailEvents, ({ one }) => ({
      emailLog: one(tables.emailLogs, {
        relationName: "emailEvents.emailLogUuid",
        fields: [tables.emailEvents.emailLogUuid],
        references: [tables.emailLogs.uuid],
      }),
    })),
    emailBlocklistRelations: relations(tables.emailBlocklist, ({ one }) => ({
      user: loosenRelation(
        one(tables.users, {
          relationName: "emailBlocklist.userUuid",
          fields: [tables.emailBlocklist.userUuid],
          references: [tables.users.uuid],
        }),
      ),
    })),
    emailOrphanedEventsRelations: relations(tables.emailOrphanedEvents, ({ one }) => ({
      matchedEmailLog: loosenRelation(
        one(tables.emailLogs, {
          relationName: "emailOrphanedEvents.matchedEmailLogUuid",
          fields: [tables.emailOrphanedEvents.matchedEmailLogUuid],
          references: [tables.emailLogs.uuid],
        }),
      ),
    })),
    emailTemplatesRelations: relations(tables.emailTemplates, ({ one, many }) => ({
      createdBy: loosenRelation(
        one(tables.users, {
          relationName: "emailTemplates.createdByUserUuid",
          fields: [tables.emailTemplates.createdByUserUuid],
          references: [tables.users.uuid],
        }),
      ),
      updatedBy: loosenRelation(
        one(tables.users, {
          relationName: "emailTemplates.updatedByUserUuid",
          fields: [tables.emailTemplates.updatedByUserUuid],
          references: [tables.users.uuid],
        }),
      ),
      emailLogs: many(tables.emailLogs, { relationName: "emailLogs.templateName" }),
    })),
    entitiesRelations: relations(tables.entities, ({ one, many }) => ({
      createdBy: loosenRelation(
        one(tables.users, {
          relationName: "entities.createdByUuid",
          fields: [tables.entities.createdByUuid],
          references: [tables.users.uuid],
        }),
      ),
      records: many(tables.entityData, { relationName: "entityData.entityUuid" }),
    })),
    entityDataRelations: relations(tables.entityData, ({ one, many }) => ({
      entity: one(tables.entities, {
        relationName: "entityData.entityUuid",
        fields: [tables.entityData.entityUuid],
        references: [tables.entities.uuid],
      }),
      createdBy: loosenRelation(
        one(tables.users, {
          relationName: "entityData.createdByUuid",
          fields: [tables.entityData.createdByUuid],
          references: [tables.users.uuid],
        }),
      ),
      parent: one(tables.entityData, {
        relationName: "entityData.parentUuid",
        fields: [tables.entityData.parentUuid],
        references: [tables.entityData.uuid],
      }),
      children: many(tables.entityData, { relationName: "entityData.parentUuid" }),
    })),
    filesRelations: relations(tables.files, ({ one, many }) => ({
      user: one(tables.users, {
        relationName: "files.userUuid",
        fields: [tables.files.userUuid],
        references: [tables.users.uuid],
      }),
      folder: one(tables.mediaFolders, {
        relationName: "files.folderUuid",
        fields: [tables.files.folderUuid],
        references: [tables.mediaFolders.uuid],
      }),
      parent: one(tables.files, {
        relationName: "files.parentFileUuid",
        fields: [tables.files.parentFileUuid],
        references: [tables.files.uuid],
      }),
      children: many(tables.files, { relationName: "files.parentFileUuid" }),
      coverOf: many(tables.mediaFolders, { relationName: "mediaFolders.coverFileUuid" }),
      logoOf: many(tables.mediaFolders, { relationName: "mediaFolders.logoFileUuid" }),
      folderLinks: many(tables.mediaFolderLinks, { relationName: "mediaFolderLinks.fileUuid" }),
      instances: many(tables.fileInstances, { relationName: "fileInstances.fileUuid" }),
      annotations: many(tables.annotations, { relationName: "annotations.fileUuid" }),
    })),
    mediaFoldersRelations: relations(tables.mediaFolders, ({ one, many }) => ({
      user: one(tables.users, {
        relationName: "mediaFolders.userUuid",
        fields: [tables.mediaFolders.userUuid],
        references: [tables.users.uuid],
      }),
      parent: one(tables.mediaFolders, {
        relationName: "mediaFolders.parentUuid",
        fields: [tables.mediaFolders.parentUuid],
        references: [tables.mediaFolders.uuid],
      }),
      coverFile: one(tables.files, {
        relationName: "mediaFolders.coverFileUuid",
        fields: [tables.mediaFolders.coverFileUuid],
        references: [tables.files.uuid],
      }),
      logoFile: one(tables.files, {
        relationName: "mediaFolders.logoFileUuid",
        fields: [tables.mediaFolders.logoFileUuid],
        references: [tables.files.uuid],
      }),
      files: many(tables.files, { relationName: "files.folderUuid" }),
      children: many(tables.mediaFolders, { relationName: "mediaFolders.parentUuid" }),
      fileLinks: many(tables.mediaFolderLinks, { relationName: "mediaFolderLinks.folderUuid" }),
    })),
    mediaFolderLinksRelations: relations(tables.mediaFolderLinks, ({ one }) => ({
      folder: one(tables.mediaFolders, {
        relationName: "mediaFolderLinks.folderUuid",
        fields: [tables.mediaFolderLinks.folderUuid],
        references: [tables.mediaFolders.uuid],
      }),
      file: one(tables.files, {
        relationName: "mediaFolderLinks.fileUuid",
        fields: [tables.mediaFolderLinks.fileUuid],
        references: [tables.files.uuid],
      }),
    })),
    bucketsRelations: relations(tables.buckets, ({ many }) => ({
      locations: many(tables.fileLocations, { relationName: "fileLocations.bucketUuid" }),
    })),
    fileInstancesRelations: relations(tables.fileInstances, ({ one, many }) => ({
      file: one(tables.files, {
        relationName: "fileInstances.fileUuid",
        fields: [tables.fileInstances.fileUuid],
        references: [tables.files.uuid],
      }),
      locations: many(tables.fileLocations, { relationName: "fileLocations.fileInstanceUuid" }),
    })),
    fileLocationsRelations: relations(tables.fileLocations, ({ one }) => ({
      instance: one(tables.fileInstances, {
        relationName: "fileLocations.fileInstanceUuid",
        fields: [tables.fileLocations.fileInstanceUuid],
        references: [tables.fileInstances.uuid],
      }),
      bucket: one(tables.buckets, {
        relationName: "fileLocations.bucketUuid",
        fields: [tables.fileLocations.bucketUuid],
        references: [tables.buckets.uuid],
      }),
    })),
    annotationsRelations: relations(tables.annotations, ({ one }) => ({
      file: one(tables.files, {
        relationName: "annotations.fileUuid",
        fields: [tables.annotations.fileUuid],
        references: [tables.files.uuid],
      }),
      creator: one(tables.users, {
        relationName: "annotations.creatorUuid",
        fields: [tables.annotations.creatorUuid],
        references: [tables.users.uuid],
      }),
    })),
    activitiesRelations: relations(tables.activities, ({ one, many }) => ({
      actor: loosenRelation(
        one(tables.users, {
          relationName: "activities.actorUuid",
          fields: [tables.activities.actorUuid],
          references: [tables.users.uuid],
        }),
      ),
      target: loosenRelation(
        one(tables.users, {
          relationName: "activities.targetUuid",
          fields: [tables.activities.targetUuid],
          references: [tables.users.uuid],
        }),
      ),
      notifications: many(tables.notifications, { relationName: "notifications.activityUuid" }),
    })),
    notificationsRelations: relations(tables.notifications, ({ one }) => ({
      activity: one(tables.activities, {
        relationName: "notifications.activityUuid",
        fields: [tables.notifications.activityUuid],
        references: [tables.activities.uuid],
      }),
      recipient: one(tables.users, {
        relationName: "notifications.recipientUuid",
        fields: [tables.notifications.recipientUuid],
        references: [tables.users.uuid],
      }),
    })),
    auditLogsRelations: relations(tables.auditLogs, ({ one }) => ({
      targetUser: loosenRelation(
        one(tables.users, {
          relationName: "auditLogs.targetUserUuid",
          fields: [tables.auditLogs.targetUserUuid],
          references: [tables.users.uuid],
        }),
      ),
      adminUser: loosenRelation(
        one(tables.users, {
          relationName: "auditLogs.adminUserUuid",
          fields: [tables.auditLogs.adminUserUuid],
          references: [tables.users.uuid],
        }),
      ),
    })),
    scheduledJobsRelations: relations(tables.scheduledJobs, ({ one }) => ({
      createdBy: one(tables.users, {
        relationName: "scheduledJobs.createdByUuid",
        fields: [tables.scheduledJobs.createdByUuid],
        references: [tables.users.uuid],
      }),
    })),
  };
}

type DefinedSchema = Tables & ReturnType<typeof relationsOf>;

/** The tables, and how they refer to each other: what Drizzle's `db.query` goes by. */
export type Schema = { [Name in keyof DefinedSchema]: DefinedSchema[Name] };

/** The tables of `public` at version 137 and their relations, for `drizzle({ client, schema })`. */
export const schema: Schema = { ...publicTables, ...relationsOf(publicTables) };

/**
 * The tables at version 137 in the PostgreSQL schema `prefix` and their relations; without one, those of `public`.
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
/** A row of `adminNotes`, as Drizzle returns it. */
export type AdminNote = Tables["adminNotes"]["$inferSelect"];
/** A new row of `adminNotes`, as Drizzle takes it: columns with a default may be left out. */
export type NewAdminNote = Tables["adminNotes"]["$inferInsert"];
/** A row of `userRoles`, as Drizzle returns it. */
export type Role = Tables["userRoles"]["$inferSelect"];
/** A new row of `userRoles`, as Drizzle takes it: columns with a default may be left out. */
export type NewRole = Tables["userRoles"]["$inferInsert"];
/** A row of `userRoleAssignments`, as Drizzle returns it. */
export type RoleAssignment = Tables["userRoleAssignments"]["$inferSelect"];
/** A new row of `userRoleAssignments`, as Drizzle takes it: columns with a default may be left out. */
export type NewRoleAssignment = Tables["userRoleAssignments"]["$inferInsert"];
/** A row of `rolePermissions`, as Drizzle returns it. */
export type RolePermission = Tables["rolePermissions"]["$inferSelect"];
/** A new row of `rolePermissions`, as Drizzle takes it: columns with a default may be left out. */
export type NewRolePermission = Tables["rolePermissions"]["$inferInsert"];
/** A row of `organizationInvitations`, as Drizzle returns it. */
export type OrganizationInvitation = Tables["organizationInvitations"]["$inferSelect"];
/** A new row of `organizationInvitations`, as Drizzle takes it: columns with a default may be left out. */
export type NewOrganizationInvitation = Tables["organizationInvitations"]["$inferInsert"];
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
/** A row of `mediaFolders`, as Drizzle returns it. */
export type MediaFolder = Tables["mediaFolders"]["$inferSelect"];
/** A new row of `mediaFolders`, as Drizzle takes it: columns with a default may be left out. */
export type NewMediaFolder = Tables["mediaFolders"]["$inferInsert"];
/** A row of `mediaFolderLinks`, as Drizzle returns it. */
export type MediaFolderLink = Tables["mediaFolderLinks"]["$inferSelect"];
/** A new row of `mediaFolderLinks`, as Drizzle takes it: columns with a default may be left out. */
export type NewMediaFolderLink = Tables["mediaFolderLinks"]["$inferInsert"];
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
/** A row of `annotations`, as Drizzle returns it. */
export type Annotation = Tables["annotations"]["$inferSelect"];
/** A new row of `annotations`, as Drizzle takes it: columns with a default may be left out. */
export type NewAnnotation = Tables["annotations"]["$inferInsert"];
/** A row of `activities`, as Drizzle returns it. */
export type Activity = Tables["activities"]["$inferSelect"];
/** A new row of `activities`, as Drizzle takes it: columns with a default may be left out. */
export type NewActivity = Tables["activities"]["$inferInsert"];
/** A row of `notifications`, as Drizzle returns it. */
export type UserNotification = Tables["notifications"]["$inferSelect"];
/** A new row of `notifications`, as Drizzle takes it: columns with a default may be left out. */
export type NewUserNotification = Tables["notifications"]["$inferInsert"];
/** A row of `auditLogs`, as Drizzle returns it. */
export type AuditLog = Tables["auditLogs"]["$inferSelect"];
/** A new row of `auditLogs`, as Drizzle takes it: columns with a default may be left out. */
export type NewAuditLog = Tables["auditLogs"]["$inferInsert"];
/** A row of `scheduledJobs`, as Drizzle returns it. */
export type ScheduledJob = Tables["scheduledJobs"]["$inferSelect"];
/** A new row of `scheduledJobs`, as Drizzle takes it: columns with a default may be left out. */
export type NewScheduledJob = Tables["scheduledJobs"]["$inferInsert"];
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
export type { TranslatedText } from "../email-templates.ts";
export type { EntityField } from "../entities.ts";
