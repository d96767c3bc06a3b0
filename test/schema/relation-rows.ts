import type { Tables } from "../../schema/index.ts";
import type { Db } from "../../src/rules/db.ts";

const text = `O'Brien "said" \\x41 Käse 😀`;
const key = (place: number) => `018f0000-0000-7000-8000-${String(place).padStart(12, "0")}`;

const [organization, ada, bob, gone] = [key(1), key(2), key(3), key(99)];
const at = new Date("2024-02-29T23:59:59Z");

/**
 * Puts rows into every table that refers to another, so that each relation has somebody on both ends, and so that
 * two relations between the same tables lead to different rows. `gone` is a user who is there no more.
 */
export async function fillRelations(db: Db, tables: Tables): Promise<void> {
  await fillPeople(db, tables);
  await fillEmails(db, tables);
  await fillContent(db, tables);
  await fillActivities(db, tables);
}

async function fillPeople(db: Db, tables: Tables): Promise<void> {
  const login = { hashedPassword: "x", customFields: { ключ: [text, null, { deep: 1.5 }] } };
  await db.insert(tables.users).values([
    { uuid: organization, email: "org@x.y", accountType: "organization", ...login },
    { uuid: ada, email: "ada@x.y", organizationUuid: organization, confirmedAt: at, ...login },
    { uuid: bob, email: "bob@x.y", organizationUuid: organization, ...login },
  ]);
  const token = new Uint8Array([0, 255, 39, 92]);
  await db.insert(tables.usersTokens).values([
    { userUuid: ada, token, context: "session" },
    { userUuid: ada, token: new Uint8Array(), context: "change:old@x.y" },
    { userUuid: bob, token, context: "confirm" },
  ]);
  await db.insert(tables.userOauthProviders).values({ userUuid: bob, provider: "github", providerUid: text });

  const device = { userAgentHash: "0".repeat(64), location: text };
  await db.insert(tables.userKnownDevices).values([
    { userUuid: ada, ipAddress: "::1", ...device },
    { userUuid: bob, ipAddress: "2001:db8::1", ...device },
  ]);
  await db.insert(tables.adminNotes).values([
    { userUuid: ada, authorUuid: bob, content: text },
    { userUuid: bob, authorUuid: organization, content: text },
  ]);

  const roleUuid = key(70);
  await db.insert(tables.userRoles).values({ uuid: roleUuid, name: text });
  await db.insert(tables.userRoleAssignments).values([
    { userUuid: ada, roleUuid },
    { userUuid: bob, roleUuid, assignedByUuid: ada },
  ]);
  await db.insert(tables.rolePermissions).values([
    { roleUuid, moduleKey: "media", grantedByUuid: bob },
    { roleUuid, moduleKey: "users" },
  ]);
  await db.insert(tables.organizationInvitations).values([
    { organizationUuid: organization, email: "a@b.c", token, expiresAt: at, invitedByUuid: ada },
    { organizationUuid: organization, email: "d@e.f", token: new Uint8Array([1]), expiresAt: at },
  ]);
  await db.insert(tables.referralCodes).values([
    { uuid: key(10), code: "A", description: text, maxUses: 1, createdByUuid: ada, beneficiaryUuid: bob },
    { code: "B", description: text, maxUses: 1, createdByUuid: gone },
  ]);
  await db.insert(tables.referralCodeUsage).values([
    { codeUuid: key(10), usedByUuid: bob },
    { codeUuid: key(10), usedByUuid: gone },
  ]);
  await db.insert(tables.auditLogs).values([
    { targetUserUuid: ada, adminUserUuid: bob, action: "user_locked" },
    { targetUserUuid: bob, adminUserUuid: gone, action: "user_locked" },
    { targetUserUuid: gone, adminUserUuid: ada, action: "user_deleted" },
  ]);
}

async function fillEmails(db: Db, tables: Tables): Promise<void> {
  const words = { en: text, ру: text };
  const said = { displayName: words, subject: words, htmlBody: words, textBody: words };
  await db
    .insert(tables.emailTemplates)
    .values({ name: "hello", slug: "hello", ...said, createdByUserUuid: ada, updatedByUserUuid: bob });
  const message = { to: "ada@x.y", from: "app@x.y" };
  await db.insert(tables.emailLogs).values([
    { uuid: key(20), messageId: "1", ...message, userUuid: ada, templateName: "hello" },
    { uuid: key(21), messageId: "2", ...message, userUuid: gone, templateName: "no such template" },
    { uuid: key(22), messageId: "3", ...message },
  ]);
  await db.insert(tables.emailEvents).values([
    { emailLogUuid: key(20), eventType: "delivery" },
    { emailLogUuid: key(20), eventType: "open" },
    { emailLogUuid: key(21), eventType: "bounce", bounceType: "hard" },
  ]);
  const orphan = { awsMessageId: "1", eventType: "Delivery", eventData: { text } };
  await db
    .insert(tables.emailOrphanedEvents)
    .values([{ ...orphan, matched: true, matchedEmailLogUuid: key(21) }, orphan]);
  await db.insert(tables.emailBlocklist).values([
    { email: "bob@x.y", reason: text, userUuid: bob },
    { email: "eve@x.y", reason: text },
  ]);
}

async function fillContent(db: Db, tables: Tables): Promise<void> {
  const entity = { displayName: text, fieldsDefinition: [{ type: "text", key: "a", label: text }] as const };
  await db.insert(tables.entities).values([
    {
      uuid: key(30),
      name: "a",
      createdByUuid: ada,
      ...entity,
      fieldsDefinition: [...entity.fieldsDefinition],
    },
    { name: "b", createdByUuid: gone, displayName: text },
  ]);
  await db.insert(tables.entityData).values([
    { uuid: key(31), entityUuid: key(30), title: text, createdByUuid: bob },
    { entityUuid: key(30), title: "child", createdByUuid: gone, parentUuid: key(31), data: { text } },
  ]);

  const kind = { mimeType: "image/png", ext: "png", size: Number.MAX_SAFE_INTEGER };
  const file = {
    originalFileName: text,
    fileName: text,
    fileType: "image",
    fileChecksum: "x",
    ...kind,
  } as const;
  await db.insert(tables.files).values([
    { uuid: key(40), userUuid: ada, userFileChecksum: "1", ...file },
    { uuid: key(41), userUuid: bob, userFileChecksum: "2", ...file },
    { uuid: key(42), parentFileUuid: key(40), userFileChecksum: "3", systemManaged: true, ...file },
  ]);
  await db.insert(tables.mediaFolders).values([
    { uuid: key(50), name: text, userUuid: ada, coverFileUuid: key(40), logoFileUuid: key(41) },
    { uuid: key(51), name: text, parentUuid: key(50), insertedAt: at },
  ]);
  await db.update(tables.files).set({ folderUuid: key(51) });
  await db.insert(tables.mediaFolderLinks).values({ folderUuid: key(50), fileUuid: key(41) });
  await db.insert(tables.buckets).values({ uuid: key(71), name: text, provider: "local" });
  await db.insert(tables.fileInstances).values({
    uuid: key(60),
    fileUuid: key(40),
    variantName: "small",
    fileName: text,
    checksum: "x",
    ...kind,
  });
  await db
    .insert(tables.fileLocations)
    .values({ path: text, fileInstanceUuid: key(60), bucketUuid: key(71) });
}

async function fillActivities(db: Db, tables: Tables): Promise<void> {
  const shape = { kind: "rectangle", geometry: { x: 0.5, text } } as const;
  await db.insert(tables.annotations).values([
    { fileUuid: key(40), creatorUuid: bob, ...shape, title: text },
    { fileUuid: key(41), ...shape, style: { color: text } },
  ]);
  await db.insert(tables.activities).values([
    { uuid: key(80), action: "post.liked", actorUuid: ada, targetUuid: bob, metadata: { text } },
    { uuid: key(81), action: "user.deleted", actorUuid: bob, targetUuid: gone, metadata: null },
    { uuid: key(82), action: "job.run", mode: "cron", actorUuid: gone, insertedAt: at },
  ]);
  await db.insert(tables.notifications).values([
    { activityUuid: key(80), recipientUuid: bob, seenAt: at },
    { activityUuid: key(81), recipientUuid: ada, dismissedAt: at },
    { recipientUuid: ada, metadata: { dedupe_key: text } },
  ]);
  const mention = { sourceType: "post", sourceUuid: key(90), targetType: "user" };
  await db.insert(tables.mentions).values([
    { ...mention, kind: "user", targetUuid: bob, actorUuid: ada, label: text },
    { ...mention, kind: "resource", targetUuid: key(91), notifiedAt: at },
  ]);
  const request = { requesterUuid: ada, resourceType: "post", resourceUuid: key(90) };
  await db.insert(tables.accessRequests).values([
    { ...request, note: text },
    { ...request, status: "denied", decidedByUuid: bob, decidedAt: at },
  ]);
  const job = {
    jobType: "publish",
    handlerModule: "Some.Module",
    resourceType: "post",
    resourceUuid: key(90),
  };
  await db.insert(tables.scheduledJobs).values([
    { ...job, scheduledAt: at, createdByUuid: ada, args: { text } },
    { ...job, scheduledAt: at },
  ]);
  await db
    .insert(tables.emailSendProfiles)
    .values({ name: text, integrationUuid: key(92), providerKind: "smtp", isDefault: true });
}
