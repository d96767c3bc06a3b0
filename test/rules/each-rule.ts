import { randomUUID } from "node:crypto";
import type { EmailLog, Tables, User } from "../../schema/index.ts";
import { type BoundRules, type Db, rulesFor } from "../../src/rules/index.ts";
import { accountScenarios } from "./each-account-rule.ts";
import { fileScenarios } from "./each-file-rule.ts";

/** What the rules of a scenario work on. */
export interface Scene {
  readonly rules: BoundRules;
  readonly db: Db;
  readonly tables: Tables;
  readonly ada: User;
  readonly grace: User;
  readonly log: EmailLog;
}

/** Adds two users and the log of an e-mail for `scenarios` to work on. */
export async function prepareScene(db: Db, tables: Tables): Promise<Scene> {
  const rules = rulesFor(db, tables);
  const register = async (name: string) => {
    const email = `${name}-${randomUUID()}@example.com`;
    return (await rules.registerUser({ email, hashedPassword: "x", confirmedAt: new Date() })).user;
  };
  const [ada, grace] = [await register("ada"), await register("grace")];
  return { rules, db, tables, ada, grace, log: await addLog({ db, tables }) };
}

async function addLog({ db, tables }: Pick<Scene, "db" | "tables">): Promise<EmailLog> {
  const row = { messageId: randomUUID(), to: "ada@example.com", from: "app@example.com", provider: "smtp" };
  const [log] = await db.insert(tables.emailLogs).values(row).returning();
  return log as EmailLog;
}

const resource = () => ({ resourceType: "post", resourceUuid: randomUUID() });
const publish = () => ({
  ...resource(),
  jobType: "publish",
  handlerModule: "posts.publish",
  scheduledAt: new Date(Date.now() - 60_000),
});
async function tellAda({ rules, ada }: Scene) {
  const recipientUuid = ada.uuid;
  const told = await rules.notify({ recipientUuid, text: "New" });
  return { uuid: told?.uuid ?? "", recipientUuid };
}
const soon = () => new Date(Date.now() + 3_600_000);
const account = ({ ada }: Scene) => ({ userUuid: ada.uuid, provider: "github" }) as const;
const keys = [Buffer.alloc(32, 7)] as const;

/** Each rule with values of every kind that it takes, dates among them, by its name. */
export const scenarios: Readonly<Record<keyof BoundRules, (scene: Scene) => Promise<unknown>>> = {
  ...accountScenarios,
  ...fileScenarios,
  addAdminNote: ({ rules, ada, grace }) =>
    rules.addAdminNote({ userUuid: ada.uuid, authorUuid: grace.uuid, content: "Asked for an invoice." }),
  archiveOldEmails: async ({ rules, db, tables }) => {
    const row = { messageId: randomUUID(), to: "a@example.com", from: "b@example.com", provider: "smtp" };
    await db.insert(tables.emailLogs).values({ ...row, sentAt: new Date(0) });
    const archived: unknown[] = [];
    await rules.archiveOldEmails({
      sentBefore: new Date(1),
      archive: async (emails) => archived.push(emails),
    });
    return archived;
  },
  blockEmail: ({ rules, ada }) =>
    rules.blockEmail({ email: ada.email, reason: "bounce", expiresAt: soon(), userUuid: ada.uuid }),
  cancelAccessRequest: async ({ rules, ada }) => {
    const { request } = await rules.requestAccess({ requesterUuid: ada.uuid, ...resource() });
    return rules.cancelAccessRequest({ requestUuid: request.uuid, requesterUuid: ada.uuid });
  },
  cancelScheduledJob: async ({ rules }) =>
    rules.cancelScheduledJob((await rules.scheduleJob(publish())).uuid),
  chooseBuckets: async ({ rules, db, tables }) => {
    await db.insert(tables.buckets).values({ name: randomUUID(), provider: "local", enabled: true });
    return rules.chooseBuckets({ sizeBytes: 1000 });
  },
  claimDueJobs: async ({ rules }) => {
    await rules.scheduleJob(publish());
    return rules.claimDueJobs({ limit: 1, handlerModules: ["posts.publish"] });
  },
  claimMentionNotification: async ({ rules, ada }) => {
    const text = `Thanks, @[user:${ada.uuid}|Ada]`;
    const [mention] = await rules.rebuildMentions({ sourceType: "comment", sourceUuid: randomUUID(), text });
    return rules.claimMentionNotification(mention?.uuid ?? "");
  },
  compressOldEmailBodies: ({ rules }) => rules.compressOldEmailBodies({ sentBefore: new Date(0) }),
  countUnread: ({ rules, ada }) => rules.countUnread(ada.uuid),
  createSettingsCache: async ({ rules }) => {
    await rules.putSetting("cached", "yes");
    return rules.createSettingsCache().getSetting("cached");
  },
  decideAccessRequest: async ({ rules, ada, grace }) => {
    const { request } = await rules.requestAccess({ requesterUuid: ada.uuid, ...resource() });
    const decision = { requestUuid: request.uuid, status: "granted", decidedBy: grace.uuid } as const;
    return rules.decideAccessRequest(decision);
  },
  deleteAdminNote: async ({ rules, ada, grace }) => {
    const note = { userUuid: ada.uuid, authorUuid: grace.uuid, content: "Wrong." };
    const { uuid } = await rules.addAdminNote(note);
    return rules.deleteAdminNote({ uuid, deletedBy: grace.uuid });
  },
  deleteCustomFields: ({ rules, ada }) => rules.deleteCustomFields(ada.uuid, ["theme"]),
  deleteOldScheduledJobs: ({ rules }) => rules.deleteOldScheduledJobs({ olderThanMs: 1000 }),
  deleteSetting: async ({ rules }) => {
    await rules.putSetting("short_lived", "yes");
    return rules.deleteSetting("short_lived");
  },
  dismissNotification: async (scene) => scene.rules.dismissNotification(await tellAda(scene)),
  enqueueJob: ({ rules }) =>
    rules.enqueueJob({ worker: "App.Mailer", args: { to: "ada" }, scheduledAt: soon(), tags: ["mail"] }),
  failScheduledJob: async ({ rules }) => {
    await rules.scheduleJob(publish());
    const [job] = await rules.claimDueJobs({ limit: 1 });
    return job && rules.failScheduledJob({ ...job, error: "The post is locked." });
  },
  findDefaultSendProfile: ({ rules }) => rules.findDefaultSendProfile(),
  findUserByEmail: ({ rules, ada }) => rules.findUserByEmail(ada.email.toUpperCase()),
  finishScheduledJob: async ({ rules }) => {
    await rules.scheduleJob(publish());
    const [job] = await rules.claimDueJobs({ limit: 1 });
    return job && rules.finishScheduledJob(job);
  },
  getCustomField: ({ rules, ada }) => rules.getCustomField(ada.uuid, "theme"),
  getCustomFields: ({ rules, ada }) => rules.getCustomFields(ada.uuid),
  getJsonSetting: ({ rules }) => rules.getJsonSetting("limits"),
  getOauthTokens: ({ rules, ...scene }) => rules.getOauthTokens(account({ rules, ...scene }), { keys }),
  getSetting: ({ rules }) => rules.getSetting("time_zone"),
  getSettings: ({ rules }) => rules.getSettings({ time_zone: "0" }),
  getUserTimeZone: ({ rules, ada }) => rules.getUserTimeZone(ada.uuid),
  grantPermission: ({ rules, grace }) =>
    rules.grantPermission({ role: "Admin", key: "calendar.view_others", grantedBy: grace.uuid }),
  grantRole: ({ rules, ada, grace }) =>
    rules.grantRole({ userUuid: ada.uuid, role: "Admin", grantedBy: grace.uuid }),
  hasPermission: ({ rules, grace }) => rules.hasPermission({ userUuid: grace.uuid, key: "media" }),
  isEmailBlocked: ({ rules, ada }) => rules.isEmailBlocked(ada.email),
  linkOauthAccount: (scene) =>
    scene.rules.linkOauthAccount(
      { ...account(scene), providerUid: scene.ada.uuid, accessToken: "secret", tokenExpiresAt: soon() },
      { keys },
    ),
  listActiveRoles: ({ rules, ada }) => rules.listActiveRoles(ada.uuid),
  listActivities: async ({ rules, ada, grace }) => {
    const { activity } = await rules.recordActivity({ action: "post.liked", actorUuid: grace.uuid });
    const times = { since: new Date(0), until: soon() };
    await rules.listActivities({ action: "post.*", actorUuid: grace.uuid, targetUuid: ada.uuid, ...times });
    return rules.listActivities({ after: activity, limit: 5 });
  },
  listAdminNotes: ({ rules, ada }) => rules.listAdminNotes(ada.uuid, { limit: 5 }),
  listEmails: async ({ rules, log }) => {
    const times = { since: new Date(0), until: soon() };
    await rules.listEmails({ search: "example", status: "sent", ...times, limit: 5 });
    return rules.listEmails({ after: log.uuid, ...times });
  },
  listMentions: ({ rules, ada }) => rules.listMentions({ targetType: "user", targetUuid: ada.uuid }),
  listNotifications: ({ rules, ada }) => rules.listNotifications(ada.uuid, { limit: 5, offset: 0 }),
  listPermissions: ({ rules }) => rules.listPermissions("Admin"),
  listUsers: async ({ rules, ada, grace }) => {
    await rules.listUsers({ search: "example", isActive: true, limit: 5 });
    return rules.listUsers({ after: [ada.uuid, grace.uuid].sort().at(-1) });
  },
  logEmail: ({ rules }) => {
    const email = { messageId: randomUUID(), to: "grace@example.com", from: "app@example.com" };
    return rules.logEmail({ ...email, sentAt: new Date(), headers: { "x-campaign": "spring" } });
  },
  markAllSeen: ({ rules, ada }) => rules.markAllSeen(ada.uuid),
  markSeen: async (scene) => scene.rules.markSeen(await tellAda(scene)),
  matchOrphanedEvents: async ({ rules, db, tables }) => {
    const event = { messageId: randomUUID(), eventType: "open", occurredAt: new Date() } as const;
    await rules.recordEmailEventByMessageId(event);
    const row = { messageId: event.messageId, to: "a@example.com", from: "b@example.com", provider: "smtp" };
    const [log] = await db.insert(tables.emailLogs).values(row).returning();
    const ofOne = await rules.matchOrphanedEvents({ emailLogUuid: log?.uuid });
    return { ofOne, ofAll: await rules.matchOrphanedEvents() };
  },
  mergeCustomFields: ({ rules, ada }) => rules.mergeCustomFields(ada.uuid, { theme: "dark", page: 2 }),
  notify: ({ rules, ada }) =>
    rules.notify({ recipientUuid: ada.uuid, text: "1 comment", dedupeKey: "comments" }),
  putJsonSetting: ({ rules }) => rules.putJsonSetting("limits", { uploads: 5 }, { module: "uploads" }),
  listSettings: ({ rules }) => rules.listSettings({ module: "system" }),
  putSetting: ({ rules }) => rules.putSetting("time_zone", "2"),
  readMentionSettings: ({ rules }) => rules.readMentionSettings(),
  rebuildMentions: ({ rules, ada, grace }) =>
    rules.rebuildMentions({
      sourceType: "comment",
      sourceUuid: randomUUID(),
      text: `Thanks, @[user:${ada.uuid}|Ada]!`,
      actorUuid: grace.uuid,
    }),
  reclaimStaleJobs: ({ rules }) => rules.reclaimStaleJobs({ staleAfterMs: 3_600_000 }),
  recordActivity: ({ rules, ada, grace }) =>
    rules.recordActivity({
      action: "post.liked",
      actorUuid: grace.uuid,
      targetUuid: ada.uuid,
      metadata: { n: 1 },
    }),
  recordAudit: ({ rules, ada, grace }) =>
    rules.recordAudit({ action: "user_updated", admin: grace.uuid, target: ada.uuid, ip: "10.0.0.1" }),
  recordEmailEvent: ({ rules, log }) =>
    rules.recordEmailEvent({ emailLogUuid: log.uuid, eventType: "open", occurredAt: new Date() }),
  recordEmailEventByMessageId: async ({ rules, log }) => {
    const click = { eventType: "click", occurredAt: "2025-03-01T09:30:00.123456Z" } as const;
    const open = { messageId: randomUUID(), eventType: "open", occurredAt: new Date() } as const;
    return [
      await rules.recordEmailEventByMessageId({ messageId: log.messageId, ...click }),
      await rules.recordEmailEventByMessageId(open),
      await rules.recordEmailEventByMessageId(open),
    ];
  },
  recordKnownDevice: async ({ rules, ada }) => {
    await rules.putSetting("new_login_alert_enabled", "true");
    const signIn = { userUuid: ada.uuid, ip: "10.0.0.1", userAgent: "Firefox/140.0" };
    return [await rules.recordKnownDevice(signIn), await rules.recordKnownDevice(signIn)];
  },
  recordSendgridEvents: ({ rules, log }) => {
    const common = { message_id: log.messageId, timestamp: 1_767_225_600 };
    const bounce = { ...common, event: "bounce", type: "bounce", email: `${randomUUID()}@example.com` };
    return rules.recordSendgridEvents([{ ...common, event: "open" }, bounce]);
  },
  recordSesEvent: ({ rules, log }) => {
    const timestamp = new Date().toISOString();
    const bouncedRecipients = [{ emailAddress: `${randomUUID()}@example.com` }];
    const bounce = { bounceType: "Permanent", timestamp, bouncedRecipients };
    return rules.recordSesEvent({ eventType: "Bounce", mail: { messageId: log.messageId }, bounce });
  },
  registerUser: ({ rules }) =>
    rules.registerUser({
      email: `ada@${randomUUID()}.example.com`,
      hashedPassword: "x",
      confirmedAt: new Date(),
    }),
  renderEmailTemplate: async ({ rules, db, tables }) => {
    const name = `t${randomUUID().replaceAll("-", "")}`;
    const text = { en: "Hello {{name}}" };
    const texts = { displayName: text, subject: text, htmlBody: text, textBody: text };
    await db.insert(tables.emailTemplates).values({ name, slug: name, status: "active", ...texts });
    return rules.renderEmailTemplate({ name, variables: { name: "Ada" } });
  },
  requestAccess: ({ rules, ada }) =>
    rules.requestAccess({ requesterUuid: ada.uuid, ...resource(), note: "I review it." }),
  rescheduleJob: async ({ rules }) => {
    const { uuid } = await rules.scheduleJob(publish());
    return rules.rescheduleJob({ uuid, scheduledAt: soon() });
  },
  restoreNotification: async (scene) => {
    const address = await tellAda(scene);
    await scene.rules.dismissNotification(address);
    return scene.rules.restoreNotification(address);
  },
  revokePermission: ({ rules }) => rules.revokePermission({ role: "Admin", key: "calendar" }),
  revokeRole: ({ rules, grace }) => rules.revokeRole({ userUuid: grace.uuid, role: "Admin" }),
  scheduleJob: ({ rules, ada }) =>
    rules.scheduleJob({ ...publish(), createdByUuid: ada.uuid, args: { a: 1 } }),
  setCustomField: ({ rules, ada }) => rules.setCustomField(ada.uuid, "theme", "light"),
  setDefaultSendProfile: async ({ rules, db, tables }) => {
    const sender = { name: randomUUID(), providerKind: "smtp", integrationUuid: randomUUID() } as const;
    const [profile] = await db.insert(tables.emailSendProfiles).values(sender).returning();
    return rules.setDefaultSendProfile(profile?.uuid ?? "");
  },
  unblockEmail: ({ rules, grace }) => rules.unblockEmail(grace.email),
  updateAdminNote: async ({ rules, ada, grace }) => {
    const note = { userUuid: ada.uuid, authorUuid: grace.uuid, content: "Wrong." };
    const { uuid } = await rules.addAdminNote(note);
    return rules.updateAdminNote({ uuid, content: "Right." });
  },
};

/** A rule without its types. */
export type Call = (...given: unknown[]) => Promise<unknown>;

/** Runs the scenario of a rule, and returns the arguments that it gave to the rule. */
export async function catchArguments(scene: Scene, name: keyof BoundRules): Promise<unknown[]> {
  let caught: unknown[] | undefined;
  const rule = scene.rules[name] as Call;
  const watched = (...given: unknown[]) => {
    caught ??= given;
    return rule(...given);
  };
  await scenarios[name]({ ...scene, rules: { ...scene.rules, [name]: watched } });
  return caught ?? [];
}
