import type { Tables } from "./tables.ts";

// The rows of each table as Drizzle returns them, and the new rows that it takes for an insert.
type Row<Table extends Exclude<keyof Tables, "obanJobState">> = Tables[Table]["$inferSelect"];
type NewRow<Table extends Exclude<keyof Tables, "obanJobState">> = Tables[Table]["$inferInsert"];

/** A row of `phoenixKit`, as Drizzle returns it. */
export type AppliedVersion = Row<"phoenixKit">;
/** A new row of `phoenixKit`, as Drizzle takes it: columns with a default may be left out. */
export type NewAppliedVersion = NewRow<"phoenixKit">;

/** A row of `users`, as Drizzle returns it. */
export type User = Row<"users">;
/** A new row of `users`, as Drizzle takes it: columns with a default may be left out. */
export type NewUser = NewRow<"users">;

/** A row of `usersTokens`, as Drizzle returns it. */
export type UserToken = Row<"usersTokens">;
/** A new row of `usersTokens`, as Drizzle takes it: columns with a default may be left out. */
export type NewUserToken = NewRow<"usersTokens">;

/** A row of `userOauthProviders`, as Drizzle returns it. */
export type UserOauthProvider = Row<"userOauthProviders">;
/** A new row of `userOauthProviders`, as Drizzle takes it: columns with a default may be left out. */
export type NewUserOauthProvider = NewRow<"userOauthProviders">;

/** A row of `userKnownDevices`, as Drizzle returns it. */
export type KnownDevice = Row<"userKnownDevices">;
/** A new row of `userKnownDevices`, as Drizzle takes it: columns with a default may be left out. */
export type NewKnownDevice = NewRow<"userKnownDevices">;

/** A row of `adminNotes`, as Drizzle returns it. */
export type AdminNote = Row<"adminNotes">;
/** A new row of `adminNotes`, as Drizzle takes it: columns with a default may be left out. */
export type NewAdminNote = NewRow<"adminNotes">;

/** A row of `userRoles`, as Drizzle returns it. */
export type Role = Row<"userRoles">;
/** A new row of `userRoles`, as Drizzle takes it: columns with a default may be left out. */
export type NewRole = NewRow<"userRoles">;

/** A row of `userRoleAssignments`, as Drizzle returns it. */
export type RoleAssignment = Row<"userRoleAssignments">;
/** A new row of `userRoleAssignments`, as Drizzle takes it: columns with a default may be left out. */
export type NewRoleAssignment = NewRow<"userRoleAssignments">;

/** A row of `rolePermissions`, as Drizzle returns it. */
export type RolePermission = Row<"rolePermissions">;
/** A new row of `rolePermissions`, as Drizzle takes it: columns with a default may be left out. */
export type NewRolePermission = NewRow<"rolePermissions">;

/** A row of `organizationInvitations`, as Drizzle returns it. */
export type OrganizationInvitation = Row<"organizationInvitations">;
/** A new row of `organizationInvitations`, as Drizzle takes it: columns with a default may be left out. */
export type NewOrganizationInvitation = NewRow<"organizationInvitations">;

/** A row of `settings`, as Drizzle returns it. */
export type Setting = Row<"settings">;
/** A new row of `settings`, as Drizzle takes it: columns with a default may be left out. */
export type NewSetting = NewRow<"settings">;

/** A row of `referralCodes`, as Drizzle returns it. */
export type ReferralCode = Row<"referralCodes">;
/** A new row of `referralCodes`, as Drizzle takes it: columns with a default may be left out. */
export type NewReferralCode = NewRow<"referralCodes">;

/** A row of `referralCodeUsage`, as Drizzle returns it. */
export type ReferralCodeUse = Row<"referralCodeUsage">;
/** A new row of `referralCodeUsage`, as Drizzle takes it: columns with a default may be left out. */
export type NewReferralCodeUse = NewRow<"referralCodeUsage">;

/** A row of `emailLogs`, as Drizzle returns it. */
export type EmailLog = Row<"emailLogs">;
/** A new row of `emailLogs`, as Drizzle takes it: columns with a default may be left out. */
export type NewEmailLog = NewRow<"emailLogs">;

/** A row of `emailEvents`, as Drizzle returns it. */
export type EmailLogEvent = Row<"emailEvents">;
/** A new row of `emailEvents`, as Drizzle takes it: columns with a default may be left out. */
export type NewEmailLogEvent = NewRow<"emailEvents">;

/** A row of `emailBlocklist`, as Drizzle returns it. */
export type BlockedEmail = Row<"emailBlocklist">;
/** A new row of `emailBlocklist`, as Drizzle takes it: columns with a default may be left out. */
export type NewBlockedEmail = NewRow<"emailBlocklist">;

/** A row of `emailOrphanedEvents`, as Drizzle returns it. */
export type OrphanedEmailEvent = Row<"emailOrphanedEvents">;
/** A new row of `emailOrphanedEvents`, as Drizzle takes it: columns with a default may be left out. */
export type NewOrphanedEmailEvent = NewRow<"emailOrphanedEvents">;

/** A row of `emailMetrics`, as Drizzle returns it. */
export type EmailMetric = Row<"emailMetrics">;
/** A new row of `emailMetrics`, as Drizzle takes it: columns with a default may be left out. */
export type NewEmailMetric = NewRow<"emailMetrics">;

/** A row of `emailTemplates`, as Drizzle returns it. */
export type EmailTemplate = Row<"emailTemplates">;
/** A new row of `emailTemplates`, as Drizzle takes it: columns with a default may be left out. */
export type NewEmailTemplate = NewRow<"emailTemplates">;

/** A row of `emailSendProfiles`, as Drizzle returns it. */
export type EmailSendProfile = Row<"emailSendProfiles">;
/** A new row of `emailSendProfiles`, as Drizzle takes it: columns with a default may be left out. */
export type NewEmailSendProfile = NewRow<"emailSendProfiles">;

/** A row of `entities`, as Drizzle returns it. */
export type Entity = Row<"entities">;
/** A new row of `entities`, as Drizzle takes it: columns with a default may be left out. */
export type NewEntity = NewRow<"entities">;

/** A row of `entityData`, as Drizzle returns it. */
export type EntityRecord = Row<"entityData">;
/** A new row of `entityData`, as Drizzle takes it: columns with a default may be left out. */
export type NewEntityRecord = NewRow<"entityData">;

/** A row of `files`, as Drizzle returns it. */
export type StoredFile = Row<"files">;
/** A new row of `files`, as Drizzle takes it: columns with a default may be left out. */
export type NewStoredFile = NewRow<"files">;

/** A row of `mediaFolders`, as Drizzle returns it. */
export type MediaFolder = Row<"mediaFolders">;
/** A new row of `mediaFolders`, as Drizzle takes it: columns with a default may be left out. */
export type NewMediaFolder = NewRow<"mediaFolders">;

/** A row of `mediaFolderLinks`, as Drizzle returns it. */
export type MediaFolderLink = Row<"mediaFolderLinks">;
/** A new row of `mediaFolderLinks`, as Drizzle takes it: columns with a default may be left out. */
export type NewMediaFolderLink = NewRow<"mediaFolderLinks">;

/** A row of `buckets`, as Drizzle returns it. */
export type Bucket = Row<"buckets">;
/** A new row of `buckets`, as Drizzle takes it: columns with a default may be left out. */
export type NewBucket = NewRow<"buckets">;

/** A row of `fileInstances`, as Drizzle returns it. */
export type FileInstance = Row<"fileInstances">;
/** A new row of `fileInstances`, as Drizzle takes it: columns with a default may be left out. */
export type NewFileInstance = NewRow<"fileInstances">;

/** A row of `fileLocations`, as Drizzle returns it. */
export type FileLocation = Row<"fileLocations">;
/** A new row of `fileLocations`, as Drizzle takes it: columns with a default may be left out. */
export type NewFileLocation = NewRow<"fileLocations">;

/** A row of `storageDimensions`, as Drizzle returns it. */
export type StorageDimension = Row<"storageDimensions">;
/** A new row of `storageDimensions`, as Drizzle takes it: columns with a default may be left out. */
export type NewStorageDimension = NewRow<"storageDimensions">;

/** A row of `annotations`, as Drizzle returns it. */
export type Annotation = Row<"annotations">;
/** A new row of `annotations`, as Drizzle takes it: columns with a default may be left out. */
export type NewAnnotation = NewRow<"annotations">;

/** A row of `activities`, as Drizzle returns it. */
export type Activity = Row<"activities">;
/** A new row of `activities`, as Drizzle takes it: columns with a default may be left out. */
export type NewActivity = NewRow<"activities">;

/** A row of `notifications`, as Drizzle returns it. */
export type UserNotification = Row<"notifications">;
/** A new row of `notifications`, as Drizzle takes it: columns with a default may be left out. */
export type NewUserNotification = NewRow<"notifications">;

/** A row of `mentions`, as Drizzle returns it. */
export type Mention = Row<"mentions">;
/** A new row of `mentions`, as Drizzle takes it: columns with a default may be left out. */
export type NewMention = NewRow<"mentions">;

/** A row of `accessRequests`, as Drizzle returns it. */
export type AccessRequest = Row<"accessRequests">;
/** A new row of `accessRequests`, as Drizzle takes it: columns with a default may be left out. */
export type NewAccessRequest = NewRow<"accessRequests">;

/** A row of `auditLogs`, as Drizzle returns it. */
export type AuditLog = Row<"auditLogs">;
/** A new row of `auditLogs`, as Drizzle takes it: columns with a default may be left out. */
export type NewAuditLog = NewRow<"auditLogs">;

/** A row of `scheduledJobs`, as Drizzle returns it. */
export type ScheduledJob = Row<"scheduledJobs">;
/** A new row of `scheduledJobs`, as Drizzle takes it: columns with a default may be left out. */
export type NewScheduledJob = NewRow<"scheduledJobs">;

/** A row of `obanJobs`, as Drizzle returns it. */
export type ObanJob = Row<"obanJobs">;
/** A new row of `obanJobs`, as Drizzle takes it: columns with a default may be left out. */
export type NewObanJob = NewRow<"obanJobs">;

/** A row of `obanPeers`, as Drizzle returns it. */
export type ObanPeer = Row<"obanPeers">;
/** A new row of `obanPeers`, as Drizzle takes it: columns with a default may be left out. */
export type NewObanPeer = NewRow<"obanPeers">;
