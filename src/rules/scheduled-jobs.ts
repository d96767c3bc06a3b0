import { and, eq, inArray, lt, ne } from "drizzle-orm";
import type { JsonObject, ScheduledJob } from "../../schema/index.ts";
import { assertText, assertUuid, isObject } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUser } from "./lock-user.ts";
import { assertRow } from "./row.ts";
import { runRule, runStatement } from "./run-rule.ts";
import { computeTimeAgo, serverNow } from "./server-time.ts";

/** Something to do with a resource at a given time. */
export interface NewScheduledJob {
  /** What to do, such as `publish_post`. */
  readonly jobType: string;
  /** The handler: an Elixir module of PhoenixKit's own application, or any name that your workers claim. */
  readonly handlerModule: string;
  /** The type of the resource, such as `post`. */
  readonly resourceType: string;
  /** The resource's uuid. No foreign key checks it. */
  readonly resourceUuid: string;
  /** When; a time in the past is due at once. */
  readonly scheduledAt: Date;
  /** The arguments of the handler: JSON values under text keys. Default: none. */
  readonly args?: JsonObject | undefined;
  /** 0, which is the default, or more. Higher ones come first. */
  readonly priority?: number | undefined;
  /** How often it may be tried; default: 3 times. */
  readonly maxAttempts?: number | undefined;
  /** The user who scheduled it; undefined if the system did. */
  readonly createdByUuid?: string | undefined;
}

/**
 * Stores a job that a worker claims when its time has come.
 *
 * @param db a Drizzle database or transaction
 * @param job what to do, with which resource, and when
 * @param options the tables of another prefix
 * @returns the job as it is stored, `pending`
 * @throws RuleError `invalid_input`, `user_not_found`
 * @example
 * import { scheduleJob } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const resource = { resourceType: "post", resourceUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61" };
 * const job = { jobType: "publish_post", handlerModule: "posts.publish", ...resource };
 * await scheduleJob(db, { ...job, scheduledAt: new Date(Date.now() + 60 * 60 * 1000) });
 */
export async function scheduleJob(
  db: Db,
  job: NewScheduledJob,
  options: InTables<"scheduledJobs" | "users"> = {},
): Promise<ScheduledJob> {
  const tables = chooseTables(options, job);
  checkJob(job);
  assertRow(tables.scheduledJobs, { ...job });
  return runRule(db, async (tx) => {
    if (job.createdByUuid !== undefined) await lockUser(tx, job.createdByUuid, tables);
    const [stored] = await tx.insert(tables.scheduledJobs).values(job).returning();
    return stored as ScheduledJob;
  });
}

/**
 * Cancels a job that no worker has claimed yet.
 *
 * @param db a Drizzle database or transaction
 * @param uuid the job
 * @param options the tables of another prefix
 * @returns whether the job was pending and is cancelled now
 * @throws RuleError `invalid_input`
 * @example
 * import { cancelScheduledJob } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await cancelScheduledJob(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61"); // false: a worker has it
 */
export async function cancelScheduledJob(
  db: Db,
  uuid: string,
  options: InTables<"scheduledJobs"> = {},
): Promise<boolean> {
  const { scheduledJobs: table } = chooseTables(options);
  assertUuid("job", uuid);
  const cancelled = await runStatement(db, (on) =>
    on
      .update(table)
      .set({ status: "cancelled", updatedAt: serverNow })
      .where(and(eq(table.uuid, uuid), eq(table.status, "pending")))
      .returning({ uuid: table.uuid }),
  );
  return cancelled.length > 0;
}

/**
 * Gives a job a new time and all its attempts again. It may be pending, executed, failed or cancelled; a job that a
 * worker is processing stays as it is.
 *
 * @param db a Drizzle database or transaction
 * @param job the job's uuid and its new time
 * @param options the tables of another prefix
 * @returns the job, `pending`; undefined if there is none or a worker has it
 * @throws RuleError `invalid_input`
 * @example
 * import { rescheduleJob } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const uuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * await rescheduleJob(db, { uuid, scheduledAt: new Date("2027-01-01T09:00:00Z") });
 */
export async function rescheduleJob(
  db: Db,
  job: Pick<ScheduledJob, "uuid" | "scheduledAt">,
  options: InTables<"scheduledJobs"> = {},
): Promise<ScheduledJob | undefined> {
  const { scheduledJobs: table } = chooseTables(options, job);
  const { uuid, scheduledAt } = job;
  assertUuid("job", uuid);
  assertRow(table, { scheduledAt });
  const fresh = { status: "pending", attempts: 0, lastError: null, executedAt: null } as const;
  const [rescheduled] = await runStatement(db, (on) =>
    on
      .update(table)
      .set({ ...fresh, scheduledAt, updatedAt: serverNow })
      .where(and(eq(table.uuid, uuid), ne(table.status, "processing")))
      .returning(),
  );
  return rescheduled;
}

const weekMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Deletes jobs that were executed, failed or cancelled some time ago.
 *
 * @param db a Drizzle database or transaction
 * @param options after how many milliseconds a job is deleted, 7 days by default, and the tables of another prefix
 * @returns how many were deleted
 * @throws RuleError `invalid_input`
 * @example
 * import { deleteOldScheduledJobs } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await deleteOldScheduledJobs(db, { olderThanMs: 30 * 24 * 60 * 60 * 1000 });
 */
export async function deleteOldScheduledJobs(
  db: Db,
  options: InTables<"scheduledJobs"> & { readonly olderThanMs?: number | undefined } = {},
): Promise<number> {
  const tables = chooseTables(options);
  const { olderThanMs = weekMs } = options;
  const { scheduledJobs: table } = tables;
  const isOld = lt(table.updatedAt, computeTimeAgo("olderThanMs", olderThanMs));
  const isDone = inArray(table.status, ["executed", "failed", "cancelled"]);
  const deleted = await runStatement(db, (on) =>
    on.delete(table).where(and(isDone, isOld)).returning({ uuid: table.uuid }),
  );
  return deleted.length;
}

const required = ["jobType", "handlerModule", "resourceType"] as const;

function checkJob(job: NewScheduledJob): void {
  for (const name of required) assertText(name, job[name], { min: 1, max: 255 });
  assertUuid("resource", job.resourceUuid);
  const { scheduledAt, args = {}, priority = 0, maxAttempts = 3 } = job;
  if (!(scheduledAt instanceof Date)) {
    throw invalidInputError(
      "A job needs a time.",
      "Give scheduledAt as a Date; one in the past is due at once.",
    );
  }
  if (!isObject(args)) {
    throw invalidInputError("The args of a job must be an object.", "Give JSON values under text keys.");
  }
  if (priority < 0) {
    throw invalidInputError(`A job can't have the priority ${priority}.`, "Give 0 or a higher number.");
  }
  if (maxAttempts < 1) {
    throw invalidInputError(`A job can't be tried ${maxAttempts} times.`, "Allow at least one attempt.");
  }
}
