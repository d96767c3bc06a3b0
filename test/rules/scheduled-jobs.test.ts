import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { defineTables, type ScheduledJob, scheduledJobs, type Tables } from "../../src/index.ts";
import {
  claimDueJobs,
  failScheduledJob,
  finishScheduledJob,
  reclaimStaleJobs,
} from "../../src/rules/claimed-jobs.ts";
import {
  cancelScheduledJob,
  deleteOldScheduledJobs,
  type NewScheduledJob,
  rescheduleJob,
  scheduleJob,
} from "../../src/rules/scheduled-jobs.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const nobody = "018f0000-0000-7000-8000-000000000000";
const twenty = Array.from({ length: 20 });
const past = new Date("2025-01-01T00:00:00Z");
let racers: Pool;
const db = () => drizzle({ client: racers });

beforeAll(() => {
  racers = openPool(database().url, { max: 20 });
});
afterAll(() => racers.end());
beforeEach(async () => {
  await emptyTables(database().pool, "phoenix_kit_scheduled_jobs");
});

const job: NewScheduledJob = {
  jobType: "publish_post",
  handlerModule: "posts.publish",
  resourceType: "post",
  resourceUuid: nobody,
  scheduledAt: past,
};
const schedule = (more: Partial<NewScheduledJob> = {}) => scheduleJob(db(), { ...job, ...more });

/** A job that a worker has claimed just now. */
async function claimed(more: Partial<NewScheduledJob> = {}): Promise<ScheduledJob> {
  await schedule(more);
  const [one] = await claimDueJobs(db(), { limit: 1 });
  return one as ScheduledJob;
}

/** What the database has. */
async function stored(table: Tables["scheduledJobs"] = scheduledJobs): Promise<ScheduledJob[]> {
  return db().select().from(table).orderBy(table.uuid);
}

/** Lets all jobs look as if nothing had happened to them for a while. */
async function age(interval: string) {
  await database().pool.query("UPDATE phoenix_kit_scheduled_jobs SET updated_at = now() - $1::interval", [
    interval,
  ]);
}

test.each(["public", quotedPrefix])("a job is pending, claimed, executed (%s)", async (prefix) => {
  const tables = defineTables(prefix);
  const pending = await scheduleJob(db(), { ...job, args: { draft: true } }, { tables });
  expect(pending).toMatchObject({
    ...job,
    args: { draft: true },
    status: "pending",
    attempts: 0,
    maxAttempts: 3,
    priority: 0,
    executedAt: null,
    lastError: null,
    createdByUuid: null,
  });
  const [taken, ...others] = await claimDueJobs(db(), { tables });
  expect(others).toEqual([]);
  expect(taken).toEqual({ ...pending, status: "processing", updatedAt: expect.any(Date) });
  expect(await claimDueJobs(db(), { tables })).toEqual([]);
  expect(await finishScheduledJob(db(), taken as ScheduledJob, { tables })).toBe(true);
  expect(await finishScheduledJob(db(), taken as ScheduledJob, { tables })).toBe(false);
  const [executed] = await stored(tables.scheduledJobs);
  expect(executed).toMatchObject({ status: "executed", attempts: 0, executedAt: expect.any(Date) });
  if (prefix !== "public") expect(await stored()).toEqual([]);
});

test("due jobs come by priority, then by time, and those of the future don't come", async () => {
  const at = (n: number) => new Date(past.getTime() + n);
  const expected = [
    await schedule({ priority: 9, scheduledAt: at(5) }),
    await schedule({ priority: 1, scheduledAt: at(1) }),
    await schedule({ priority: 1, scheduledAt: at(2) }),
    await schedule({ scheduledAt: at(0) }),
  ].map(({ uuid }) => uuid);
  await schedule({ priority: 99, scheduledAt: new Date(Date.now() + 60_000) });
  const first = await claimDueJobs(db(), { limit: 3 });
  const rest = await claimDueJobs(db());
  expect([...first, ...rest].map(({ uuid }) => uuid)).toEqual(expected);
  expect(first).toHaveLength(3);
});

test("a worker takes the jobs of its own handlers", async () => {
  await schedule({ handlerModule: "MyApp.Workers.Mail" });
  const own = await schedule();
  expect(await claimDueJobs(db(), { handlerModules: [] })).toEqual([]);
  const taken = await claimDueJobs(db(), { handlerModules: ["posts.publish", "posts.hide"] });
  expect(taken.map(({ uuid }) => uuid)).toEqual([own.uuid]);
});

test("20 workers at once claim each of 100 jobs once", async () => {
  for (let n = 0; n < 100; n++) await schedule({ priority: n % 3 });
  const claims: ScheduledJob[][] = [];
  const work = async () => {
    for (;;) {
      const taken = await claimDueJobs(db(), { limit: 3 });
      if (taken.length === 0) return;
      claims.push(taken);
    }
  };
  await Promise.all(twenty.map(work));
  const all = claims.flat().map(({ uuid }) => uuid);
  expect(all).toHaveLength(100);
  expect(new Set(all).size).toBe(100);
});

test("of 20 workers that want the one due job, one gets it, and of 20 marks one counts", async () => {
  const { uuid } = await schedule();
  const taken = (await Promise.all(twenty.map(() => claimDueJobs(db())))).flat();
  expect(taken.map((one) => one.uuid)).toEqual([uuid]);
  const [mine] = taken as [ScheduledJob];
  const marks = await Promise.all(twenty.map(() => finishScheduledJob(db(), mine)));
  expect(marks.filter(Boolean)).toHaveLength(1);
});

test("an error counts an attempt, and the last one makes the job failed", async () => {
  const one = await claimed({ maxAttempts: 2 });
  expect(await failScheduledJob(db(), { ...one, error: "no\0 host" })).toBe("pending");
  expect(await stored()).toMatchObject([{ status: "pending", attempts: 1, lastError: "no\uFFFD host" }]);
  const [again] = await claimDueJobs(db());
  expect(await failScheduledJob(db(), { ...(again as ScheduledJob), error: "gone" })).toBe("failed");
  expect(await stored()).toMatchObject([{ status: "failed", attempts: 2, lastError: "gone" }]);
  expect(await failScheduledJob(db(), { ...(again as ScheduledJob), error: "late" })).toBeUndefined();
  expect(await claimDueJobs(db())).toEqual([]);
});

test("jobs that have been processing for an hour are pending again, or failed after the last attempt", async () => {
  await claimed();
  await claimed({ maxAttempts: 1 });
  await age("59 minutes");
  expect(await reclaimStaleJobs(db())).toEqual({ pending: 0, failed: 0 });
  await age("61 minutes");
  expect(await reclaimStaleJobs(db())).toEqual({ pending: 1, failed: 1 });
  const lastError = "stale processing reclaim";
  expect(await stored()).toMatchObject([
    { status: "pending", attempts: 1, lastError },
    { status: "failed", attempts: 1, lastError },
  ]);
  await claimDueJobs(db());
  await age("2 seconds");
  expect(await reclaimStaleJobs(db(), { staleAfterMs: 1000 })).toEqual({ pending: 1, failed: 0 });
});

test("of 20 that reclaim at once, one counts the attempt", async () => {
  await claimed({ maxAttempts: 30 });
  await age("2 hours");
  const counts = await Promise.all(twenty.map(() => reclaimStaleJobs(db())));
  expect(counts.reduce((sum, { pending }) => sum + pending, 0)).toBe(1);
  expect(await stored()).toMatchObject([{ attempts: 1 }]);
});

test("a worker whose job was reclaimed cannot mark the claim of the next worker", async () => {
  const slow = await claimed();
  await age("2 hours");
  await reclaimStaleJobs(db());
  expect(await finishScheduledJob(db(), slow)).toBe(false);
  const [next] = await claimDueJobs(db());
  expect(await finishScheduledJob(db(), slow)).toBe(false);
  expect(await failScheduledJob(db(), { ...slow, error: "late" })).toBeUndefined();
  expect(await finishScheduledJob(db(), next as ScheduledJob)).toBe(true);
});

test("only a pending job can be cancelled", async () => {
  const { uuid } = await schedule();
  expect(await cancelScheduledJob(db(), uuid)).toBe(true);
  expect(await cancelScheduledJob(db(), uuid)).toBe(false);
  expect(await claimDueJobs(db())).toEqual([]);
  const busy = await claimed();
  expect(await cancelScheduledJob(db(), busy.uuid)).toBe(false);
  expect(await cancelScheduledJob(db(), nobody)).toBe(false);
});

test("a job is cancelled or claimed, never both", async () => {
  for (let round = 0; round < 10; round++) {
    const { uuid } = await schedule();
    const [cancelled, taken] = await Promise.all([cancelScheduledJob(db(), uuid), claimDueJobs(db())]);
    expect(taken.length).toBe(cancelled ? 0 : 1);
  }
});

test("a rescheduled job has all its attempts again, but not while a worker has it", async () => {
  const one = await claimed({ maxAttempts: 1 });
  expect(await rescheduleJob(db(), { uuid: one.uuid, scheduledAt: past })).toBeUndefined();
  await failScheduledJob(db(), { ...one, error: "gone" });
  const scheduledAt = new Date(Date.now() - 1000);
  expect(await rescheduleJob(db(), { uuid: one.uuid, scheduledAt })).toMatchObject({
    status: "pending",
    attempts: 0,
    lastError: null,
    executedAt: null,
    scheduledAt,
  });
  const [again] = await claimDueJobs(db());
  await finishScheduledJob(db(), again as ScheduledJob);
  expect(await rescheduleJob(db(), { uuid: one.uuid, scheduledAt })).toMatchObject({ executedAt: null });
  expect(await rescheduleJob(db(), { uuid: nobody, scheduledAt })).toBeUndefined();
});

test("done jobs are deleted after 7 days, others never", async () => {
  const waiting = await schedule({ scheduledAt: new Date(Date.now() + 60_000) });
  const cancelled = await schedule();
  await cancelScheduledJob(db(), cancelled.uuid);
  const failed = await claimed({ maxAttempts: 1 });
  await failScheduledJob(db(), { ...failed, error: "" });
  await finishScheduledJob(db(), await claimed());
  const busy = await claimed();
  await age("6 days");
  expect(await deleteOldScheduledJobs(db())).toBe(0);
  await age("8 days");
  expect(await deleteOldScheduledJobs(db(), { olderThanMs: 9 * 24 * 60 * 60 * 1000 })).toBe(0);
  expect(await deleteOldScheduledJobs(db())).toBe(3);
  expect((await stored()).map(({ uuid }) => uuid)).toEqual([waiting.uuid, busy.uuid].sort());
});

test.each<[string, object]>([
  ["no type", { jobType: "" }],
  ["a type of 256 characters", { jobType: "x".repeat(256) }],
  ["no handler", { handlerModule: "" }],
  ["a handler with NUL", { handlerModule: "a\0" }],
  ["no type of the resource", { resourceType: "" }],
  ["a resource that is no uuid", { resourceUuid: "1" }],
  ["an invalid time", { scheduledAt: new Date("never") }],
  ["no time", { scheduledAt: undefined }],
  ["a negative priority", { priority: -1 }],
  ["half a priority", { priority: 0.5 }],
  ["no attempt", { maxAttempts: 0 }],
  ["too many attempts", { maxAttempts: 2 ** 31 }],
  ["a list as args", { args: [] }],
  ["args that cannot be stored", { args: { text: "\0" } }],
])("a job with %s is refused", async (_, wrong) => {
  await expect(schedule(wrong)).rejects.toMatchObject({
    name: "RuleError",
    code: "invalid_input",
    remedy: expect.stringMatching(/\w/),
  });
  expect(await stored()).toEqual([]);
});

test("a job of an unknown user is refused, and the caller's transaction goes on", async () => {
  await db().transaction(async (tx) => {
    const refused = scheduleJob(tx, { ...job, createdByUuid: nobody });
    await expect(refused).rejects.toMatchObject({ name: "RuleError", code: "user_not_found" });
    await scheduleJob(tx, job);
  });
  expect(await stored()).toHaveLength(1);
});

test("limits, times and uuids that make no sense are refused", async () => {
  const refusal = { name: "RuleError", code: "invalid_input" };
  for (const limit of [0, 1.5, Number.NaN])
    await expect(claimDueJobs(db(), { limit })).rejects.toMatchObject(refusal);
  await expect(reclaimStaleJobs(db(), { staleAfterMs: -1 })).rejects.toMatchObject(refusal);
  await expect(deleteOldScheduledJobs(db(), { olderThanMs: 0.5 })).rejects.toMatchObject(refusal);
  await expect(cancelScheduledJob(db(), "1")).rejects.toMatchObject(refusal);
  await expect(finishScheduledJob(db(), { uuid: "1", attempts: 0 })).rejects.toMatchObject(refusal);
  await expect(failScheduledJob(db(), { uuid: nobody, attempts: 0.5, error: "" })).rejects.toMatchObject(
    refusal,
  );
  const scheduledAt = new Date("never");
  await expect(rescheduleJob(db(), { uuid: nobody, scheduledAt })).rejects.toMatchObject(refusal);
});
