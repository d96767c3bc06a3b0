/**
 * The values that PhoenixKit's application accepts. The database holds them as plain text, except for Oban's job state,
 * which is an enum.
 */

/** The roles that exist in every installation. */
export const systemRoles = ["Owner", "Admin", "User"] as const;
/** One of `systemRoles`. */
export type SystemRole = (typeof systemRoles)[number];

/** What a token is for. An e-mail change has a context of its own for each old address. */
export const tokenContexts = [
  "session",
  "confirm",
  "reset_password",
  "magic_link",
  "magic_link_registration",
] as const;
/** One of `tokenContexts`, or `change:` and the old address. */
export type TokenContext = (typeof tokenContexts)[number] | `change:${string}`;

/** The services that users can sign in with. */
export const oauthProviders = ["google", "apple", "github", "facebook", "twitter", "microsoft"] as const;
/** One of `oauthProviders`. */
export type OauthProvider = (typeof oauthProviders)[number];

/** Whether an account is a person's or that of an organization, which people belong to. */
export const accountTypes = ["person", "organization"] as const;
/** One of `accountTypes`. */
export type AccountType = (typeof accountTypes)[number];

/** What became of an invitation to an organization. */
export const invitationStatuses = ["pending", "accepted", "declined", "cancelled"] as const;
/** One of `invitationStatuses`. */
export type InvitationStatus = (typeof invitationStatuses)[number];

/** How far an e-mail has come. */
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
/** One of `emailStatuses`. */
export type EmailStatus = (typeof emailStatuses)[number];

/** What a mail service reports about an e-mail. */
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
/** One of `emailEventTypes`. */
export type EmailEventType = (typeof emailEventTypes)[number];

/** Whether an address refused an e-mail for good (`hard`) or for now (`soft`). */
export const bounceTypes = ["hard", "soft"] as const;
/** One of `bounceTypes`. */
export type BounceType = (typeof bounceTypes)[number];

/** What a template is for. */
export const emailTemplateCategories = [
  "system",
  "marketing",
  "transactional",
  "notification",
  "newsletters",
] as const;
/** One of `emailTemplateCategories`. */
export type EmailTemplateCategory = (typeof emailTemplateCategories)[number];

/** Whether a template is in use. */
export const emailTemplateStatuses = ["active", "draft", "archived"] as const;
/** One of `emailTemplateStatuses`. */
export type EmailTemplateStatus = (typeof emailTemplateStatuses)[number];

/** The mail services that PhoenixKit itself sends through. Its modules may bring others. */
export const emailProviderKinds = ["aws_ses", "smtp", "brevo_api"] as const;
/** One of `emailProviderKinds`. */
export type EmailProviderKind = (typeof emailProviderKinds)[number];

/** Whether an entity is offered. */
export const entityStatuses = ["draft", "published", "archived"] as const;
/** One of `entityStatuses`. */
export type EntityStatus = (typeof entityStatuses)[number];

/** How far a record of an entity is published. A record in the trash keeps the status that it had in its metadata. */
export const entityRecordStatuses = [...entityStatuses, "trashed"] as const;
/** One of `entityRecordStatuses`. */
export type EntityRecordStatus = (typeof entityRecordStatuses)[number];

/** How a field of an entity is entered and checked. */
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
/** One of `entityFieldTypes`. */
export type EntityFieldType = (typeof entityFieldTypes)[number];

/** Where a bucket is: a folder of the server, or a service. */
export const bucketProviders = ["local", "s3", "b2", "r2", "tigris"] as const;
/** One of `bucketProviders`. */
export type BucketProvider = (typeof bucketProviders)[number];

/** What a file is. Tiles are parts of large images, which PhoenixKit's application cuts itself. */
export const fileTypes = ["image", "video", "audio", "document", "archive", "other", "tile"] as const;
/** One of `fileTypes`. */
export type FileType = (typeof fileTypes)[number];

/** Whether a file can be shown. */
export const fileStatuses = ["processing", "active", "failed", "trashed"] as const;
/** One of `fileStatuses`. */
export type FileStatus = (typeof fileStatuses)[number];

/** How far the processing of a variant has come. */
export const fileProcessingStatuses = ["pending", "processing", "completed", "failed"] as const;
/** One of `fileProcessingStatuses`. */
export type FileProcessingStatus = (typeof fileProcessingStatuses)[number];

/** Whether a bucket has its copy of a variant. */
export const fileLocationStatuses = ["active", "syncing", "failed", "deleted"] as const;
/** One of `fileLocationStatuses`. */
export type FileLocationStatus = (typeof fileLocationStatuses)[number];

/** How tall the head of a folder's page is. */
export const folderHeaderSizes = ["small", "medium", "large"] as const;
/** One of `folderHeaderSizes`. */
export type FolderHeaderSize = (typeof folderHeaderSizes)[number];

/** The kinds of file that a storage dimension is made for. */
export const dimensionTargets = ["image", "video", "both"] as const;
/** One of `dimensionTargets`. */
export type DimensionTarget = (typeof dimensionTargets)[number];

/** The shapes that can be drawn on a file. */
export const annotationKinds = [
  "rectangle",
  "circle",
  "polygon",
  "freehand",
  "callout",
  "text",
  "dimension",
  "line",
  "marker",
  "image",
] as const;
/** One of `annotationKinds`. */
export type AnnotationKind = (typeof annotationKinds)[number];

/** What a text mentions: a user, who is notified, or another resource. */
export const mentionKinds = ["user", "resource"] as const;
/** One of `mentionKinds`. */
export type MentionKind = (typeof mentionKinds)[number];

/** What became of a request to see something. */
export const accessRequestStatuses = ["pending", "granted", "denied", "cancelled"] as const;
/** One of `accessRequestStatuses`. */
export type AccessRequestStatus = (typeof accessRequestStatuses)[number];

/** What PhoenixKit's administrators do to users. The column takes other actions, too. */
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
/** One of `auditActions`, or an action of the application's own. */
export type AuditAction = (typeof auditActions)[number] | (string & {});

/** How far a scheduled job has come. */
export const scheduledJobStatuses = ["pending", "processing", "executed", "failed", "cancelled"] as const;
/** One of `scheduledJobStatuses`. */
export type ScheduledJobStatus = (typeof scheduledJobStatuses)[number];

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
/** One of `obanJobStates`. */
export type ObanJobState = (typeof obanJobStates)[number];
