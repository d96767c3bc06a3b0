export * from "../schema/index.ts";
export { type Adoption, type AdoptOptions, adopt } from "./drift/adopt.ts";
export { type Finding, findingText } from "./drift/findings.ts";
export type { CountedRows, LeftFault, Mending, MendingStatement } from "./drift/mending.ts";
export { planRepair, type Repair, type RepairOptions, repair } from "./drift/repair.ts";
export { type Verification, type VerifyOptions, verify } from "./drift/verify.ts";
export type { Connection, DatabaseTarget } from "./migrator/connection.ts";
export type { Finding as DoctorFinding, Level as DoctorLevel } from "./migrator/doctor/finding.ts";
export { type Diagnosis, doctor } from "./migrator/doctor.ts";
export { type ErrorCode, type ErrorDetails, PhoenixKitError } from "./migrator/error.ts";
export { type Exported, type ExportOptions, exportMigrations } from "./migrator/export.ts";
export {
  type MigratedVersionOptions,
  migratedVersion,
  migratedVersionRuntime,
} from "./migrator/migrated-version.ts";
export { type Direction, newestVersion } from "./migrator/migrations.ts";
export { type DownOptions, down, type MoveOptions, type UpOptions, up } from "./migrator/move.ts";
export { type Loss, type Plan, type PlannedStep, type PlanOptions, plan } from "./migrator/plan.ts";
export type { MoveResult, Progress, StepResult } from "./migrator/results.ts";
export type { OnConflict } from "./migrator/script.ts";
export { type Status, status } from "./migrator/status.ts";
export { type AuditEntry, type AuditOptions, audit, type StoredAuditEntry } from "./rules/audit.ts";
export {
  type BlocklistOptions,
  blockEmail,
  type EmailBlock,
  isBlocked,
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
  compressBody,
  compressOldBodies,
  type EmailBody,
  readBody,
} from "./rules/email-bodies.ts";
export {
  type OrphanedEventOptions,
  type RecordedEmailEvent,
  recordEmailEventByMessageId,
} from "./rules/email-events-by-message-id.ts";
export { emailStatusOrder } from "./rules/email-log-status.ts";
export {
  type RenderedTemplate,
  renderTemplate,
  type TemplateFormat,
  type TemplateOptions,
  type TemplateUse,
  type TemplateVariables,
  useTemplate,
} from "./rules/email-templates.ts";
export { RuleError, type RuleErrorCode, type RuleErrorDetails } from "./rules/error.ts";
export { type FileOptions, type FileUpload, findOrCreateFile, userFileChecksum } from "./rules/files.ts";
export { enqueueJob, type JobOptions, type NewJob } from "./rules/jobs.ts";
export {
  type MatchedOrphans,
  type MatchOptions,
  matchOrphanedEvents,
} from "./rules/match-orphaned-events.ts";
export {
  linkOauthAccount,
  type OauthAccount,
  type OauthLink,
  type OauthOptions,
  type OauthTokens,
  oauthTokens,
} from "./rules/oauth.ts";
export type { OauthKeys } from "./rules/oauth-cipher.ts";
export type { EmailEventByMessageId } from "./rules/orphaned-email-events.ts";
export * from "./rules/record-email-event.ts";
export {
  type ActiveRole,
  activeRoles,
  grantRole,
  type RoleGrant,
  type RoleOptions,
  revokeRole,
} from "./rules/roles.ts";
export {
  checkFingerprint,
  type FingerprintMode,
  type SessionClient,
  type SessionFingerprint,
  sessionFingerprint,
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
export { formatDate, inTimeZone, type TimeZoneOptions, timeZoneFor } from "./rules/time-zones.ts";
export { usernameFor } from "./rules/usernames.ts";
export {
  type Registration,
  registerUser,
  type StoredUser,
  type UserOptions,
  userByEmail,
} from "./rules/users.ts";
export { type DueVariant, dueVariants, type VariantOptions } from "./rules/variants.ts";
