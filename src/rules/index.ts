/**
 * What PhoenixKit's application does with its rows, as functions that take a Drizzle database.
 *
 * @module phoenix-kit-schema/rules
 */

export {
  type AccessDecision,
  cancelAccessRequest,
  decideAccessRequest,
  type NewAccessRequest,
  requestAccess,
} from "./access-requests.ts";
export {
  type AccountTableNames,
  activateUser,
  changeEmail,
  confirmEmail,
  confirmUser,
  deactivateUser,
  type PublicUser,
  publicUser,
} from "./accounts.ts";
export {
  type ActivityEntry,
  type ActivityFilter,
  listActivities,
  type RecordedActivity,
  recordActivity,
} from "./activities.ts";
export { type AuditEntry, recordAudit } from "./audit.ts";
export {
  blockEmail,
  type EmailBlock,
  isEmailBlocked,
  unblockEmail,
} from "./blocklist.ts";
export { type BucketNeed, chooseBuckets } from "./buckets.ts";
export {
  type ClaimedJob,
  type ClaimOptions,
  claimDueJobs,
  failScheduledJob,
  finishScheduledJob,
  reclaimStaleJobs,
} from "./claimed-jobs.ts";
export {
  deleteCustomFields,
  getCustomField,
  getCustomFields,
  mergeCustomFields,
  setCustomField,
} from "./custom-fields.ts";
export type { Db } from "./db.ts";
export { type ArchivedEmail, type ArchiveOptions, archiveOldEmails } from "./email-archive.ts";
export {
  type CompressionOptions,
  compressEmailBody,
  compressOldEmailBodies,
  type EmailBody,
  readEmailBody,
} from "./email-bodies.ts";
export {
  type EmailEvent,
  type EmailEventConflict,
  emailStatusOrder,
  getEmailEventConflict,
  type RepeatedEmailEventType,
  recordEmailEvent,
} from "./email-events.ts";
export {
  type EmailListFilter,
  type EmailListItem,
  type EmailLogTableNames,
  type LoggedEmail,
  listEmails,
  logEmail,
} from "./email-logs.ts";
export {
  type RenderedTemplate,
  renderEmailTemplate,
  renderTemplate,
  type TemplateFormat,
  type TemplateUse,
  type TemplateVariables,
} from "./email-templates.ts";
export {
  createEmailChangeToken,
  createEmailToken,
  createRegistrationToken,
  type EmailTokenContext,
  findEmailByRegistrationToken,
  findUserByEmailToken,
} from "./email-tokens.ts";
export { isRuleError, RuleError, type RuleErrorCode, type RuleErrorDetails } from "./error.ts";
export {
  claimVariant,
  failVariant,
  type InstanceInBuckets,
  type StoredInstance,
  storeFileInstance,
  type VariantAddress,
} from "./file-instances.ts";
export { type FileCopy, type FileSource, findFileSources, recordFileLocation } from "./file-locations.ts";
export {
  type PurgedCopy,
  type PurgeOptions,
  type PurgeResult,
  purgeTrashedFiles,
} from "./file-purge.ts";
export { type FileReference, listFileReferences, type ReferenceTableNames } from "./file-references.ts";
export { completeFile, failFile, type ProcessedFile, restoreFile, trashFile } from "./file-states.ts";
export {
  computeUserFileChecksum,
  type FileUpload,
  findOrCreateFile,
} from "./files.ts";
export {
  type FolderFile,
  type FolderFilter,
  linkFile,
  listFolderFiles,
  moveFile,
  restoreFolder,
  trashFolder,
  unlinkFile,
} from "./folder-files.ts";
export {
  createFolder,
  deleteFolder,
  type FolderChange,
  listFolders,
  type NewFolder,
  updateFolder,
} from "./folders.ts";
export type { InTables } from "./in-tables.ts";
export { enqueueJob, type JobWorkers, type NewJob } from "./jobs.ts";
export { type DeviceSighting, recordKnownDevice, type SignIn } from "./known-devices.ts";
export { consumeMagicLink, type MagicLinkRegistration, registerByMagicLink } from "./magic-links.ts";
export {
  claimMentionNotification,
  listMentions,
  type MentioningText,
  type MentionSettings,
  type MentionTarget,
  readMentionSettings,
  rebuildMentions,
} from "./mentions.ts";
export {
  type AuthoredNote,
  addAdminNote,
  deleteAdminNote,
  listAdminNotes,
  type NoteText,
  updateAdminNote,
} from "./notes.ts";
export {
  dismissNotification,
  markAllSeen,
  markSeen,
  type NotificationAddress,
  restoreNotification,
} from "./notification-states.ts";
export {
  countUnread,
  listNotifications,
  type NotificationPage,
  notify,
  type StandaloneNotification,
} from "./notifications.ts";
export {
  getOauthTokens,
  linkOauthAccount,
  type OauthAccount,
  type OauthLink,
  type OauthOptions,
  type OauthTokens,
} from "./oauth.ts";
export type { OauthKeys } from "./oauth-cipher.ts";
export {
  type EmailEventByMessageId,
  type MatchedOrphans,
  type MatchOptions,
  matchOrphanedEvents,
  type RecordedEmailEvent,
  recordEmailEventByMessageId,
} from "./orphaned-email-events.ts";
export { checkPassword, hashPassword } from "./passwords.ts";
export {
  grantPermission,
  hasPermission,
  listPermissions,
  type PermissionGrant,
  revokePermission,
} from "./permissions.ts";
export {
  type ActiveRole,
  grantRole,
  listActiveRoles,
  type RoleGrant,
  revokeRole,
} from "./roles.ts";
export { type BoundRules, bindRules, rulesFor } from "./rules-for.ts";
export {
  cancelScheduledJob,
  deleteOldScheduledJobs,
  type NewScheduledJob,
  rescheduleJob,
  scheduleJob,
} from "./scheduled-jobs.ts";
export { findDefaultSendProfile, setDefaultSendProfile } from "./send-profiles.ts";
export { recordSendgridEvents, type SendgridDelivery, verifySendgridSignature } from "./sendgrid-events.ts";
export { recordSesEvent } from "./ses-events.ts";
export {
  checkSessionFingerprint,
  createSessionFingerprint,
  type FingerprintMode,
  type SessionClient,
  type SessionFingerprint,
} from "./sessions.ts";
export {
  deleteSetting,
  getSettings,
  type ListedSetting,
  listSettings,
  type SettingFilter,
} from "./setting-lists.ts";
export {
  getJsonSetting,
  getSetting,
  putJsonSetting,
  putSetting,
  type SettingOptions,
} from "./settings.ts";
export {
  createSettingsCache,
  type SettingsCache,
  type SettingsCacheOptions,
} from "./settings-cache.ts";
export {
  type FileTokenState,
  type SignedFile,
  type SigningKey,
  signFileToken,
  verifyFileToken,
} from "./signed-urls.ts";
export { type SnsMessage, verifySnsMessage } from "./sns-messages.ts";
export { convertToTimeZone, formatDate, getUserTimeZone } from "./time-zones.ts";
export type { Timestamp } from "./timestamp.ts";
export { deleteExpiredTokens } from "./tokens.ts";
export { type DeviceNames, parseUserAgent } from "./user-agents.ts";
export { listUsers, type UserListFilter } from "./user-lists.ts";
export { changePassword, type PasswordChange, resetPassword } from "./user-passwords.ts";
export {
  createSession,
  type EndedSessions,
  endSession,
  endSessions,
  endUserSession,
  findSession,
  listSessions,
  type NewSession,
  type Session,
} from "./user-sessions.ts";
export { generateUsername } from "./usernames.ts";
export {
  findUserByEmail,
  type Registration,
  registerUser,
} from "./users.ts";
export { type DueVariant, listMissingVariants, type VariantOptions } from "./variants.ts";
