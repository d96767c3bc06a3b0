export * from "../schema/index.ts";
export type { Finding as DoctorFinding, Level as DoctorLevel } from "./doctor/check.ts";
export { type DoctorReport, doctor } from "./doctor/doctor.ts";
export { type AdoptOptions, type AdoptResult, adopt } from "./drift/adopt.ts";
export { describeDifference, type SchemaDifference } from "./drift/findings.ts";
export type { BlockingRows, RemainingDrift, RepairPlan, RepairStatement } from "./drift/plan-repair.ts";
export { planRepair, type RepairOptions, type RepairResult, repair } from "./drift/repair.ts";
export { type VerifyOptions, type VerifyResult, verify } from "./drift/verify.ts";
export { CodedError, type ErrorCode, type ErrorDetails, PhoenixKitError } from "./error.ts";
export { type ExportOptions, type ExportResult, exportMigrations } from "./migrate/export.ts";
export {
  type MigratedVersionOptions,
  migratedVersion,
  migratedVersionRuntime,
} from "./migrate/migrated-version.ts";
export { type Loss, type Plan, type PlannedStep, type PlanOptions, plan } from "./migrate/plan.ts";
export { type Status, status } from "./migrate/status.ts";
export type { OnConflict } from "./migrate/step-statements.ts";
export type { MigrateResult, Progress, StepResult } from "./migrate/types.ts";
export { type DownOptions, down, type MigrateOptions, type UpOptions, up } from "./migrate/up-down.ts";
export { type Direction, getNewestVersion } from "./migrations/migrations.ts";
export type { Connection, ConnectOptions, DatabaseTarget } from "./postgres/connect.ts";
export { type AuditEntry, type AuditOptions, recordAudit, type StoredAuditEntry } from "./rules/audit.ts";
export {
  type BlocklistOptions,
  blockEmail,
  type EmailBlock,
  isEmailBlocked,
  unblockEmail,
} from "./rules/blocklist.ts";
export { type BucketNeed, type BucketOptions, chooseBuckets } from "./rules/buckets.ts";
export {
  type CustomFieldOptions,
  deleteCustomFields,
  getCustomField,
  getCustomFields,
  mergeCustomFields,
  setCustomField,
} from "./rules/custom-fields.ts";
export type { Db } from "./rules/db.ts";
export {
  type CompressionOptions,
  compressEmailBody,
  compressOldEmailBodies,
  type EmailBody,
  readEmailBody,
} from "./rules/email-bodies.ts";
export {
  type OrphanedEventOptions,
  type RecordedEmailEvent,
  recordEmailEventByMessageId,
} from "./rules/email-events-by-message-id.ts";
export { emailStatusOrder } from "./rules/email-log-status.ts";
export {
  type RenderedTemplate,
  renderEmailTemplate,
  renderTemplate,
  type TemplateFormat,
  type TemplateOptions,
  type TemplateUse,
  type TemplateVariables,
} from "./rules/email-templates.ts";
export { RuleError, type RuleErrorCode, type RuleErrorDetails } from "./rules/error.ts";
export {
  computeUserFileChecksum,
  type FileOptions,
  type FileUpload,
  findOrCreateFile,
} from "./rules/files.ts";
export { enqueueJob, type JobOptions, type NewJob } from "./rules/jobs.ts";
export {
  type MatchedOrphans,
  type MatchOptions,
  matchOrphanedEvents,
} from "./rules/match-orphaned-events.ts";
export {
  getOauthTokens,
  linkOauthAccount,
  type OauthAccount,
  type OauthLink,
  type OauthOptions,
  type OauthTokens,
} from "./rules/oauth.ts";
export type { OauthKeys } from "./rules/oauth-cipher.ts";
export type { EmailEventByMessageId } from "./rules/orphaned-email-events.ts";
export * from "./rules/record-email-event.ts";
export {
  type ActiveRole,
  grantRole,
  listActiveRoles,
  type RoleGrant,
  type RoleOptions,
  revokeRole,
} from "./rules/roles.ts";
export {
  checkSessionFingerprint,
  createSessionFingerprint,
  type FingerprintMode,
  type SessionClient,
  type SessionFingerprint,
} from "./rules/sessions.ts";
export {
  getJsonSetting,
  getSetting,
  putJsonSetting,
  putSetting,
  type SettingOptions,
} from "./rules/settings.ts";
export {
  createSettingsCache,
  type SettingsCache,
  type SettingsCacheOptions,
} from "./rules/settings-cache.ts";
export {
  type FileTokenState,
  type SignedFile,
  type SigningKey,
  signFileToken,
  verifyFileToken,
} from "./rules/signed-urls.ts";
export { convertToTimeZone, formatDate, getUserTimeZone, type TimeZoneOptions } from "./rules/time-zones.ts";
export { generateUsername } from "./rules/usernames.ts";
export {
  findUserByEmail,
  type Registration,
  registerUser,
  type StoredUser,
  type UserOptions,
} from "./rules/users.ts";
export { type DueVariant, listMissingVariants, type VariantOptions } from "./rules/variants.ts";
