import type { Table } from "drizzle-orm";
import { schema } from "../../schema/index.ts";
import * as zod from "../../src/zod/index.ts";

const uuid = (place: number) => `018f0000-0000-7000-8000-${String(place).padStart(12, "0")}`;
const words = { en: "Welcome!" };
const file = { fileName: "a.png", mimeType: "image/png", ext: "png", size: 1 };
const token = new Uint8Array([1, 2, 3]);

/** A table, the name of its schemas, and a row that they take; it refers to the rows of `fillRelations`. */
export interface Example {
  readonly table: Table;
  readonly name: string;
  readonly row: Record<string, unknown>;
}

const example = (table: Table, name: string, row: Record<string, unknown>): Example => ({ table, name, row });

export const examples: readonly Example[] = [
  example(schema.phoenixKit, "appliedVersion", { id: 1000, version: 1000 }),
  example(schema.users, "user", { email: "eve@example.com", hashedPassword: "x", username: "eve_1" }),
  example(schema.usersTokens, "userToken", { userUuid: uuid(2), token, context: "reset_password" }),
  example(schema.userOauthProviders, "userOauthProvider", {
    userUuid: uuid(2),
    provider: "google",
    providerUid: "1",
  }),
  example(schema.userKnownDevices, "knownDevice", {
    userUuid: uuid(2),
    ipAddress: "127.0.0.1",
    userAgentHash: "a".repeat(64),
  }),
  example(schema.adminNotes, "adminNote", { userUuid: uuid(2), authorUuid: uuid(3), content: "Calls back." }),
  example(schema.userRoles, "role", { name: "Editor" }),
  example(schema.userRoleAssignments, "roleAssignment", { userUuid: uuid(1), roleUuid: uuid(70) }),
  example(schema.rolePermissions, "rolePermission", { roleUuid: uuid(70), moduleKey: "emails" }),
  example(schema.organizationInvitations, "organizationInvitation", {
    organizationUuid: uuid(1),
    email: "x@y.z",
    token,
    expiresAt: new Date(0),
  }),
  example(schema.settings, "setting", { key: "color", value: "red" }),
  example(schema.referralCodes, "referralCode", {
    code: "C",
    description: "",
    maxUses: 1,
    createdByUuid: uuid(2),
  }),
  example(schema.referralCodeUsage, "referralCodeUse", { codeUuid: uuid(10), usedByUuid: uuid(2) }),
  example(schema.emailLogs, "emailLog", { messageId: "4", to: "a@b.c", from: "d@e.f", provider: "aws_ses" }),
  example(schema.emailEvents, "emailLogEvent", { emailLogUuid: uuid(22), eventType: "bounce" }),
  example(schema.emailBlocklist, "blockedEmail", { email: "spam@example.com", reason: "hard_bounce" }),
  example(schema.emailOrphanedEvents, "orphanedEmailEvent", { awsMessageId: "x", eventType: "Open" }),
  example(schema.emailMetrics, "emailMetric", { metricKey: "sent", metricDate: "2024-02-29" }),
  example(schema.emailTemplates, "emailTemplate", {
    name: "welcome_mail",
    slug: "welcome-mail",
    displayName: words,
    subject: words,
    htmlBody: words,
    textBody: words,
  }),
  example(schema.emailSendProfiles, "emailSendProfile", {
    name: "Support",
    integrationUuid: uuid(92),
    providerKind: "smtp",
  }),
  example(schema.entities, "entity", {
    name: "blog_post",
    displayName: "Post",
    displayNamePlural: "Posts",
    createdByUuid: uuid(2),
  }),
  example(schema.entityData, "entityRecord", { entityUuid: uuid(30), title: "T", createdByUuid: uuid(2) }),
  example(schema.files, "storedFile", {
    ...file,
    originalFileName: "a.png",
    fileType: "image",
    userUuid: uuid(2),
    fileChecksum: "x",
    userFileChecksum: "new",
  }),
  example(schema.mediaFolders, "mediaFolder", { name: "Photos" }),
  example(schema.mediaFolderLinks, "mediaFolderLink", { folderUuid: uuid(51), fileUuid: uuid(40) }),
  example(schema.buckets, "bucket", { name: "Disk", provider: "local" }),
  example(schema.fileInstances, "fileInstance", {
    ...file,
    fileUuid: uuid(41),
    variantName: "small",
    checksum: "x",
  }),
  example(schema.fileLocations, "fileLocation", {
    path: "a/b",
    fileInstanceUuid: uuid(60),
    bucketUuid: uuid(71),
  }),
  example(schema.storageDimensions, "storageDimension", { name: "tiny_2x", appliesTo: "image" }),
  example(schema.annotations, "annotation", { fileUuid: uuid(40), kind: "line", geometry: { points: [] } }),
  example(schema.activities, "activity", { action: "post.created" }),
  example(schema.notifications, "userNotification", { activityUuid: uuid(82), recipientUuid: uuid(2) }),
  example(schema.mentions, "mention", {
    ...{ sourceType: "post", sourceUuid: uuid(93), kind: "user" },
    ...{ targetType: "user", targetUuid: uuid(2) },
  }),
  example(schema.accessRequests, "accessRequest", {
    requesterUuid: uuid(2),
    resourceType: "post",
    resourceUuid: uuid(94),
  }),
  example(schema.scheduledJobs, "scheduledJob", {
    ...{ jobType: "publish", handlerModule: "Some.Module" },
    ...{ resourceType: "post", resourceUuid: uuid(90), scheduledAt: new Date(0) },
  }),
  example(schema.auditLogs, "auditLog", {
    targetUserUuid: uuid(2),
    adminUserUuid: uuid(3),
    action: "user_locked",
  }),
  example(schema.obanJobs, "obanJob", { worker: "Mailer" }),
  example(schema.obanPeers, "obanPeer", {
    name: "Oban",
    node: "a",
    startedAt: new Date(0),
    expiresAt: new Date(0),
  }),
];

/**
 * The schema of that name, such as `userInsertSchema`.
 *
 * @throws Error where there is none
 */
export function schemaNamed(name: string): zod.RowSchema<Record<string, unknown>> {
  const found = new Map<string, unknown>(Object.entries(zod)).get(name);
  if (!found) throw new Error(`no ${name}`);
  return found as zod.RowSchema<Record<string, unknown>>;
}

/** The example of that name. */
export function exampleOf(name: string): Example {
  const found = examples.find((one) => one.name === name);
  if (!found) throw new Error(`no example of ${name}`);
  return found;
}
