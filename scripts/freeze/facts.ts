/** Facts about tables that a snapshot does not contain: their names in TypeScript, and what they are for. */
export interface FrozenTable {
  readonly name: string;
  readonly about: string;
}

/**
 * The tables of all frozen versions by their SQL names. None refers to a later one, but for files and folders, which
 * refer to each other.
 */
export const frozenTables: Readonly<Record<string, FrozenTable>> = {
  phoenix_kit: {
    name: "phoenixKit",
    about:
      "One row per applied version. The table's comment is the marker: the version that the schema is at.",
  },
  phoenix_kit_users: {
    name: "users",
    about: "One row per account. `email` is unique without regard to case.",
  },
  phoenix_kit_users_tokens: {
    name: "usersTokens",
    about: "Sessions and the secrets that are mailed out. Only a registration by magic link has no user yet.",
  },
  phoenix_kit_user_oauth_providers: {
    name: "userOauthProviders",
    about: "OAuth accounts that a person signs in with: one per provider.",
  },
  phoenix_kit_admin_notes: {
    name: "adminNotes",
    about:
      "One row per note about a user. It is deleted with the user that it is about, and with its author.",
  },
  phoenix_kit_user_roles: {
    name: "userRoles",
    about: "Roles: the system's own, which the database protects, and those that an administrator made.",
  },
  phoenix_kit_user_role_assignments: {
    name: "userRoleAssignments",
    about: "Which user has which role: one row per pair.",
  },
  phoenix_kit_role_permissions: {
    name: "rolePermissions",
    about: "Which parts of the administration a role may enter: one row per role and key.",
  },
  phoenix_kit_organization_invitations: {
    name: "organizationInvitations",
    about: "Invitations to join an organization: of a token only the hash, of the open ones one an address.",
  },
  phoenix_kit_settings: {
    name: "settings",
    about: "One row per setting. `value_json` wins over `value` where both are there.",
  },
  phoenix_kit_referral_codes: {
    name: "referralCodes",
    about:
      "One row per code. Without `expiration_date` it holds for ever; `status` says whether it may be used.",
  },
  phoenix_kit_referral_code_usage: { name: "referralCodeUsage", about: "Who used which code, and when." },
  phoenix_kit_email_logs: {
    name: "emailLogs",
    about: "One row per e-mail, with the time of each stage of its life.",
  },
  phoenix_kit_email_events: {
    name: "emailEvents",
    about: "What the mail service reported about an e-mail: one row per event, deleted with its log.",
  },
  phoenix_kit_email_blocklist: {
    name: "emailBlocklist",
    about: "Addresses that nothing is sent to, for good or until `expires_at`.",
  },
  phoenix_kit_email_orphaned_events: {
    name: "emailOrphanedEvents",
    about: "Events whose e-mail was not found when they came, to be matched later.",
  },
  phoenix_kit_email_metrics: {
    name: "emailMetrics",
    about: "Counters of the e-mail system: one row per key and day.",
  },
  phoenix_kit_email_templates: {
    name: "emailTemplates",
    about:
      "One row per template; `variables` describes each `{{name}}` that its subject and bodies may hold.",
  },
  phoenix_kit_entities: {
    name: "entities",
    about: "One row per kind of content, with the fields that its records have.",
  },
  phoenix_kit_entity_data: {
    name: "entityData",
    about: "One row per record; `data` holds its values under the keys of the entity's fields.",
  },
  phoenix_kit_buckets: {
    name: "buckets",
    about: "Places that files are stored in: a local directory or a cloud bucket with its keys.",
  },
  phoenix_kit_files: {
    name: "files",
    about: "What users uploaded. Each user has the same content once: `user_file_checksum` is unique.",
  },
  phoenix_kit_media_folders: {
    name: "mediaFolders",
    about: "Folders of the media library, in each other. Names outside the trash differ within a folder.",
  },
  phoenix_kit_media_folder_links: {
    name: "mediaFolderLinks",
    about: "Further folders that a file is shown in, beside its own.",
  },
  phoenix_kit_file_instances: {
    name: "fileInstances",
    about: "The original and each variant of a file: one row per file and variant name.",
  },
  phoenix_kit_file_locations: {
    name: "fileLocations",
    about: "The copies of an instance: which bucket holds one, and under which path.",
  },
  phoenix_kit_storage_dimensions: {
    name: "storageDimensions",
    about: "The variants that are made of new images and videos.",
  },
  phoenix_kit_annotations: {
    name: "annotations",
    about:
      "One row per shape on a file, in pixels of the image. It is deleted with its file, and outlives its creator.",
  },
  phoenix_kit_activities: {
    name: "activities",
    about: "One row per action. Rows outlive the users and the things that they name.",
  },
  phoenix_kit_notifications: {
    name: "notifications",
    about:
      "One row per user and activity, or a text of its own. It is unread without `seen_at`, and in the inbox without `dismissed_at`.",
  },
  phoenix_kit_audit_logs: {
    name: "auditLogs",
    about: "One row per action on a user's account. Rows are only ever added, and outlive both users.",
  },
  phoenix_kit_scheduled_jobs: {
    name: "scheduledJobs",
    about:
      "One row something to do with a resource at a given time, with its attempts. It outlives its creator.",
  },
  oban_jobs: {
    name: "obanJobs",
    about: "One row per job, with its arguments, its state and what went wrong in each attempt.",
  },
  oban_peers: { name: "obanPeers", about: "Which node leads each Oban instance, and until when." },
};

/** What `jsonb` columns hold, by `table.column`; the same columns were text in earlier versions. */
export const frozenJsonTypes: Readonly<Record<string, string>> = {
  "phoenix_kit_email_templates.display_name": "TranslatedText",
  "phoenix_kit_email_templates.description": "TranslatedText",
  "phoenix_kit_email_templates.subject": "TranslatedText",
  "phoenix_kit_email_templates.html_body": "TranslatedText",
  "phoenix_kit_email_templates.text_body": "TranslatedText",
};

/** The types that columns hold beyond their SQL type, by `table.column`; other `jsonb` columns hold objects. */
export const frozenTypes: Readonly<Record<string, string>> = {
  "phoenix_kit_users.account_type": "AccountType",
  "phoenix_kit_users_tokens.context": "TokenContext",
  "phoenix_kit_organization_invitations.status": "InvitationStatus",
  "phoenix_kit_user_oauth_providers.provider": "OauthProvider",
  "phoenix_kit_settings.value_json": "JsonValue",
  "phoenix_kit_email_logs.status": "EmailStatus",
  "phoenix_kit_email_events.event_type": "EmailEventType",
  "phoenix_kit_email_events.bounce_type": "BounceType",
  "phoenix_kit_email_templates.category": "EmailTemplateCategory",
  "phoenix_kit_email_templates.status": "EmailTemplateStatus",
  "phoenix_kit_entities.status": "EntityStatus",
  "phoenix_kit_entities.fields_definition": "EntityField[]",
  "phoenix_kit_entity_data.status": "EntityRecordStatus",
  "phoenix_kit_buckets.provider": "BucketProvider",
  "phoenix_kit_files.file_type": "FileType",
  "phoenix_kit_files.status": "FileStatus",
  "phoenix_kit_media_folders.header_size": "FolderHeaderSize",
  "phoenix_kit_file_instances.processing_status": "FileProcessingStatus",
  "phoenix_kit_file_locations.status": "FileLocationStatus",
  "phoenix_kit_storage_dimensions.applies_to": "DimensionTarget",
  "phoenix_kit_annotations.kind": "AnnotationKind",
  "phoenix_kit_audit_logs.action": "AuditAction",
  "phoenix_kit_scheduled_jobs.status": "ScheduledJobStatus",
};

/** The types and allowed values that frozen columns use, by the modules that export them. */
export const frozenImports: Readonly<Record<string, readonly string[]>> = {
  "../columns.ts": ["JsonObject", "JsonValue"],
  "../email-templates.ts": ["TranslatedText"],
  "../entities.ts": ["EntityField"],
  "../allowed-values.ts": [
    "AccountType",
    "AnnotationKind",
    "AuditAction",
    "BounceType",
    "BucketProvider",
    "DimensionTarget",
    "EmailEventType",
    "EmailStatus",
    "EmailTemplateCategory",
    "EmailTemplateStatus",
    "EntityRecordStatus",
    "EntityStatus",
    "FileLocationStatus",
    "FileProcessingStatus",
    "FileStatus",
    "FileType",
    "FolderHeaderSize",
    "InvitationStatus",
    "OauthProvider",
    "ScheduledJobStatus",
    "TokenContext",
  ],
};
