import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Progress } from "../../src/migrate/types.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";

const pauses: number[] = [];
const sleep = timers.setTimeout;

// the pauses are half a minute together
beforeAll(() => {
  timers.setTimeout = (ms = 0, value, options) => {
    pauses.push(ms);
    return sleep(Math.min(ms, 5), value, options);
  };
  syncBuiltinESMExports();
});

afterAll(() => {
  timers.setTimeout = sleep;
  syncBuiltinESMExports();
});

let database: TestDatabase;
let holder: Client;

beforeEach(async () => {
  database = await createDatabase({ from: "empty" });
  await up(database.pool, { version: 8 });
  holder = new Client({ connectionString: database.url });
  await holder.connect();
});

afterEach(async () => {
  await holder.end();
  await database.drop();
});

it.each([
  { direction: "up", version: 10, file: "0009_v10_registration_analytics.sql" },
  { direction: "down", version: 8, file: "down/0007_v08_username_support.sql" },
] as const)(
  "a lock that is never let go ends $direction in an error, after pauses that grow",
  async (step) => {
    const { direction, version, file } = step;
    if (direction === "up") await up(database.pool, { version: 9 });
    const before = await stateOf(database.url);
    await holder.query("BEGIN; LOCK TABLE phoenix_kit_users IN ACCESS EXCLUSIVE MODE");
    const told: Progress[] = [];
    const options = { lockTimeoutMs: 20, onProgress: (one: Progress) => void told.push(one) };
    pauses.length = 0;
    const run =
      direction === "up" ? up(database.pool, options) : down(database.pool, { ...options, version: 0 });
    const error = await run.catch((reason: unknown) => reason);
    await holder.query("ROLLBACK");
    expect(error).toMatchObject({
      name: "PhoenixKitError",
      code: "lock_timeout",
      version,
      file,
      statement: expect.stringContaining("phoenix_kit_users"),
      remedy: expect.stringContaining("run again"),
    });
    expect(told.flatMap((one) => (one.type === "retrying" ? [one.attempt] : []))).toEqual([
      1, 2, 3, 4, 5, 6, 7,
    ]);
    expect(pauses.filter((ms) => ms >= 500)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
    expect(await stateOf(database.url)).toEqual(before);
    const move = direction === "up" ? up(database.pool) : down(database.pool, { version: 0 });
    expect(await move).toMatchObject({
      from: before.version,
      to: direction === "up" ? getNewestVersion() : 0,
    });
  },
);
