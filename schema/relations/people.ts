import { relations } from "drizzle-orm";
import type { Tables } from "../tables.ts";
import { loosenRelation } from "./optional.ts";

/** Users: what they are, have and did. Where two relations lead to the same table, each end says which it is. */
export function defineUserRelations(tables: Tables) {
  const { users, usersTokens, userOauthProviders } = tables;

  const usersRelations = relations(users, ({ one, many }) => ({
    organization: one(users, {
      relationName: "membership",
      fields: [users.organizationUuid],
      references: [users.uuid],
    }),
    members: many(users, { relationName: "membership" }),
    tokens: many(usersTokens),
    oauthProviders: many(userOauthProviders),
    knownDevices: many(tables.userKnownDevices),
    notes: many(tables.adminNotes, { relationName: "subject" }),
    notesWritten: many(tables.adminNotes, { relationName: "author" }),
    roleAssignments: many(tables.userRoleAssignments, { relationName: "assignee" }),
    assignmentsMade: many(tables.userRoleAssignments, { relationName: "assigner" }),
    permissionsGranted: many(tables.rolePermissions),
    invitations: many(tables.organizationInvitations, { relationName: "organization" }),
    invitationsSent: many(tables.organizationInvitations, { relationName: "inviter" }),
    referralCodes: many(tables.referralCodes, { relationName: "creator" }),
    beneficiaryReferralCodes: many(tables.referralCodes, { relationName: "beneficiary" }),
    referralCodeUses: many(tables.referralCodeUsage),
    emailLogs: many(tables.emailLogs),
    blocklistEntries: many(tables.emailBlocklist),
    templatesCreated: many(tables.emailTemplates, { relationName: "creator" }),
    templatesUpdated: many(tables.emailTemplates, { relationName: "updater" }),
    entitiesCreated: many(tables.entities),
    entityDataCreated: many(tables.entityData),
    files: many(tables.files),
    mediaFolders: many(tables.mediaFolders),
    annotations: many(tables.annotations),
    activities: many(tables.activities, { relationName: "actor" }),
    activitiesAsTarget: many(tables.activities, { relationName: "target of activity" }),
    notifications: many(tables.notifications),
    mentionsMade: many(tables.mentions),
    accessRequests: many(tables.accessRequests, { relationName: "requester" }),
    accessRequestsDecided: many(tables.accessRequests, { relationName: "decider" }),
    scheduledJobs: many(tables.scheduledJobs),
    auditLogs: many(tables.auditLogs, { relationName: "target" }),
    auditLogsAsAdmin: many(tables.auditLogs, { relationName: "admin" }),
  }));

  const usersTokensRelations = relations(usersTokens, ({ one }) => ({
    user: one(users, { fields: [usersTokens.userUuid], references: [users.uuid] }),
  }));

  const userOauthProvidersRelations = relations(userOauthProviders, ({ one }) => ({
    user: one(users, { fields: [userOauthProviders.userUuid], references: [users.uuid] }),
  }));

  return { usersRelations, usersTokensRelations, userOauthProvidersRelations };
}

/** What users have signed in from, and what administrators wrote down about them. */
export function defineRecordRelations({ users, userKnownDevices, adminNotes }: Tables) {
  const userKnownDevicesRelations = relations(userKnownDevices, ({ one }) => ({
    user: one(users, { fields: [userKnownDevices.userUuid], references: [users.uuid] }),
  }));

  const adminNotesRelations = relations(adminNotes, ({ one }) => ({
    user: one(users, {
      relationName: "subject",
      fields: [adminNotes.userUuid],
      references: [users.uuid],
    }),
    author: one(users, {
      relationName: "author",
      fields: [adminNotes.authorUuid],
      references: [users.uuid],
    }),
  }));

  return { userKnownDevicesRelations, adminNotesRelations };
}

/** Roles: who has them, and what they permit. */
export function defineRoleRelations({ users, userRoles, userRoleAssignments, rolePermissions }: Tables) {
  const userRolesRelations = relations(userRoles, ({ many }) => ({
    assignments: many(userRoleAssignments),
    permissions: many(rolePermissions),
  }));

  const userRoleAssignmentsRelations = relations(userRoleAssignments, ({ one }) => ({
    user: one(users, {
      relationName: "assignee",
      fields: [userRoleAssignments.userUuid],
      references: [users.uuid],
    }),
    role: one(userRoles, { fields: [userRoleAssignments.roleUuid], references: [userRoles.uuid] }),
    assignedBy: one(users, {
      relationName: "assigner",
      fields: [userRoleAssignments.assignedByUuid],
      references: [users.uuid],
    }),
  }));

  const rolePermissionsRelations = relations(rolePermissions, ({ one }) => ({
    role: one(userRoles, { fields: [rolePermissions.roleUuid], references: [userRoles.uuid] }),
    grantedBy: one(users, { fields: [rolePermissions.grantedByUuid], references: [users.uuid] }),
  }));

  return { userRolesRelations, userRoleAssignmentsRelations, rolePermissionsRelations };
}

/** How people come in: invitations and referral codes. */
export function defineJoiningRelations(tables: Tables) {
  const { users, organizationInvitations, referralCodes, referralCodeUsage } = tables;

  const organizationInvitationsRelations = relations(organizationInvitations, ({ one }) => ({
    organization: one(users, {
      relationName: "organization",
      fields: [organizationInvitations.organizationUuid],
      references: [users.uuid],
    }),
    invitedBy: one(users, {
      relationName: "inviter",
      fields: [organizationInvitations.invitedByUuid],
      references: [users.uuid],
    }),
  }));

  const referralCodesRelations = relations(referralCodes, ({ one, many }) => ({
    createdBy: loosenRelation(
      one(users, {
        relationName: "creator",
        fields: [referralCodes.createdByUuid],
        references: [users.uuid],
      }),
    ),
    beneficiary: one(users, {
      relationName: "beneficiary",
      fields: [referralCodes.beneficiaryUuid],
      references: [users.uuid],
    }),
    uses: many(referralCodeUsage),
  }));

  const referralCodeUsageRelations = relations(referralCodeUsage, ({ one }) => ({
    code: one(referralCodes, { fields: [referralCodeUsage.codeUuid], references: [referralCodes.uuid] }),
    usedBy: loosenRelation(one(users, { fields: [referralCodeUsage.usedByUuid], references: [users.uuid] })),
  }));

  return { organizationInvitationsRelations, referralCodesRelations, referralCodeUsageRelations };
}

/** What administrators did to whom. */
export function defineAuditRelations({ users, auditLogs }: Tables) {
  const auditLogsRelations = relations(auditLogs, ({ one }) => ({
    targetUser: loosenRelation(
      one(users, { relationName: "target", fields: [auditLogs.targetUserUuid], references: [users.uuid] }),
    ),
    adminUser: loosenRelation(
      one(users, { relationName: "admin", fields: [auditLogs.adminUserUuid], references: [users.uuid] }),
    ),
  }));

  return { auditLogsRelations };
}
