import { z } from "zod";
import {
  type AdminNote,
  accountTypes,
  adminNotes,
  invitationStatuses,
  type KnownDevice,
  limits,
  type NewAdminNote,
  type NewKnownDevice,
  type NewOrganizationInvitation,
  type NewReferralCode,
  type NewReferralCodeUse,
  type NewRole,
  type NewRoleAssignment,
  type NewRolePermission,
  type NewUser,
  type NewUserOauthProvider,
  type NewUserToken,
  type OrganizationInvitation,
  oauthProviders,
  organizationInvitations,
  type ReferralCode,
  type ReferralCodeUse,
  type Role,
  type RoleAssignment,
  type RolePermission,
  referralCodes,
  referralCodeUsage,
  rolePermissions,
  type TokenContext,
  tokenContexts,
  type User,
  type UserOauthProvider,
  type UserToken,
  userKnownDevices,
  userOauthProviders,
  userRoleAssignments,
  userRoles,
  users,
  usersTokens,
} from "../../schema/index.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { emailAddress, filled, text } from "./text.ts";

const username = text(limits.users.username).regex(
  limits.users.username.pattern,
  "Begin with a letter from A to Z; letters, digits and underscores may follow",
);

/** A new password: at least 8 characters, and at most the 72 bytes that bcrypt uses. */
export const passwordSchema: z.ZodString = text(limits.users.password).refine(
  (password) => new TextEncoder().encode(password).length <= limits.users.password.maxBytes,
  `Give a password of ${limits.users.password.maxBytes} bytes at most`,
);

const userSchemas = createTableSchemas(
  users,
  { accountType: z.enum(accountTypes) },
  { email: emailAddress, username },
);
/** Checks a new row: `NewUser`. */
export const userInsertSchema: RowSchema<NewUser> = userSchemas.insert;
/** Checks a change of a row: any columns of `NewUser`. */
export const userUpdateSchema: RowSchema<Partial<NewUser>> = userSchemas.update;
/** Checks a row that was read: `User`. */
export const userSelectSchema: RowSchema<User> = userSchemas.select;

const isTokenContext = (value: unknown): value is TokenContext =>
  tokenContexts.some((context) => context === value) ||
  (text({ max: 255 }).safeParse(value).success && String(value).startsWith("change:"));

const tokenSchemas = createTableSchemas(usersTokens, {
  context: z.custom<TokenContext>(
    isTokenContext,
    `Give one of ${tokenContexts.join(", ")} or change:<address>`,
  ),
});

/** Checks that only a registration by magic link has no user. A change need not repeat what is stored. */
function checkTokenUser(token: Partial<NewUserToken>, context: z.RefinementCtx, isStored: boolean): void {
  if (token.context === undefined || token.context === "magic_link_registration") return;
  if (token.userUuid === null || (token.userUuid === undefined && !isStored)) {
    const message = "Only a token of magic_link_registration has no user";
    context.addIssue({ code: "custom", path: ["userUuid"], message });
  }
}

/** Checks a new row: `NewUserToken`. */
export const userTokenInsertSchema: RowSchema<NewUserToken> = tokenSchemas.insert.superRefine(
  (token, context) => checkTokenUser(token, context, false),
);
/** Checks a change of a row: any columns of `NewUserToken`. */
export const userTokenUpdateSchema: RowSchema<Partial<NewUserToken>> = tokenSchemas.update.superRefine(
  (token, context) => checkTokenUser(token, context, true),
);
/** Checks a row that was read: `UserToken`. */
export const userTokenSelectSchema: RowSchema<UserToken> = tokenSchemas.select;

const oauthSchemas = createTableSchemas(
  userOauthProviders,
  { provider: z.enum(oauthProviders) },
  { providerUid: filled() },
);
/** Checks a new row: `NewUserOauthProvider`. */
export const userOauthProviderInsertSchema: RowSchema<NewUserOauthProvider> = oauthSchemas.insert;
/** Checks a change of a row: any columns of `NewUserOauthProvider`. */
export const userOauthProviderUpdateSchema: RowSchema<Partial<NewUserOauthProvider>> = oauthSchemas.update;
/** Checks a row that was read: `UserOauthProvider`. */
export const userOauthProviderSelectSchema: RowSchema<UserOauthProvider> = oauthSchemas.select;

const deviceSchemas = createTableSchemas(
  userKnownDevices,
  {},
  {
    ipAddress: filled({ max: 45 }),
    userAgentHash: text().regex(/^[0-9a-f]{64}$/i, "Give a SHA-256 in 64 hexadecimal digits"),
  },
);
/** Checks a new row: `NewKnownDevice`. */
export const knownDeviceInsertSchema: RowSchema<NewKnownDevice> = deviceSchemas.insert;
/** Checks a change of a row: any columns of `NewKnownDevice`. */
export const knownDeviceUpdateSchema: RowSchema<Partial<NewKnownDevice>> = deviceSchemas.update;
/** Checks a row that was read: `KnownDevice`. */
export const knownDeviceSelectSchema: RowSchema<KnownDevice> = deviceSchemas.select;

const noteSchemas = createTableSchemas(adminNotes, {}, { content: filled(limits.adminNotes.content) });
/** Checks a new row: `NewAdminNote`. */
export const adminNoteInsertSchema: RowSchema<NewAdminNote> = noteSchemas.insert;
/** Checks a change of a row: any columns of `NewAdminNote`. */
export const adminNoteUpdateSchema: RowSchema<Partial<NewAdminNote>> = noteSchemas.update;
/** Checks a row that was read: `AdminNote`. */
export const adminNoteSelectSchema: RowSchema<AdminNote> = noteSchemas.select;

const roleSchemas = createTableSchemas(
  userRoles,
  {},
  { name: filled(limits.userRoles.name), description: text(limits.userRoles.description) },
);
/** Checks a new row: `NewRole`. */
export const roleInsertSchema: RowSchema<NewRole> = roleSchemas.insert;
/** Checks a change of a row: any columns of `NewRole`. */
export const roleUpdateSchema: RowSchema<Partial<NewRole>> = roleSchemas.update;
/** Checks a row that was read: `Role`. */
export const roleSelectSchema: RowSchema<Role> = roleSchemas.select;

const assignmentSchemas = createTableSchemas(userRoleAssignments, {});
/** Checks a new row: `NewRoleAssignment`. */
export const roleAssignmentInsertSchema: RowSchema<NewRoleAssignment> = assignmentSchemas.insert;
/** Checks a change of a row: any columns of `NewRoleAssignment`. */
export const roleAssignmentUpdateSchema: RowSchema<Partial<NewRoleAssignment>> = assignmentSchemas.update;
/** Checks a row that was read: `RoleAssignment`. */
export const roleAssignmentSelectSchema: RowSchema<RoleAssignment> = assignmentSchemas.select;

/** Everything, a part of the administration, or a permission within a part. */
const moduleKey = text().regex(
  limits.rolePermissions.moduleKey.pattern,
  "Give a key like calendar or calendar.view_others, each part of 50 characters at most, or *",
);

const permissionSchemas = createTableSchemas(rolePermissions, {}, { moduleKey });
/** Checks a new row: `NewRolePermission`. */
export const rolePermissionInsertSchema: RowSchema<NewRolePermission> = permissionSchemas.insert;
/** Checks a change of a row: any columns of `NewRolePermission`. */
export const rolePermissionUpdateSchema: RowSchema<Partial<NewRolePermission>> = permissionSchemas.update;
/** Checks a row that was read: `RolePermission`. */
export const rolePermissionSelectSchema: RowSchema<RolePermission> = permissionSchemas.select;

const invitationSchemas = createTableSchemas(organizationInvitations, { status: z.enum(invitationStatuses) });
/** Checks a new row: `NewOrganizationInvitation`. */
export const organizationInvitationInsertSchema: RowSchema<NewOrganizationInvitation> =
  invitationSchemas.insert;
/** Checks a change of a row: any columns of `NewOrganizationInvitation`. */
export const organizationInvitationUpdateSchema: RowSchema<Partial<NewOrganizationInvitation>> =
  invitationSchemas.update;
/** Checks a row that was read: `OrganizationInvitation`. */
export const organizationInvitationSelectSchema: RowSchema<OrganizationInvitation> = invitationSchemas.select;

const codeSchemas = createTableSchemas(referralCodes, {});
/** Checks a new row: `NewReferralCode`. */
export const referralCodeInsertSchema: RowSchema<NewReferralCode> = codeSchemas.insert;
/** Checks a change of a row: any columns of `NewReferralCode`. */
export const referralCodeUpdateSchema: RowSchema<Partial<NewReferralCode>> = codeSchemas.update;
/** Checks a row that was read: `ReferralCode`. */
export const referralCodeSelectSchema: RowSchema<ReferralCode> = codeSchemas.select;

const useSchemas = createTableSchemas(referralCodeUsage, {});
/** Checks a new row: `NewReferralCodeUse`. */
export const referralCodeUseInsertSchema: RowSchema<NewReferralCodeUse> = useSchemas.insert;
/** Checks a change of a row: any columns of `NewReferralCodeUse`. */
export const referralCodeUseUpdateSchema: RowSchema<Partial<NewReferralCodeUse>> = useSchemas.update;
/** Checks a row that was read: `ReferralCodeUse`. */
export const referralCodeUseSelectSchema: RowSchema<ReferralCodeUse> = useSchemas.select;
