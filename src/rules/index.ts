export { type AuditEntry, type AuditOptions, recordAudit, type StoredAuditEntry } from "./audit.ts";
export {
  type BlocklistOptions,
  blockEmail,
  type EmailBlock,
  isEmailBlocked,
  unblockEmail,
} from "./blocklist.ts";
export { type BucketNeed, type BucketOptions, chooseBuckets } from "./buckets.ts";
export {
  type CustomFieldOptions,
  deleteCustomFields,
  getCustomField,
  getCustomFields,
  mergeCustomFields,
  setCustomField,
} from "./custom-fields.ts";
export type { Db } from "./db.ts";
export {
  type CompressionOptions,
  compressEmailBody,
  compressOldEmailBodies,
  type EmailBody,
  readEmailBody,
} from "./email-bodies.ts";
export {
  type OrphanedEventOptions,
  type RecordedEmailEvent,
  recordEmailEventByMessageId,
} from "./email-events-by-message-id.ts";
export { emailStatusOrder } from "./email-log-status.ts";
export {
  type RenderedTemplate,
  renderEmailTemplate,
  renderTemplate,
  type TemplateFormat,
  type TemplateOptions,
  type TemplateUse,
  type TemplateVariables,
} from "./email-templates.ts";
export { RuleError, type RuleErrorCode, type RuleErrorDetails } from "./error.ts";
export {
  computeUserFileChecksum,
  type FileOptions,
  type FileUpload,
  findOrCreateFile,
} from "./files.ts";
export { enqueueJob, type JobOptions, type NewJob } from "./jobs.ts";
export {
  type MatchedOrphans,
  type MatchOptions,
  matchOrphanedEvents,
} from "./match-orphaned-events.ts";
export {
  getOauthTokens,
  linkOauthAccount,
  type OauthAccount,
  type OauthLink,
  type OauthOptions,
  type OauthTokens,
} from "./oauth.ts";
export type { OauthKeys } from "./oauth-cipher.ts";
export type { EmailEventByMessageId } from "./orphaned-email-events.ts";
export * from "./record-email-event.ts";
export {
  type ActiveRole,
  grantRole,
  listActiveRoles,
  type RoleGrant,
  type RoleOptions,
  revokeRole,
} from "./roles.ts";
export {
  checkSessionFingerprint,
  createSessionFingerprint,
  type FingerprintMode,
  type SessionClient,
  type SessionFingerprint,
} from "./sessions.ts";
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
export { convertToTimeZone, formatDate, getUserTimeZone, type TimeZoneOptions } from "./time-zones.ts";
export { generateUsername } from "./usernames.ts";
export {
  findUserByEmail,
  type Registration,
  registerUser,
  type StoredUser,
  type UserOptions,
} from "./users.ts";
export { type DueVariant, listMissingVariants, type VariantOptions } from "./variants.ts";
