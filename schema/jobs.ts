import { sql } from "drizzle-orm";
import { bigserial, check, index, integer, jsonb, text } from "drizzle-orm/pg-core";
import { obanJobStates } from "./allowed-values.ts";
import type { JsonObject } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import { utcMicros } from "./timestamp-columns.ts";

const utcNow = sql`timezone('UTC'::text, now())`;

/** Background jobs, as Oban keeps them (its schema version 14). */
export function defineJobTables({ table, enumType }: Namespace) {
  const obanJobState = enumType("oban_job_state", obanJobStates);

  /** One row per job, with its arguments, its state and what went wrong in each attempt. */
  const obanJobs = table(
    "oban_jobs",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      state: obanJobState("state").notNull().default("available"),
      queue: text("queue").notNull().default("default"),
      worker: text("worker").notNull(),
      args: jsonb("args").$type<JsonObject>().notNull().default({}),
      errors: jsonb("errors").$type<JsonObject>().array().notNull().default(sql`ARRAY[]::jsonb[]`),
      attempt: integer("attempt").notNull().default(0),
      maxAttempts: integer("max_attempts").notNull().default(20),
      insertedAt: utcMicros("inserted_at").notNull().default(utcNow),
      scheduledAt: utcMicros("scheduled_at").notNull().default(utcNow),
      attemptedAt: utcMicros("attempted_at"),
      completedAt: utcMicros("completed_at"),
      attemptedBy: text("attempted_by").array(),
      discardedAt: utcMicros("discarded_at"),
      priority: integer("priority").notNull().default(0),
      tags: text("tags").array().default(sql`ARRAY[]::text[]`),
      meta: jsonb("meta").$type<JsonObject>().default({}),
      cancelledAt: utcMicros("cancelled_at"),
    },
    (t) => [
      check("attempt_range", sql`attempt >= 0 AND attempt <= max_attempts`),
      check("non_negative_priority", sql`priority >= 0`),
      check("positive_max_attempts", sql`max_attempts > 0`),
      check("queue_length", sql`char_length(queue) > 0 AND char_length(queue) < 128`),
      check("worker_length", sql`char_length(worker) > 0 AND char_length(worker) < 128`),
      index("oban_jobs_args_index").using("gin", t.args),
      index("oban_jobs_meta_index").using("gin", t.meta),
      index("oban_jobs_state_queue_priority_scheduled_at_id_index").on(
        t.state,
        t.queue,
        t.priority,
        t.scheduledAt,
        t.id,
      ),
      index("oban_jobs_state_cancelled_at_index").on(t.state, t.cancelledAt),
      index("oban_jobs_state_discarded_at_index").on(t.state, t.discardedAt),
    ],
  );

  /** Which node leads each Oban instance, and until when. */
  const obanPeers = table("oban_peers", {
    name: text("name").primaryKey(),
    node: text("node").notNull(),
    startedAt: utcMicros("started_at").notNull(),
    expiresAt: utcMicros("expires_at").notNull(),
  });

  return { obanJobState, obanJobs, obanPeers };
}
