import { z } from "zod";
import {
  type AccessRequest,
  type Activity,
  type AppliedVersion,
  type AuditLog,
  accessRequestStatuses,
  accessRequests,
  activities,
  auditLogs,
  limits,
  type NewAccessRequest,
  type NewActivity,
  type NewAppliedVersion,
  type NewAuditLog,
  type NewObanJob,
  type NewObanPeer,
  type NewScheduledJob,
  type NewSetting,
  type NewUserNotification,
  notifications,
  type ObanJob,
  type ObanPeer,
  obanJobStates,
  obanJobs,
  obanPeers,
  phoenixKit,
  type ScheduledJob,
  type Setting,
  scheduledJobStatuses,
  scheduledJobs,
  settings,
  type UserNotification,
} from "../../schema/index.ts";
import { jsonObject, jsonValue } from "./json.ts";
import { count, positive } from "./numbers.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { filled, text } from "./text.ts";

const settingSchemas = createTableSchemas(
  settings,
  { valueJson: jsonValue },
  { key: filled(limits.settings.key) },
);

/**
 * Checks that a value is only empty if there is JSON instead. It may have any length; `limits` has the length that
 * PhoenixKit's form accepts.
 */
function checkValue({ value, valueJson }: Partial<NewSetting>, context: z.RefinementCtx): void {
  if (value !== "" || (valueJson ?? null) !== null) return;
  context.addIssue({ code: "custom", path: ["value"], message: "Give a text, or JSON instead" });
}

/** Checks a new row: `NewSetting`. */
export const settingInsertSchema: RowSchema<NewSetting> = settingSchemas.insert.superRefine(checkValue);
/** Checks a change of a row: any columns of `NewSetting`. */
export const settingUpdateSchema: RowSchema<Partial<NewSetting>> =
  settingSchemas.update.superRefine(checkValue);
/** Checks a row that was read: `Setting`. */
export const settingSelectSchema: RowSchema<Setting> = settingSchemas.select;

// Rows are only ever added: there is no schema for a change.
const auditSchemas = createTableSchemas(auditLogs, {}, { action: filled() });
/** Checks a new row: `NewAuditLog`. */
export const auditLogInsertSchema: RowSchema<NewAuditLog> = auditSchemas.insert;
/** Checks a row that was read: `AuditLog`. */
export const auditLogSelectSchema: RowSchema<AuditLog> = auditSchemas.select;

const activitySchemas = createTableSchemas(activities, {}, { action: filled(limits.activities.action) });
/** Checks a new row: `NewActivity`. */
export const activityInsertSchema: RowSchema<NewActivity> = activitySchemas.insert;
/** Checks a change of a row: any columns of `NewActivity`. */
export const activityUpdateSchema: RowSchema<Partial<NewActivity>> = activitySchemas.update;
/** Checks a row that was read: `Activity`. */
export const activitySelectSchema: RowSchema<Activity> = activitySchemas.select;

const notificationSchemas = createTableSchemas(notifications, {});
/** Checks a new row: `NewUserNotification`. */
export const userNotificationInsertSchema: RowSchema<NewUserNotification> = notificationSchemas.insert;
/** Checks a change of a row: any columns of `NewUserNotification`. */
export const userNotificationUpdateSchema: RowSchema<Partial<NewUserNotification>> =
  notificationSchemas.update;
/** Checks a row that was read: `UserNotification`. */
export const userNotificationSelectSchema: RowSchema<UserNotification> = notificationSchemas.select;

const resourceType = filled().refine(
  (type) => new TextEncoder().encode(type).length <= 100,
  "Give a type of 100 bytes at most",
);

const requestSchemas = createTableSchemas(
  accessRequests,
  { status: z.enum(accessRequestStatuses) },
  { resourceType, note: text(limits.accessRequests.note) },
);
/** Checks a new row: `NewAccessRequest`. */
export const accessRequestInsertSchema: RowSchema<NewAccessRequest> = requestSchemas.insert;
/** Checks a change of a row: any columns of `NewAccessRequest`. */
export const accessRequestUpdateSchema: RowSchema<Partial<NewAccessRequest>> = requestSchemas.update;
/** Checks a row that was read: `AccessRequest`. */
export const accessRequestSelectSchema: RowSchema<AccessRequest> = requestSchemas.select;

const scheduledSchemas = createTableSchemas(
  scheduledJobs,
  { status: z.enum(scheduledJobStatuses) },
  {
    jobType: filled(),
    handlerModule: filled(),
    resourceType: filled(),
    attempts: count,
    maxAttempts: positive,
    priority: count,
  },
);
/** Checks a new row: `NewScheduledJob`. */
export const scheduledJobInsertSchema: RowSchema<NewScheduledJob> = scheduledSchemas.insert;
/** Checks a change of a row: any columns of `NewScheduledJob`. */
export const scheduledJobUpdateSchema: RowSchema<Partial<NewScheduledJob>> = scheduledSchemas.update;
/** Checks a row that was read: `ScheduledJob`. */
export const scheduledJobSelectSchema: RowSchema<ScheduledJob> = scheduledSchemas.select;

// The limits are those of the table's own checks.
const name = text({ min: 1, max: 127 });
const jobSchemas = createTableSchemas(
  obanJobs,
  { state: z.enum(obanJobStates), errors: z.array(jsonObject) },
  { queue: name, worker: name, attempt: count, maxAttempts: positive, priority: count },
);

const tooMany = { path: ["attempt"], message: "Give no more than maxAttempts" };

/** Checks a new row: `NewObanJob`. */
export const obanJobInsertSchema: RowSchema<NewObanJob> = jobSchemas.insert.refine(
  ({ attempt = 0, maxAttempts = 20 }) => attempt <= maxAttempts,
  tooMany,
);
/** Checks a change of a row: any columns of `NewObanJob`. */
export const obanJobUpdateSchema: RowSchema<Partial<NewObanJob>> = jobSchemas.update.refine(
  ({ attempt = 0, maxAttempts = attempt }) => attempt <= maxAttempts,
  tooMany,
);
/** Checks a row that was read: `ObanJob`. */
export const obanJobSelectSchema: RowSchema<ObanJob> = jobSchemas.select;

const peerSchemas = createTableSchemas(obanPeers, {});
/** Checks a new row: `NewObanPeer`. */
export const obanPeerInsertSchema: RowSchema<NewObanPeer> = peerSchemas.insert;
/** Checks a change of a row: any columns of `NewObanPeer`. */
export const obanPeerUpdateSchema: RowSchema<Partial<NewObanPeer>> = peerSchemas.update;
/** Checks a row that was read: `ObanPeer`. */
export const obanPeerSelectSchema: RowSchema<ObanPeer> = peerSchemas.select;

const versionSchemas = createTableSchemas(phoenixKit, {});
/** Checks a new row: `NewAppliedVersion`. */
export const appliedVersionInsertSchema: RowSchema<NewAppliedVersion> = versionSchemas.insert;
/** Checks a change of a row: any columns of `NewAppliedVersion`. */
export const appliedVersionUpdateSchema: RowSchema<Partial<NewAppliedVersion>> = versionSchemas.update;
/** Checks a row that was read: `AppliedVersion`. */
export const appliedVersionSelectSchema: RowSchema<AppliedVersion> = versionSchemas.select;
