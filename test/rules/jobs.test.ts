import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineTables } from "../../src/index.ts";
import { enqueueJob, type NewJob } from "../../src/rules/jobs.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
let pool: Pool;
const db = () => drizzle({ client: pool });

beforeAll(async () => {
  // Oban's times are UTC, whatever zone a session is in.
  pool = openPool(database().url, { max: 20, options: "-c TimeZone=Pacific/Kiritimati" });
});
afterAll(() => pool.end());

/** The jobs of a queue that Oban would take now: those of the state `available` whose time has come. */
async function takenNow(queue: string) {
  const { rows } = await pool.query(
    `SELECT id::int, worker, args FROM oban_jobs
     WHERE state = 'available' AND queue = $1 AND attempt < max_attempts AND scheduled_at <= timezone('UTC', now())
     ORDER BY priority, scheduled_at, id`,
    [queue],
  );
  return rows;
}

test("a job is there for Oban at once, with Oban's own defaults", async () => {
  const args = { file_uuid: "018f", nested: { ключ: [1, null, "ä"] } };
  const before = Date.now() - 1000;
  const job = await enqueueJob(db(), { worker: "MyApp.Workers.ProcessFile", args });
  expect(job).toEqual({
    id: job.id,
    state: "available",
    queue: "default",
    worker: "MyApp.Workers.ProcessFile",
    args,
    errors: [],
    attempt: 0,
    maxAttempts: 20,
    priority: 0,
    tags: [],
    meta: {},
    insertedAt: expect.any(Date),
    scheduledAt: expect.any(Date),
    attemptedAt: null,
    attemptedBy: null,
    completedAt: null,
    discardedAt: null,
    cancelledAt: null,
  });
  expect(job.scheduledAt.getTime()).toBeGreaterThan(before);
  expect(job.scheduledAt.getTime()).toBeLessThan(Date.now() + 1000);
  expect(await takenNow("default")).toEqual([{ id: job.id, worker: job.worker, args }]);
});

test("a scheduled job waits until its time, which is UTC", async () => {
  const scheduledAt = new Date("2099-12-31T23:30:00.123Z");
  const job = await enqueueJob(db(), { worker: "A", args: {}, queue: "later", scheduledAt });
  expect(job).toMatchObject({ state: "scheduled", scheduledAt });
  expect(await takenNow("later")).toEqual([]);
  const { rows } = await pool.query("SELECT scheduled_at::text AS at FROM oban_jobs WHERE id = $1", [job.id]);
  expect(rows).toEqual([{ at: "2099-12-31 23:30:00.123" }]);
});

test("what Oban takes first is what has the smaller number", async () => {
  for (const priority of [9, 0, 5])
    await enqueueJob(db(), { worker: "A", args: { priority }, queue: "order", priority });
  expect((await takenNow("order")).map(({ args }) => args.priority)).toEqual([0, 5, 9]);
});

test("attempts, tags and meta are stored as they are given", async () => {
  const given = { maxAttempts: 1, tags: ["a", 'b "c"', "{d}"], meta: { by: "ä" }, queue: "q".repeat(127) };
  expect(await enqueueJob(db(), { worker: `A${"b".repeat(126)}`, args: {}, ...given })).toMatchObject(given);
});

test("20 jobs at once are 20, also when they are alike", async () => {
  const job = { worker: "MyApp.Worker", args: {}, queue: "many" };
  const jobs = await Promise.all(Array.from({ length: 20 }, () => enqueueJob(db(), job)));
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(20);
  expect(await takenNow("many")).toHaveLength(20);
});

test.each([
  { worker: "" },
  { worker: "my_app.worker" },
  { worker: "Elixir.MyApp.Worker" },
  { worker: "MyApp..Worker" },
  { worker: `A${"b".repeat(127)}` },
  { queue: "" },
  { queue: "q".repeat(128) },
  { maxAttempts: 0 },
  { maxAttempts: 1.5 },
  { priority: -1 },
  { priority: 10 },
  { tags: [""] },
  { scheduledAt: new Date("later") },
] satisfies Partial<NewJob>[])("%o is refused, for Oban could not run it", async (wrong) => {
  const refused = enqueueJob(db(), { worker: "MyApp.Worker", args: {}, ...wrong });
  await expect(refused).rejects.toMatchObject({
    name: "RuleError",
    code: "invalid_input",
    remedy: expect.any(String),
  });
});

test("a job of a transaction that is rolled back never was, and a prefix has jobs of its own", async () => {
  const prefix = quotedPrefix;
  const tables = defineTables(prefix);
  const job = { worker: "MyApp.Worker", args: {}, queue: "tenant" };
  const rolledBack = db().transaction(async (tx) => {
    await enqueueJob(tx, job, { tables });
    tx.rollback();
  });
  await expect(rolledBack).rejects.toThrow("Rollback");
  expect(await db().$count(tables.obanJobs)).toBe(0);
  await db().transaction((tx) => enqueueJob(tx, job, { tables }));
  expect(await db().$count(tables.obanJobs)).toBe(1);
  expect(await takenNow("tenant")).toEqual([]);
});
