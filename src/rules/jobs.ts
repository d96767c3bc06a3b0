import type { JsonObject, ObanJob } from "../../schema/index.ts";
import { assertDate, assertList, assertText, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { assertRow } from "./row.ts";
import { runStatement } from "./run-rule.ts";

/** The workers of an Elixir application: their modules, without `Elixir.`, with the arguments of each `perform/1`. */
export type JobWorkers = Readonly<Record<string, JsonObject>>;

/**
 * A job for a worker of the Elixir application. With a map of its workers, only those can be given, each with its own
 * arguments; without a map, any.
 */
export type NewJob<Workers extends JobWorkers = JobWorkers> = JobOptions &
  {
    readonly [Name in keyof Workers & string]: {
      /** The worker's module, without `Elixir.`: `MyApp.Workers.Mailer`. */
      readonly worker: Name;
      /** What its `perform/1` gets: JSON values under text keys. */
      readonly args: Workers[Name];
    };
  }[keyof Workers & string];

interface JobOptions {
  /** The queue, which the application must run; default: `default`. */
  readonly queue?: string | undefined;
  /** Not before this moment; default: at once. */
  readonly scheduledAt?: Date | undefined;
  /** How often it may be tried; default: 20 times. */
  readonly maxAttempts?: number | undefined;
  /** 0, which is the default and comes first, to 9. */
  readonly priority?: number | undefined;
  /** Words to find the job by, for people and for the application. Default: none. */
  readonly tags?: readonly string[] | undefined;
  /** What else to keep with the job; Oban adds to it. Default: nothing. */
  readonly meta?: JsonObject | undefined;
}

/**
 * Adds a job for Oban, which looks for due jobs every second. In a transaction, the job appears when the transaction
 * commits.
 *
 * @param db a Drizzle database or transaction
 * @param job the worker, its arguments, and when to run it
 * @param options the tables of another prefix, which Oban has to be configured with
 * @returns the job as it is stored: `available`, or `scheduled` if `scheduledAt` is given
 * @throws RuleError `invalid_input` if Oban could not run such a job
 * @example
 * import { enqueueJob } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * type Workers = {
 *   "MyApp.Workers.ProcessFile": { file_uuid: string };
 *   "MyApp.Workers.Welcome": { user_uuid: string };
 * };
 * const args = { file_uuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61" };
 * await enqueueJob<Workers>(db, { worker: "MyApp.Workers.ProcessFile", args, queue: "file_processing" });
 */
export async function enqueueJob<Workers extends JobWorkers = JobWorkers>(
  db: Db,
  job: NewJob<Workers>,
  options: InTables<"obanJobs"> = {},
): Promise<ObanJob> {
  const { obanJobs: table } = chooseTables(options, job);
  checkJob(job);
  const { tags = [], scheduledAt, ...columns } = job;
  const when = scheduledAt ? ({ state: "scheduled", scheduledAt } as const) : {};
  const row = { ...columns, ...when, tags: [...tags] };
  assertRow(table, row);
  return runStatement(db, async (tx) => {
    const [stored] = await tx.insert(table).values(row).returning();
    return stored as ObanJob;
  });
}

function checkJob({
  worker,
  queue = "default",
  scheduledAt,
  maxAttempts = 20,
  priority = 0,
  tags = [],
}: JobOptions & { readonly worker: string }) {
  assertText("worker", worker, { min: 1, max: 127 });
  assertText("queue", queue, { min: 1, max: 127 });
  assertList("tags", tags);
  for (const tag of tags) assertText("tag", tag, { min: 1, max: 255 });
  if (!/^[A-Z]\w*(\.[A-Z]\w*)*$/.test(worker) || worker.startsWith("Elixir.")) {
    throw invalidInputError(
      `The worker ${quote(worker)} is not the name of an Elixir module.`,
      "Name it as Elixir shows it, such as MyApp.Workers.Mailer, without Elixir. before it.",
    );
  }
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) {
    throw invalidInputError(`A job can't be tried ${maxAttempts} times.`, "Allow at least one attempt.");
  }
  if (!Number.isInteger(priority) || priority < 0 || priority > 9) {
    throw invalidInputError(
      `A job can't have the priority ${priority}.`,
      "Give a whole number from 0, the first, to 9.",
    );
  }
  if (scheduledAt !== undefined) assertDate("scheduledAt", scheduledAt);
}
