import { sql } from "drizzle-orm";
import { bigserial, check, foreignKey, index, integer, jsonb, text, uuid } from "drizzle-orm/pg-core";
import { obanJobStates, type ScheduledJobStatus } from "./allowed-values.ts";
import { insertedAt, instant, type JsonObject, updatedAt, uuidKey, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import { utcMicros } from "./timestamp-columns.ts";
import type { UserTables } from "./users.ts";

const utcNow = sql`timezone('UTC'::text, now())`;

/** Background jobs: the application's own, by date, and Oban's (its schema version 14). */
export function defineJobTables(
  { table, enumType, newUuid }: Namespace,
  { users }: Pick<UserTables, "users">,
) {
  /** One row per thing to do with a resource at a given time, with its attempts. It outlives its creator. */
  const scheduledJobs = table(
    "phoenix_kit_scheduled_jobs",
    {
      uuid: uuidKey(newUuid),
      jobType: varchar255("job_type").notNull(),
      handlerModule: varchar255("handler_module").notNull(),
      resourceType: varchar255("resource_type").notNull(),
      resourceUuid: uuid("resource_uuid").notNull(),
      scheduledAt: instant("scheduled_at").notNull(),
      executedAt: instant("executed_at"),
      status: varchar255("status").$type<ScheduledJobStatus>().notNull().default("pending"),
      attempts: integer("attempts").notNull().default(0),
      maxAttempts: integer("max_attempts").notNull().default(3),
      lastError: text("last_error"),
      args: jsonb("args").$type<JsonObject>().notNull().default({}),
      priority: integer("priority").notNull().default(0),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      createdByUuid: uuid("created_by_uuid"),
    },
    (t) => [
      foreignKey({
        name: "fk_scheduled_jobs_created_by_uuid",
        columns: [t.createdByUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      index("phoenix_kit_scheduled_jobs_status_scheduled_idx").on(t.status, t.scheduledAt),
      index("phoenix_kit_scheduled_jobs_resource_idx").on(t.resourceType, t.resourceUuid),
      index("phoenix_kit_scheduled_jobs_job_type_idx").on(t.jobType),
      index("phoenix_kit_scheduled_jobs_priority_idx").on(t.status, t.priority, t.scheduledAt),
      index("phoenix_kit_scheduled_jobs_created_by_uuid_idx").on(t.createdByUuid),
    ],
  );

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

  return { scheduledJobs, obanJobState, obanJobs, obanPeers };
}
