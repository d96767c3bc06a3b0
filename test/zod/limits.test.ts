import { describe, expect, it } from "vitest";
import {
  annotationKinds,
  bucketProviders,
  emailEventTypes,
  emailProviderKinds,
  emailStatuses,
  entityFieldTypes,
  fileTypes,
  oauthProviders,
  scheduledJobStatuses,
} from "../../schema/index.ts";
import { passwordSchema } from "../../src/zod/index.ts";
import { exampleOf, schemaNamed } from "./rows.ts";

const x = (length: number) => "x".repeat(length);
/** Two UTF-16 units each, and one character to PostgreSQL. */
const emoji = (length: number) => "😀".repeat(length);
const address = (length: number) => `${x(length - 4)}@a.b`;

interface Limit {
  readonly name: string;
  readonly field: string;
  readonly takes: readonly unknown[];
  readonly refuses: readonly unknown[];
}

const limit = (at: string, takes: readonly unknown[], refuses: readonly unknown[]): Limit => {
  const [name = "", field = ""] = at.split(".");
  return { name, field, takes, refuses };
};

const filled = (at: string, max: number) =>
  limit(at, ["x", emoji(max)], ["", " \t", x(max + 1), "a\0b", "\ud800"]);
const oneOf = (at: string, values: readonly string[]) => limit(at, values, ["", "Sent", "unheard_of", 1]);
const least = (at: string, min: number) => limit(at, [min, min + 1], [min - 1, 1.5, Number.NaN, "1"]);
const texts = (at: string, min: number, max: number) =>
  limit(
    at,
    [{ en: x(min) }, { en: x(max), de: emoji(min) }],
    [{}, { en: x(min - 1) }, { en: x(min), de: x(max + 1) }, { "": x(min) }, x(min), []],
  );

const limits: readonly Limit[] = [
  limit("user.email", ["a@b", address(160), "Ж@ü"], ["", "ab", "a b@c", "a@b\n", "\u00a0a@b", address(161)]),
  limit("user.username", ["abc", `A_9${x(27)}`], ["ab", x(31), "9ab", "_ab", "ab-c", "äbc", "abc\n"]),
  limit("user.firstName", ["", emoji(100), null], [x(101), "\0"]),
  limit("user.lastName", ["", emoji(100), null], [x(101)]),
  limit("user.registrationIp", [x(45)], [x(46)]),
  limit("user.registrationCountry", ["EE"], ["EST"]),
  limit("user.registrationRegion", [x(100)], [x(101)]),
  limit("user.registrationCity", [x(100)], [x(101)]),
  oneOf("user.accountType", ["person", "organization"]),
  limit(
    "userToken.context",
    ["session", "confirm", "reset_password", "magic_link", "magic_link_registration", `change:${x(248)}`],
    ["", "sessions", "change", `change:${x(249)}`, "change:\0", null],
  ),
  oneOf("userOauthProvider.provider", oauthProviders),
  filled("userOauthProvider.providerUid", 255),
  filled("role.name", 50),
  limit(
    "rolePermission.moduleKey",
    ["*", "users", "calendar.view_others", x(50), `${x(50)}.${x(50)}`],
    ["", "**", "Users", "1a", x(51), `a.${x(51)}`, "a.b.c", ".a", "a.", "a b", "users\n"],
  ),
  limit("role.description", ["", emoji(500), null], [x(501)]),
  oneOf("organizationInvitation.status", ["pending", "accepted", "declined", "cancelled"]),
  filled("setting.key", 255),
  limit("setting.value", ["x", emoji(255), x(256), x(1001), x(100_000), null], ["", "\0"]),
  limit("setting.module", [x(255), null], [x(256)]),
  filled("emailLog.messageId", 255),
  filled("emailLog.to", 255),
  filled("emailLog.from", 255),
  filled("emailLog.provider", 255),
  limit("emailLog.subject", ["", emoji(255)], [x(256)]),
  oneOf("emailLog.status", emailStatuses),
  least("emailLog.attachmentsCount", 0),
  least("emailLog.retryCount", 0),
  least("emailLog.sizeBytes", 0),
  oneOf("emailLogEvent.eventType", emailEventTypes),
  oneOf("emailLogEvent.bounceType", ["hard", "soft"]),
  limit(
    "emailLogEvent.linkUrl",
    ["http://a", "HTTPS://a.b/c?d", `http://${x(248)}`, null],
    ["", "a.b", "ftp://a", "javascript:alert(1)", "http://", ` http://a`, `http://${x(249)}`],
  ),
  limit("blockedEmail.email", ["a@b", address(160)], ["", "ab", "a @b", address(161)]),
  filled("blockedEmail.reason", 255),
  limit("emailTemplate.name", ["ab", x(100), "a_1"], ["a", x(101), "1a", "A_b", "a-b", "a\n"]),
  limit("emailTemplate.slug", ["ab", x(100), "a-1"], ["a", x(101), "1a", "A-b", "a_b", "a\n"]),
  texts("emailTemplate.displayName", 2, 200),
  texts("emailTemplate.subject", 1, 300),
  limit("emailTemplate.htmlBody", [{ en: x(100_000) }], [{}, { en: "" }, { en: " " }, { en: "\0" }]),
  limit("emailTemplate.textBody", [{ en: "x" }], [{}, { en: "" }]),
  oneOf("emailTemplate.category", ["system", "marketing", "transactional", "notification", "newsletters"]),
  oneOf("emailTemplate.status", ["active", "draft", "archived"]),
  oneOf("entity.status", ["draft", "published", "archived"]),
  limit("entity.name", ["ab", x(50), "a_1"], ["a", x(51), "1a", "aB", "a-b"]),
  limit("entity.displayName", ["ab", emoji(100)], ["a", x(101), "  "]),
  limit("entity.displayNamePlural", ["ab", emoji(100)], ["a", x(101), null]),
  limit("entity.description", ["", emoji(500), null], [x(501)]),
  limit(
    "entity.fieldsDefinition",
    [[], entityFieldTypes.map((type) => ({ type, key: "k", label: "L", options: ["a"] }))],
    [
      {},
      [{ type: "money", key: "k", label: "L" }],
      [{ type: "text", key: "k" }],
      [{ type: "text", key: "\0", label: "" }],
    ],
  ),
  oneOf("entityRecord.status", ["draft", "published", "archived", "trashed"]),
  limit("entityRecord.createdByUuid", [null], ["x"]),
  filled("entityRecord.title", 255),
  limit("entityRecord.slug", [x(255), null], [x(256)]),
  filled("bucket.name", 255),
  least("bucket.priority", 0),
  least("bucket.maxSizeMb", 1),
  oneOf("storedFile.fileType", fileTypes),
  oneOf("storedFile.status", ["processing", "active", "failed", "trashed"]),
  oneOf("mediaFolder.headerSize", ["small", "medium", "large"]),
  ...["originalFileName", "fileName", "mimeType", "ext", "fileChecksum", "userFileChecksum"].map((field) =>
    filled(`storedFile.${field}`, 255),
  ),
  least("storedFile.size", 1),
  least("storedFile.width", 1),
  least("storedFile.height", 1),
  oneOf("fileInstance.processingStatus", ["pending", "processing", "completed", "failed"]),
  ...["variantName", "fileName", "mimeType", "ext", "checksum"].map((field) =>
    filled(`fileInstance.${field}`, 255),
  ),
  least("fileInstance.size", 1),
  oneOf("fileLocation.status", ["active", "syncing", "failed", "deleted"]),
  filled("fileLocation.path", 255),
  least("fileLocation.priority", 0),
  limit("storageDimension.name", ["a", x(50), "1_a"], ["", x(51), "A", "a-b", "ä", "a\n"]),
  oneOf("storageDimension.appliesTo", ["image", "video", "both"]),
  filled("adminNote.content", 10_000),
  filled("knownDevice.ipAddress", 45),
  limit(
    "knownDevice.userAgentHash",
    ["0123456789abcdefABCDEF".padEnd(64, "0")],
    ["", "0".repeat(63), "0".repeat(65), "g".repeat(64), `${"0".repeat(64)}\n`],
  ),
  limit("knownDevice.location", ["Pärnu, Estonia", x(255), null], [x(256)]),
  filled("emailSendProfile.name", 255),
  filled("emailSendProfile.providerKind", 40),
  limit("emailSendProfile.providerKind", emailProviderKinds, [null]),
  least("emailSendProfile.ratePerHour", 0),
  least("emailSendProfile.ratePerDay", 0),
  least("emailSendProfile.pauseSeconds", 0),
  limit("emailSendProfile.pauseSeconds", [null], ["0"]),
  limit("emailSendProfile.advanced", [{}, { region: "eu" }], [null, [], "x"]),
  oneOf("annotation.kind", annotationKinds),
  limit("annotation.title", ["", emoji(200), null], [x(201)]),
  limit("annotation.geometry", [{}, { points: [[0, 1.5]] }], [null, [], "x"]),
  limit("annotation.position", [-1, 0, 1], [1.5, "1"]),
  oneOf("mention.kind", ["user", "resource"]),
  limit("mention.targetType", ["user", "blog_post2"], ["", "Post", "2d", "a-b", "post\n"]),
  limit("mention.label", ["", emoji(120), "[a", null], [x(121), "a]", "a|b"]),
  filled("mention.sourceField", 255),
  oneOf("accessRequest.status", ["pending", "granted", "denied", "cancelled"]),
  limit("accessRequest.resourceType", ["post", x(100), emoji(25)], ["", " ", x(101), emoji(26)]),
  limit("accessRequest.note", ["", emoji(500), null], [x(501)]),
  filled("activity.action", 100),
  limit("activity.module", [x(50), null], [x(51)]),
  limit("activity.mode", ["cron", x(20), null], [x(21)]),
  limit("activity.resourceType", [x(50), null], [x(51)]),
  limit("activity.metadata", [{}, null], [[], "x"]),
  limit("userNotification.activityUuid", [null], ["x"]),
  limit("userNotification.metadata", [{ dedupe_key: "a" }], [null, []]),
  oneOf("scheduledJob.status", scheduledJobStatuses),
  ...["jobType", "handlerModule", "resourceType"].map((field) => filled(`scheduledJob.${field}`, 255)),
  least("scheduledJob.attempts", 0),
  least("scheduledJob.maxAttempts", 1),
  least("scheduledJob.priority", 0),
  filled("auditLog.action", 255),
  limit("obanJob.queue", ["x", emoji(127)], ["", x(128)]),
  limit("obanJob.worker", ["x", emoji(127)], ["", x(128)]),
  least("obanJob.attempt", 0),
  least("obanJob.maxAttempts", 1),
  least("obanJob.priority", 0),
];

describe.each(limits)("$name.$field", ({ name, field, takes, refuses }) => {
  const { row } = exampleOf(name);
  // audit logs are never changed
  const changes = name === "auditLog" ? [] : [schemaNamed(`${name}UpdateSchema`)];

  it("takes what is within its limits", () => {
    for (const value of takes) {
      const taken = { ...row, [field]: value };
      expect(schemaNamed(`${name}InsertSchema`).parse(taken)).toEqual(taken);
      for (const schema of changes) expect(schema.parse({ [field]: value })).toEqual({ [field]: value });
    }
  });

  it("refuses what is beyond them, and says where", () => {
    for (const value of refuses) {
      const results = [
        schemaNamed(`${name}InsertSchema`).safeParse({ ...row, [field]: value }),
        ...changes.map((schema) => schema.safeParse({ [field]: value })),
      ];
      for (const { error } of results) {
        expect(
          error?.issues.map(({ path }) => path[0]),
          `${JSON.stringify(value)}`,
        ).toContain(field);
      }
    }
  });
});

describe("what the application requires beyond the columns", () => {
  it("is the plural of an entity's name", () => {
    const { displayNamePlural: _, ...row } = exampleOf("entity").row;
    expect(schemaNamed("entityInsertSchema").safeParse(row).success).toBe(false);
  });

  it("is a user or a parent of a file", () => {
    const { userUuid, ...row } = exampleOf("storedFile").row;
    const insert = schemaNamed("storedFileInsertSchema");
    expect(insert.safeParse(row).success).toBe(false);
    expect(insert.safeParse({ ...row, parentFileUuid: userUuid }).success).toBe(true);
    const update = schemaNamed("storedFileUpdateSchema");
    expect(update.safeParse({ userUuid: null, parentFileUuid: null }).success).toBe(false);
    expect(update.safeParse({ userUuid: null }).success).toBe(true);
  });

  it("is a value of a setting that is not empty, unless it has JSON", () => {
    for (const schema of [schemaNamed("settingInsertSchema"), schemaNamed("settingUpdateSchema")]) {
      expect(schema.safeParse({ key: "k", value: "", valueJson: false }).success).toBe(true);
      expect(schema.safeParse({ key: "k", value: "", valueJson: null }).success).toBe(false);
    }
  });

  it("is no more attempts of a job than its most", () => {
    const insert = schemaNamed("obanJobInsertSchema");
    expect(insert.safeParse({ worker: "W", attempt: 20 }).success).toBe(true);
    expect(insert.safeParse({ worker: "W", attempt: 21 }).success).toBe(false);
    const update = schemaNamed("obanJobUpdateSchema");
    expect(update.safeParse({ attempt: 21 }).success).toBe(true);
    expect(update.safeParse({ attempt: 2, maxAttempts: 1 }).success).toBe(false);
  });

  it("is 8 characters of a password, and no more than bcrypt's 72 bytes", () => {
    for (const taken of [x(8), x(72), "ä".repeat(36)]) expect(passwordSchema.parse(taken)).toBe(taken);
    for (const refused of [x(7), x(73), "ä".repeat(37), "\0".repeat(8)]) {
      expect(passwordSchema.safeParse(refused).success).toBe(false);
    }
  });
});

describe("a bucket", () => {
  const cloud = { name: "B", provider: "s3", bucketName: "b", accessKeyId: "k", secretAccessKey: "s" };
  const insert = schemaNamed("bucketInsertSchema");
  const update = schemaNamed("bucketUpdateSchema");

  it("has one of the providers", () => {
    for (const provider of bucketProviders)
      expect(insert.safeParse({ ...cloud, provider }).success).toBe(true);
    expect(insert.safeParse({ ...cloud, provider: "ftp" }).success).toBe(false);
  });

  it.each(["bucketName", "accessKeyId", "secretAccessKey"])("in the cloud needs %s", (field) => {
    for (const nothing of [undefined, null, "", " "]) {
      const { error } = insert.safeParse({ ...cloud, [field]: nothing });
      expect(error?.issues.map(({ path }) => path)).toEqual([[field]]);
      expect(insert.safeParse({ ...cloud, provider: "local", [field]: nothing }).success).toBe(true);
    }
    expect(update.safeParse({ provider: "r2", [field]: null }).success).toBe(false);
  });

  it("in the cloud has an integration or keys, not both", () => {
    const integrationUuid = "018f0000-0000-7000-8000-000000000001";
    const { accessKeyId, secretAccessKey, ...keyless } = cloud;
    expect(insert.safeParse({ ...keyless, integrationUuid }).success).toBe(true);
    expect(
      insert.safeParse({ ...keyless, integrationUuid, accessKeyId: "", secretAccessKey: null }).success,
    ).toBe(true);
    for (const keys of [{ accessKeyId }, { secretAccessKey }]) {
      const { error } = insert.safeParse({ ...keyless, ...keys, integrationUuid });
      expect(error?.issues.map(({ path }) => path)).toEqual([["integrationUuid"]]);
      expect(update.safeParse({ ...keys, integrationUuid }).success).toBe(false);
    }
    expect(update.safeParse({ provider: "s3", accessKeyId: null, integrationUuid }).success).toBe(true);
    expect(insert.safeParse({ name: "B", provider: "tigris" }).success).toBe(true);
  });

  it("takes a secret that PhoenixKit's application has encrypted, of any length", () => {
    expect(insert.safeParse({ ...cloud, secretAccessKey: `enc:v1:${x(1000)}` }).success).toBe(true);
  });

  it("may go to the cloud with keys that are stored already", () => {
    expect(update.safeParse({ provider: "r2" }).success).toBe(true);
    expect(update.safeParse({ bucketName: null }).success).toBe(true);
  });
});
