import type { Tables } from "./tables.ts";

// What Drizzle returns for a row, and what it takes for a new one, by the name of what a row is.
type Row<Table extends Exclude<keyof Tables, "obanJobState">> = Tables[Table]["$inferSelect"];
type NewRow<Table extends Exclude<keyof Tables, "obanJobState">> = Tables[Table]["$inferInsert"];

export type AppliedVersion = Row<"phoenixKit">;
export type NewAppliedVersion = NewRow<"phoenixKit">;

export type User = Row<"users">;
export type NewUser = NewRow<"users">;

export type UserToken = Row<"usersTokens">;
export type NewUserToken = NewRow<"usersTokens">;

export type UserOauthProvider = Row<"userOauthProviders">;
export type NewUserOauthProvider = NewRow<"userOauthProviders">;

export type Role = Row<"userRoles">;
export type NewRole = NewRow<"userRoles">;

export type RoleAssignment = Row<"userRoleAssignments">;
export type NewRoleAssignment = NewRow<"userRoleAssignments">;

export type RolePermission = Row<"rolePermissions">;
export type NewRolePermission = NewRow<"rolePermissions">;

export type OrganizationInvitation = Row<"organizationInvitations">;
export type NewOrganizationInvitation = NewRow<"organizationInvitations">;

export type Setting = Row<"settings">;
export type NewSetting = NewRow<"settings">;

export type ReferralCode = Row<"referralCodes">;
export type NewReferralCode = NewRow<"referralCodes">;

export type ReferralCodeUse = Row<"referralCodeUsage">;
export type NewReferralCodeUse = NewRow<"referralCodeUsage">;

export type EmailLog = Row<"emailLogs">;
export type NewEmailLog = NewRow<"emailLogs">;

export type EmailLogEvent = Row<"emailEvents">;
export type NewEmailLogEvent = NewRow<"emailEvents">;

export type BlockedEmail = Row<"emailBlocklist">;
export type NewBlockedEmail = NewRow<"emailBlocklist">;

export type OrphanedEmailEvent = Row<"emailOrphanedEvents">;
export type NewOrphanedEmailEvent = NewRow<"emailOrphanedEvents">;

export type EmailMetric = Row<"emailMetrics">;
export type NewEmailMetric = NewRow<"emailMetrics">;

export type EmailTemplate = Row<"emailTemplates">;
export type NewEmailTemplate = NewRow<"emailTemplates">;

export type Entity = Row<"entities">;
export type NewEntity = NewRow<"entities">;

export type EntityRecord = Row<"entityData">;
export type NewEntityRecord = NewRow<"entityData">;

export type StoredFile = Row<"files">;
export type NewStoredFile = NewRow<"files">;

export type MediaFolder = Row<"mediaFolders">;
export type NewMediaFolder = NewRow<"mediaFolders">;

export type MediaFolderLink = Row<"mediaFolderLinks">;
export type NewMediaFolderLink = NewRow<"mediaFolderLinks">;

export type Bucket = Row<"buckets">;
export type NewBucket = NewRow<"buckets">;

export type FileInstance = Row<"fileInstances">;
export type NewFileInstance = NewRow<"fileInstances">;

export type FileLocation = Row<"fileLocations">;
export type NewFileLocation = NewRow<"fileLocations">;

export type StorageDimension = Row<"storageDimensions">;
export type NewStorageDimension = NewRow<"storageDimensions">;

export type AuditLog = Row<"auditLogs">;
export type NewAuditLog = NewRow<"auditLogs">;

export type ObanJob = Row<"obanJobs">;
export type NewObanJob = NewRow<"obanJobs">;

export type ObanPeer = Row<"obanPeers">;
export type NewObanPeer = NewRow<"obanPeers">;
