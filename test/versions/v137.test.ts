import fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { down, plan, up } from "../../src/index.ts";
import { useDatabase } from "../support/database.ts";
import {
  anyEvents,
  anyLogs,
  type Event,
  expectedOf,
  insertEvents,
  type Log,
  loosenEvents,
  type Outcome,
  readRows,
  writeRows,
} from "./v137-rows.ts";

const database = useDatabase({ from: "empty" });

beforeAll(async () => {
  await up(database().pool, { version: 136 });
  await loosenEvents(database().pool);
});

async function migrated(events: readonly Event[], logs: readonly Log[]): Promise<Outcome> {
  const { pool } = database();
  await down(pool, { version: 136 });
  await writeRows(pool, events, logs);
  await up(pool, { version: 137 });
  return readRows(pool);
}

describe("of events", () => {
  test.each<[name: string, kept: number[], ...events: Event[]]>([
    ["without a log every copy stays", [1, 2], [1, null, "send", 0], [2, null, "send", 0]],
    [
      "opens and clicks without a time stay",
      [1, 2, 3],
      [1, 9, "open", null],
      [2, 9, "open", null],
      [3, 9, "click", null],
    ],
    [
      "that happen once the time is of no account",
      [1],
      [1, 9, "send", null],
      [2, 9, "send", null],
      [3, 9, "send", 5],
    ],
    ["without a type every copy stays", [1, 2], [1, 9, null, 0], [2, 9, null, 0]],
    ["with an empty type one stays", [1], [1, 9, "", 0], [2, 9, "", 1]],
    ["with an unknown type one stays", [1], [1, 9, "lost", 0], [2, 9, "lost", 1]],
    ["with a capital in Open one stays", [1, 3], [1, 9, "Open", 0], [2, 9, "Open", 1], [3, 9, "open", 0]],
    [
      "stored three times the smallest uuid stays, not the earliest",
      [1],
      [3, 9, "send", 0],
      [1, 9, "send", 7],
      [2, 9, "send", 1],
    ],
    ["a microsecond apart both stay", [1, 2], [1, 9, "open", 0], [2, 9, "open", 1]],
    ["at the same instant one stays", [1, 3], [2, 9, "click", 4], [1, 9, "click", 4], [3, 9, "open", 4]],
    ["of different logs both stay", [1, 2], [1, 8, "send", 0], [2, 9, "send", 0]],
  ])("%s", async (_, kept, ...events) => {
    expect((await migrated(events, [])).events).toEqual(kept);
  });
});

const three = { MessageId: "c", "X-AWS-Message-Id": "b", aws_message_id: "a" };
const long = "ü".repeat(255);

describe("the id that AWS gave", () => {
  test.each<[name: string, ids: (string | null)[], ...logs: [awsId: string | null, headers: unknown][]]>([
    ["is the first of three", ["a"], [null, three]],
    ["is the second where the first is null", ["b"], [null, { ...three, aws_message_id: null }]],
    ["is the third where the others are missing", ["c"], [null, { MessageId: "c" }]],
    ["is none where the first is empty", [null], [null, { ...three, aws_message_id: "" }]],
    ["is none where the first is blank", [null], [null, { ...three, aws_message_id: " \t\n" }]],
    ["keeps its blanks", [" a "], [null, { MessageId: " a " }]],
    ["is the JSON of a number", ["123"], [null, { MessageId: 123 }]],
    ["is the JSON of a boolean", ["false"], [null, { MessageId: false }]],
    ["is the JSON of an object", ['{"x": 1}'], [null, { MessageId: { x: 1 } }]],
    ["is the JSON of an array", ["[1, 2]"], [null, { MessageId: [1, 2] }]],
    [
      "is not in headers that are no object",
      [null, null, null, null],
      [null, ["MessageId"]],
      [null, "MessageId"],
      [null, null],
      [null, undefined],
    ],
    ["is not under another spelling", [null], [null, { messageid: "a", "x-aws-message-id": "b" }]],
    ["is none where another log has it", ["a", null], ["a", {}], [null, three]],
    ["goes to the smallest uuid", ["a", null], [null, three], [null, { MessageId: "a" }]],
    ["differs by case", ["a", "A"], [null, { MessageId: "a" }], [null, { MessageId: "A" }]],
    ["may have 255 characters", [long], [null, { MessageId: long }]],
    ["is none with more", [null], [null, { ...three, aws_message_id: `${long}u` }]],
    ["stays where there is one", ["z"], ["z", three]],
  ])("%s", async (_, ids, ...logs) => {
    const rows = logs.map(([awsId, headers], uuid): Log => [uuid, awsId, headers]);
    expect((await migrated([], rows)).ids).toEqual(ids);
  });
});

test("does what the rules say with any events and logs, and nothing more the second time", async () => {
  const { pool } = database();
  await fc.assert(
    fc.asyncProperty(anyEvents, anyLogs, async (events, logs) => {
      const expected = expectedOf(events, logs);
      await down(pool, { version: 136 });
      await writeRows(pool, events, logs);
      const losses = (await plan(pool, "up", { version: 137 })).steps.flatMap((step) => step.losses);
      expect(losses.reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(
        events.length - expected.events.length,
      );
      await up(pool, { version: 137 });
      expect(await readRows(pool)).toEqual(expected);
      await down(pool, { version: 136 });
      expect(await readRows(pool)).toEqual(expected);
      await up(pool, { version: 137 });
      expect(await readRows(pool)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

test("a duplicate that is being written meanwhile is waited for and deleted, too", async () => {
  const { pool } = database();
  await down(pool, { version: 136 });
  await writeRows(pool, [[1, 9, "send", 0]], []);
  const writer = await pool.connect();
  try {
    await writer.query("BEGIN");
    await insertEvents(writer, [[2, 9, "send", 5]]);
    const moved = up(pool, { version: 137 });
    const waiting = `SELECT FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
      WHERE NOT l.granted AND d.datname = current_database()`;
    await vi.waitUntil(async () => (await pool.query(waiting)).rowCount, 5000);
    await writer.query("COMMIT");
    await moved;
  } finally {
    writer.release();
  }
  expect((await readRows(pool)).events).toEqual([1]);
});
