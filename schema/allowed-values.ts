/** The values that PhoenixKit's application accepts. The database holds them as plain text, but for Oban's job state. */

/** The roles that exist in every installation. */
export const systemRoles = ["Owner", "Admin", "User"] as const;
export type SystemRole = (typeof systemRoles)[number];

/** What a token is for. An e-mail change has a context of its own for each old address: see `TokenContext`. */
export const tokenContexts = [
  "session",
  "confirm",
  "reset_password",
  "magic_link",
  "magic_link_registration",
] as const;
export type TokenContext = (typeof tokenContexts)[number] | `change:${string}`;

export const oauthProviders = ["google", "apple", "github", "facebook", "twitter", "microsoft"] as const;
export type OauthProvider = (typeof oauthProviders)[number];

/** Whether an account is a person's or that of an organization, which people belong to. */
export const accountTypes = ["person", "organization"] as const;
export type AccountType = (typeof accountTypes)[number];

export const invitationStatuses = ["pending", "accepted", "declined", "cancelled"] as const;
export type InvitationStatus = (typeof invitationStatuses)[number];

export const emailStatuses = [
  "queued",
  "sent",
  "delivered",
  "bounced",
  "hard_bounced",
  "soft_bounced",
  "opened",
  "clicked",
  "failed",
  "rejected",
  "delayed",
  "complaint",
] as const;
export type EmailStatus = (typeof emailStatuses)[number];

export const emailEventTypes = [
  "queued",
  "send",
  "delivery",
  "bounce",
  "complaint",
  "open",
  "click",
  "reject",
  "delivery_delay",
  "subscription",
  "rendering_failure",
  "failed",
] as const;
export type EmailEventType = (typeof emailEventTypes)[number];

export const bounceTypes = ["hard", "soft"] as const;
export type BounceType = (typeof bounceTypes)[number];

export const emailTemplateCategories = [
  "system",
  "marketing",
  "transactional",
  "notification",
  "newsletters",
] as const;
export type EmailTemplateCategory = (typeof emailTemplateCategories)[number];

export const emailTemplateStatuses = ["active", "draft", "archived"] as const;
export type EmailTemplateStatus = (typeof emailTemplateStatuses)[number];

export const entityStatuses = ["draft", "published", "archived"] as const;
export type EntityStatus = (typeof entityStatuses)[number];

/** A record in the trash keeps the status that it had in its metadata. */
export const entityRecordStatuses = [...entityStatuses, "trashed"] as const;
export type EntityRecordStatus = (typeof entityRecordStatuses)[number];

export const entityFieldTypes = [
  "text",
  "textarea",
  "number",
  "decimal",
  "boolean",
  "date",
  "email",
  "url",
  "select",
  "radio",
  "checkbox",
  "rich_text",
  "image",
  "video",
  "file",
  "relation",
  "heading",
] as const;
export type EntityFieldType = (typeof entityFieldTypes)[number];

export const bucketProviders = ["local", "s3", "b2", "r2", "tigris"] as const;
export type BucketProvider = (typeof bucketProviders)[number];

/** What a file is. Tiles are parts of large images, which PhoenixKit's application cuts itself. */
export const fileTypes = ["image", "video", "audio", "document", "archive", "other", "tile"] as const;
export type FileType = (typeof fileTypes)[number];

export const fileStatuses = ["processing", "active", "failed", "trashed"] as const;
export type FileStatus = (typeof fileStatuses)[number];

export const fileProcessingStatuses = ["pending", "processing", "completed", "failed"] as const;
export type FileProcessingStatus = (typeof fileProcessingStatuses)[number];

export const fileLocationStatuses = ["active", "syncing", "failed", "deleted"] as const;
export type FileLocationStatus = (typeof fileLocationStatuses)[number];

/** How tall the head of a folder's page is. */
export const folderHeaderSizes = ["small", "medium", "large"] as const;
export type FolderHeaderSize = (typeof folderHeaderSizes)[number];

/** The kinds of file that a storage dimension is made for. */
export const dimensionTargets = ["image", "video", "both"] as const;
export type DimensionTarget = (typeof dimensionTargets)[number];

export const auditActions = [
  "admin_password_reset",
  "user_created",
  "user_updated",
  "user_deleted",
  "user_confirmed",
  "user_locked",
  "user_unlocked",
  "role_assigned",
  "role_revoked",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Labels of the enum type `oban_job_state`, in its order. */
export const obanJobStates = [
  "available",
  "suspended",
  "scheduled",
  "executing",
  "retryable",
  "completed",
  "discarded",
  "cancelled",
] as const;
export type ObanJobState = (typeof obanJobStates)[number];
