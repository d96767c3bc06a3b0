// All rules that take a database first and tables in their options: `rulesFor` binds what this file exports.
export { cancelAccessRequest, decideAccessRequest, requestAccess } from "./access-requests.ts";
export { activateUser, changeEmail, confirmEmail, confirmUser, deactivateUser } from "./accounts.ts";
export { listActivities, recordActivity } from "./activities.ts";
export { recordAudit } from "./audit.ts";
export { blockEmail, isEmailBlocked, unblockEmail } from "./blocklist.ts";
export { chooseBuckets } from "./buckets.ts";
export { claimDueJobs, failScheduledJob, finishScheduledJob, reclaimStaleJobs } from "./claimed-jobs.ts";
export {
  deleteCustomFields,
  getCustomField,
  getCustomFields,
  mergeCustomFields,
  setCustomField,
} from "./custom-fields.ts";
export { archiveOldEmails } from "./email-archive.ts";
export { compressOldEmailBodies } from "./email-bodies.ts";
export { recordEmailEvent } from "./email-events.ts";
export { listEmails, logEmail } from "./email-logs.ts";
export { renderEmailTemplate } from "./email-templates.ts";
export {
  createEmailChangeToken,
  createEmailToken,
  createRegistrationToken,
  findEmailByRegistrationToken,
  findUserByEmailToken,
} from "./email-tokens.ts";
export { claimVariant, failVariant, storeFileInstance } from "./file-instances.ts";
export { findFileSources, recordFileLocation } from "./file-locations.ts";
export { purgeTrashedFiles } from "./file-purge.ts";
export { listFileReferences } from "./file-references.ts";
export { completeFile, failFile, restoreFile, trashFile } from "./file-states.ts";
export { findOrCreateFile } from "./files.ts";
export {
  linkFile,
  listFolderFiles,
  moveFile,
  restoreFolder,
  trashFolder,
  unlinkFile,
} from "./folder-files.ts";
export { createFolder, deleteFolder, listFolders, updateFolder } from "./folders.ts";
export { enqueueJob } from "./jobs.ts";
export { recordKnownDevice } from "./known-devices.ts";
export { consumeMagicLink, registerByMagicLink } from "./magic-links.ts";
export { claimMentionNotification, listMentions, readMentionSettings, rebuildMentions } from "./mentions.ts";
export { addAdminNote, deleteAdminNote, listAdminNotes, updateAdminNote } from "./notes.ts";
export { dismissNotification, markAllSeen, markSeen, restoreNotification } from "./notification-states.ts";
export { countUnread, listNotifications, notify } from "./notifications.ts";
export { getOauthTokens, linkOauthAccount } from "./oauth.ts";
export { matchOrphanedEvents, recordEmailEventByMessageId } from "./orphaned-email-events.ts";
export { grantPermission, hasPermission, listPermissions, revokePermission } from "./permissions.ts";
export { grantRole, listActiveRoles, revokeRole } from "./roles.ts";
export { cancelScheduledJob, deleteOldScheduledJobs, rescheduleJob, scheduleJob } from "./scheduled-jobs.ts";
export { findDefaultSendProfile, setDefaultSendProfile } from "./send-profiles.ts";
export { recordSendgridEvents } from "./sendgrid-events.ts";
export { recordSesEvent } from "./ses-events.ts";
export { deleteSetting, getSettings, listSettings } from "./setting-lists.ts";
export { getJsonSetting, getSetting, putJsonSetting, putSetting } from "./settings.ts";
export { createSettingsCache } from "./settings-cache.ts";
export { getUserTimeZone } from "./time-zones.ts";
export { deleteExpiredTokens } from "./tokens.ts";
export { listUsers } from "./user-lists.ts";
export { changePassword, resetPassword } from "./user-passwords.ts";
export {
  createSession,
  endSession,
  endSessions,
  endUserSession,
  findSession,
  listSessions,
} from "./user-sessions.ts";
export { findUserByEmail, registerUser } from "./users.ts";
export { listMissingVariants } from "./variants.ts";
