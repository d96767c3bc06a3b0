import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { withClient } from "../support/admin.ts";
import { findDamage, useCatalogsByVersion } from "../support/catalogs-by-version.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { startRunner, stateOf } from "../support/processes.ts";

let database: TestDatabase;
const catalogs = useCatalogsByVersion();

beforeEach(async () => {
  database = await createDatabase({ from: "empty" });
});

afterEach(() => database.drop());

/** Lets runs begin one after the other, each of them killed some milliseconds later; gives the versions reached. */
async function killedAfter(
  direction: "up" | "down",
  version: number | undefined,
  delays: number[],
): Promise<number[]> {
  const runners = delays.map((delay) => ({
    delay,
    runner: startRunner(database.url, direction, version === undefined ? {} : { version }),
  }));
  const reached: number[] = [];
  for (const { delay, runner } of runners) {
    await runner.go();
    await sleep(delay);
    await runner.kill();
    const state = await stateOf(database.url);
    expect(findDamage(state, catalogs()), `${direction} killed after ${delay} ms`).toEqual([]);
    reached.push(state.version);
  }
  return reached;
}

/** Lets a run begin while another session holds a table that its next step wants; gives the step's backend. */
async function stuckOnUsers(
  begin: () => void,
  work: (backend: number | undefined, release: () => Promise<void>) => Promise<void>,
): Promise<void> {
  await withClient(database.url, async (holder) => {
    await holder.query("BEGIN; LOCK TABLE phoenix_kit_users IN ACCESS EXCLUSIVE MODE");
    begin();
    const waiting = "SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'phoenix_kit_users'::regclass";
    let backends: { pid: number }[] = [];
    while (backends.length === 0) {
      await sleep(2);
      backends = (await holder.query<{ pid: number }>(waiting)).rows;
    }
    await work(backends[0]?.pid, async () => void (await holder.query("ROLLBACK")));
  });
}

const somewhen = (count: number, most: number) =>
  Array.from({ length: count }, () => Math.round(Math.random() * most));

describe("a run killed by SIGKILL at any moment", () => {
  it("leaves complete versions on the way up, and the next run continues from there", async () => {
    const reached = await killedAfter("up", getNewestVersion(), somewhen(15, 60));
    expect(reached).toEqual([...reached].sort((a, b) => a - b));
    expect(await up(database.pool)).toMatchObject({ from: reached.at(-1), to: getNewestVersion() });
    expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
  });

  it("leaves nothing or all of a new schema that comes at once, and the next run completes it", async () => {
    const reached = await killedAfter("up", undefined, somewhen(10, 400));
    expect(new Set([0, getNewestVersion(), ...reached]).size).toBe(2);
    expect(await up(database.pool)).toMatchObject({ from: reached.at(-1), to: getNewestVersion() });
    expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
  });

  it("leaves complete versions on the way down, and the next run continues from there", async () => {
    await up(database.pool);
    const reached = await killedAfter("down", 0, somewhen(10, 60));
    expect(reached).toEqual([...reached].sort((a, b) => b - a));
    expect(await down(database.pool, { version: 0 })).toMatchObject({ from: reached.at(-1), to: 0 });
    expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
  });
});

describe("a run killed by SIGKILL in the middle of a step", () => {
  it.each([
    { direction: "up", from: 7, to: getNewestVersion() },
    { direction: "down", from: 8, to: 0 },
  ] as const)("leaves the version before that on its way $direction, and the next finishes", async (way) => {
    const { direction, from, to } = way;
    await up(database.pool, { version: from });
    const runner = startRunner(database.url, direction, { version: to });
    const begin = () => void runner.go();
    await stuckOnUsers(begin, async (_, release) => {
      const killed = runner.kill();
      expect(await runner.outcome).toBeUndefined();
      await release();
      await killed;
    });
    const state = await stateOf(database.url);
    expect([state.version, findDamage(state, catalogs())]).toEqual([from, []]);
    const move = direction === "up" ? up : down;
    expect(await move(database.pool, { version: to })).toMatchObject({ from, to });
    expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
  });
});

describe("a connection that the server ends in the middle of a step", () => {
  const pools: Pool[] = [];
  afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.end())));

  it.each(["URL", "pool"])(
    "is reported as connection_lost, with the version before it complete, for a %s",
    async (kind) => {
      await up(database.pool, { version: 7 });
      // without the listeners of the test database's own pool: nothing may be left unhandled
      const pool = new Pool({ connectionString: database.url });
      pools.push(pool);
      let listening = () => 1;
      pool.on("acquire", (client) => {
        listening = () => client.listenerCount("error");
      });
      let run: Promise<unknown> | undefined;
      const begin = () => {
        run = up(kind === "pool" ? pool : database.url).catch((error: unknown) => error);
      };
      await stuckOnUsers(begin, async (backend) => {
        expect(listening(), "listeners, without which Node ends the process").toBeGreaterThan(0);
        await database.pool.query("SELECT pg_terminate_backend($1)", [backend]);
        expect(await run).toMatchObject({
          name: "PhoenixKitError",
          code: "connection_lost",
          version: 8,
          file: "0007_v08_username_support.sql",
          remedy: expect.stringContaining("Run again"),
        });
      });
      const state = await stateOf(database.url);
      expect([state.version, findDamage(state, catalogs())]).toEqual([7, []]);
      expect(await up(kind === "pool" ? pool : database.url)).toMatchObject({
        from: 7,
        to: getNewestVersion(),
      });
      expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
    },
  );
});
