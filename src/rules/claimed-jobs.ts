import { and, asc, desc, eq, inArray, lt, lte, sql } from "drizzle-orm";
import type { ScheduledJob, Tables } from "../../schema/index.ts";
import { assertList, assertString, assertText, assertUuid, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { assertRow, toStorableText } from "./row.ts";
import { runStatement } from "./run-rule.ts";
import { computeTimeAgo, serverNow } from "./server-time.ts";

type JobTable = Tables["scheduledJobs"];

/** Which jobs a worker takes, and how many. */
export interface ClaimOptions extends InTables<"scheduledJobs"> {
  /** How many at most; default: 10. */
  readonly limit?: number | undefined;
  /** The handlers that this worker has; jobs for others are left to other workers. Default: every job. */
  readonly handlerModules?: readonly string[] | undefined;
}

/** A job as `claimDueJobs` returned it: `attempts` tells a worker's claim from a later one. */
export type ClaimedJob = Pick<ScheduledJob, "uuid" | "attempts">;

/**
 * Takes pending jobs that are due by the server's clock and marks them `processing`: high priorities first, then the
 * earliest. Concurrent workers never take the same job. Run the handlers after the transaction has committed, and call
 * `finishScheduledJob` or `failScheduledJob` for each.
 *
 * @param db a Drizzle database or transaction
 * @param options how many, for which handlers, and the tables of another prefix
 * @returns the jobs in the order in which to run them; a job runs again if its worker dies
 * @throws RuleError `invalid_input`
 * @example
 * import { claimDueJobs, failScheduledJob, finishScheduledJob } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * for (const job of await claimDueJobs(db, { handlerModules: ["posts.publish"] })) {
 *   try {
 *     console.log("publish", job.resourceUuid);
 *     await finishScheduledJob(db, job);
 *   } catch (error) {
 *     await failScheduledJob(db, { ...job, error: String(error) });
 *   }
 * }
 */
export async function claimDueJobs(db: Db, options: ClaimOptions = {}): Promise<ScheduledJob[]> {
  const tables = chooseTables(options);
  const { limit = 10, handlerModules } = options;
  const { scheduledJobs: table } = tables;
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw invalidInputError(`A worker can't claim ${quote(limit)} jobs.`, "Give a whole number, 1 or more.");
  }
  if (handlerModules !== undefined) assertList("handler modules", handlerModules);
  for (const name of handlerModules ?? []) assertText("handler module", name, { max: 255 });
  return runStatement(db, (on) => {
    const due = on.$with("due").as(
      on
        .select({ uuid: table.uuid })
        .from(table)
        .where(
          and(
            eq(table.status, "pending"),
            lte(table.scheduledAt, serverNow),
            handlerModules && inArray(table.handlerModule, [...handlerModules]),
          ),
        )
        .orderBy(desc(table.priority), asc(table.scheduledAt), asc(table.uuid))
        .limit(limit)
        .for("update", { skipLocked: true }),
    );
    const claimed = on.$with("claimed").as(
      on
        .update(table)
        .set({ status: "processing", updatedAt: serverNow })
        .where(and(eq(table.status, "pending"), inArray(table.uuid, on.select({ uuid: due.uuid }).from(due))))
        .returning(),
    );
    return on
      .with(due, claimed)
      .select()
      .from(claimed)
      .orderBy(desc(claimed.priority), asc(claimed.scheduledAt), asc(claimed.uuid));
  });
}

/**
 * Marks a job as executed. It does nothing if the job was reclaimed from this worker in the meantime
 * (`reclaimStaleJobs`).
 *
 * @param db a Drizzle database or transaction
 * @param job the job as `claimDueJobs` returned it
 * @param options the tables of another prefix
 * @returns whether the job was still this worker's
 * @throws RuleError `invalid_input`
 * @example
 * import { claimDueJobs, finishScheduledJob } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const [job] = await claimDueJobs(db, { limit: 1 });
 * if (job) await finishScheduledJob(db, job);
 */
export async function finishScheduledJob(
  db: Db,
  job: ClaimedJob,
  options: InTables<"scheduledJobs"> = {},
): Promise<boolean> {
  const { scheduledJobs: table } = chooseTables(options, job);
  assertClaim(table, job);
  const finished = await runStatement(db, (on) =>
    on
      .update(table)
      .set({ status: "executed", executedAt: serverNow, updatedAt: serverNow })
      .where(isClaim(table, job))
      .returning({ uuid: table.uuid }),
  );
  return finished.length > 0;
}

/**
 * Counts a failed attempt and stores its error. The job becomes pending again and is due at once, or failed if that was
 * its last attempt. It does nothing if the job was reclaimed from this worker in the meantime.
 *
 * @param db a Drizzle database or transaction
 * @param job the job as `claimDueJobs` returned it, with the error of the attempt
 * @param options the tables of another prefix
 * @returns what the job is now; undefined if it was not this worker's any more
 * @throws RuleError `invalid_input`
 * @example
 * import { claimDueJobs, failScheduledJob } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const [job] = await claimDueJobs(db, { limit: 1 });
 * if (job) await failScheduledJob(db, { ...job, error: "The post is gone." }); // "pending"
 */
export async function failScheduledJob(
  db: Db,
  job: ClaimedJob & { readonly error: string },
  options: InTables<"scheduledJobs"> = {},
): Promise<"pending" | "failed" | undefined> {
  const { scheduledJobs: table } = chooseTables(options, job);
  assertClaim(table, job);
  assertString("error of a job", job.error);
  const lastError = toStorableText(job.error);
  const [failed] = await runStatement(db, (on) =>
    on
      .update(table)
      .set({ ...countAttempt(table), lastError, updatedAt: serverNow })
      .where(isClaim(table, job))
      .returning({ status: table.status }),
  );
  return failed?.status as "pending" | "failed" | undefined;
}

const hourMs = 60 * 60 * 1000;

/**
 * Takes jobs back from workers that have died: for each job that has been processing for too long, a failed attempt is
 * counted, with the error `stale processing reclaim`, and the job becomes pending again or failed.
 *
 * @param db a Drizzle database or transaction
 * @param options after how many milliseconds a job is reclaimed, one hour by default, and the tables of another prefix
 * @returns how many jobs are pending again, and how many have failed
 * @throws RuleError `invalid_input`
 * @example
 * import { reclaimStaleJobs } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const { pending, failed } = await reclaimStaleJobs(db, { staleAfterMs: 10 * 60 * 1000 });
 * console.log(pending, failed);
 */
export async function reclaimStaleJobs(
  db: Db,
  options: InTables<"scheduledJobs"> & { readonly staleAfterMs?: number | undefined } = {},
): Promise<{ pending: number; failed: number }> {
  const tables = chooseTables(options);
  const { staleAfterMs = hourMs } = options;
  const { scheduledJobs: table } = tables;
  const isStale = lt(table.updatedAt, computeTimeAgo("staleAfterMs", staleAfterMs));
  const reclaimed = await runStatement(db, (on) =>
    on
      .update(table)
      .set({ ...countAttempt(table), lastError: "stale processing reclaim", updatedAt: serverNow })
      .where(and(eq(table.status, "processing"), isStale))
      .returning({ status: table.status }),
  );
  const failed = reclaimed.filter(({ status }) => status === "failed").length;
  return { pending: reclaimed.length - failed, failed };
}

/** Whether a job is still this worker's: after a reclaim, it has one attempt more. */
function isClaim(table: JobTable, { uuid, attempts }: ClaimedJob) {
  return and(eq(table.uuid, uuid), eq(table.status, "processing"), eq(table.attempts, attempts));
}

function assertClaim(table: JobTable, { uuid, attempts }: ClaimedJob): void {
  assertUuid("job", uuid);
  assertRow(table, { attempts });
}

/** Counts one more attempt, and sets the status that follows. */
function countAttempt({ attempts, maxAttempts }: JobTable) {
  return {
    attempts: sql`${attempts} + 1`,
    status: sql<
      ScheduledJob["status"]
    >`CASE WHEN ${attempts} + 1 >= ${maxAttempts} THEN 'failed' ELSE 'pending' END`,
  };
}
