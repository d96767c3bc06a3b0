import fc from "fast-check";
import type { ClientBase, Pool } from "pg";
import { emptyTables } from "../support/empty-tables.ts";

/** An event as short as it can be written: the uuids are numbers, the moment counts microseconds. */
export type Event = [uuid: number, log: number | null, type: string | null, at: number | null];

/** A log; headers that are undefined are NULL, which those that are null are not. */
export type Log = [uuid: number, awsId: string | null, headers: unknown];

/** The uuids of the events, and of each log the id that AWS gave it, by uuid. */
export interface Outcome {
  events: number[];
  ids: (string | null)[];
}

const uuidOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
const momentOf = (micros: number) => `2025-03-01T00:00:00.${String(micros).padStart(6, "0")}Z`;

/**
 * Takes the keys and NOT NULLs off events: as in databases that PhoenixKit took to its newest version in one run,
 * and worse.
 *
 * @example
 * await loosenEvents(pool);
 */
export async function loosenEvents(pool: Pool): Promise<void> {
  await pool.query(`ALTER TABLE phoenix_kit_email_events
    DROP CONSTRAINT fk_email_events_email_log_uuid,
    ALTER email_log_uuid DROP NOT NULL, ALTER event_type DROP NOT NULL, ALTER occurred_at DROP NOT NULL`);
}

/**
 * Puts these rows, and no others, into the tables of events and logs at version 136.
 *
 * @example
 * await writeRows(pool, [[1, 9, "send", 0]], [[9, null, { MessageId: "a" }]]);
 */
export async function writeRows(pool: Pool, events: readonly Event[], logs: readonly Log[]): Promise<void> {
  await emptyTables(pool, "phoenix_kit_email_events", "phoenix_kit_email_logs");
  await insertEvents(pool, events);
  await pool.query(
    `INSERT INTO phoenix_kit_email_logs (uuid, message_id, "to", "from", aws_message_id, headers, inserted_at, updated_at)
     SELECT uuid, uuid, 'b@example.com', 'a@example.com', aws_id, headers, now(), now()
     FROM unnest($1::uuid[], $2::text[], $3::jsonb[]) AS log (uuid, aws_id, headers)`,
    [
      logs.map(([uuid]) => uuidOf(uuid)),
      logs.map(([, awsId]) => awsId),
      logs.map(([, , headers]) => (headers === undefined ? null : JSON.stringify(headers))),
    ],
  );
}

/** Adds events to those that are there. */
export async function insertEvents(
  database: Pick<ClientBase, "query">,
  events: readonly Event[],
): Promise<void> {
  const nullable = <T, U>(value: T | null, change: (value: T) => U) =>
    value === null ? null : change(value);
  await database.query(
    `INSERT INTO phoenix_kit_email_events (uuid, email_log_uuid, event_type, occurred_at, inserted_at, updated_at)
     SELECT *, now(), now() FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[])`,
    [
      events.map(([uuid]) => uuidOf(uuid)),
      events.map(([, log]) => nullable(log, uuidOf)),
      events.map(([, , type]) => type),
      events.map(([, , , at]) => nullable(at, momentOf)),
    ],
  );
}

/**
 * Reads what {@link writeRows} wrote and a migration left.
 *
 * @example
 * const { events, ids } = await readRows(pool);
 */
export async function readRows(pool: Pool): Promise<Outcome> {
  const events = await pool.query("SELECT uuid FROM phoenix_kit_email_events ORDER BY uuid");
  const logs = await pool.query("SELECT aws_message_id FROM phoenix_kit_email_logs ORDER BY uuid");
  return {
    events: events.rows.map((row) => Number(row.uuid.slice(-12))),
    ids: logs.rows.map((row) => row.aws_message_id),
  };
}

/**
 * What version 137 is to leave of these rows, found by comparing each with each other.
 *
 * @example
 * expectedOf([[1, 9, "send", 0], [2, 9, "send", 5]], []).events; // [ 1 ]
 */
export function expectedOf(events: readonly Event[], logs: readonly Log[]): Outcome {
  const same = (a: Event, b: Event) =>
    a[1] !== null &&
    a[1] === b[1] &&
    a[2] !== null &&
    a[2] === b[2] &&
    (!["open", "click"].includes(a[2]) || (a[3] !== null && a[3] === b[3]));
  const kept = events.filter((event) => !events.some((other) => same(event, other) && other[0] < event[0]));
  const taken = new Set(logs.map(([, awsId]) => awsId));
  const ids = logs
    .toSorted(([a], [b]) => a - b)
    .map(([, awsId, headers]) => {
      const values = ["aws_message_id", "X-AWS-Message-Id", "MessageId"].map(
        (key) => Object(headers)[key] ?? null,
      );
      const claimed = values.find((value) => value !== null) ?? "";
      const text = typeof claimed === "string" ? claimed : JSON.stringify(claimed);
      if (awsId !== null || !/\S/.test(text) || text.length > 255 || taken.has(text)) return awsId;
      taken.add(text);
      return text;
    });
  return { events: kept.map(([uuid]) => uuid).toSorted((a, b) => a - b), ids };
}

const or = <T>(...values: T[]) => fc.constantFrom(...values);

/** Any few events. */
export const anyEvents = fc.uniqueArray(
  fc.tuple(fc.nat(99), or(7, 8, null), or("open", "click", "send", "Open", "", null), or(0, 1, null)),
  { selector: ([uuid]) => uuid, maxLength: 25 },
);
const value = or<unknown>(null, "", " ", "a", "A", " a", "b", 1, false, "1", [], "x".repeat(256));
const anyHeaders = fc.oneof(
  fc.dictionary(or("aws_message_id", "X-AWS-Message-Id", "MessageId", "messageId"), value),
  or<unknown>(undefined, null, "MessageId", ["MessageId"], 5),
);

/** Any few logs, of which no two have the same id. */
export const anyLogs = fc
  .uniqueArray(fc.tuple(fc.nat(99), or("a", "b", null, null, null), anyHeaders), {
    selector: ([uuid]) => uuid,
    maxLength: 12,
  })
  .map((logs) =>
    logs.map(
      ([uuid, awsId, headers], index): Log => [
        uuid,
        logs.findIndex((log) => log[1] === awsId) === index ? awsId : null,
        headers,
      ],
    ),
  );
