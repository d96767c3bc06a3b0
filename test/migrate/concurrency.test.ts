import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MigrateResult, Progress } from "../../src/migrate/types.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import type { Connection } from "../../src/postgres/connection.ts";
import { findDamage, useCatalogsByVersion } from "../support/catalogs-by-version.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { drizzleKit, startRunner, stateOf } from "../support/processes.ts";

let database: TestDatabase;
const catalogs = useCatalogsByVersion();
const all = readVersions().migrations.map(({ version }) => version);
/** Asked for, so that the runs go step by step. */
const version = getNewestVersion();
/** The steps from nothing to the newest version, which has no file. */
const newestSteps = [...new Set([...all, version])];

beforeEach(async () => {
  database = await createDatabase({ from: "empty" });
});

afterEach(() => database.drop());

/** Many runners of this process, each with a pool of its own. */
async function together<T>(count: number, run: (pool: Pool, index: number) => Promise<T>): Promise<T[]> {
  const pools = Array.from({ length: count }, () => new Pool({ connectionString: database.url, max: 1 }));
  try {
    return await Promise.all(pools.map(run));
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
  }
}

function expectOneWorked(results: MigrateResult[]): void {
  expect(results.map(({ to }) => to)).toEqual(results.map(() => getNewestVersion()));
  expect(results.flatMap(({ steps }) => steps.map(({ version }) => version))).toEqual(newestSteps);
  expect(results.filter(({ steps }) => steps.length > 0)).toHaveLength(1);
}

describe("many runners at once on an empty database", () => {
  it.each([1, 2, 3, 4, 5])("let one work, and all succeed (time %i)", async () => {
    const told: Progress[] = [];
    expectOneWorked(await together(20, (pool) => up(pool, { version, onProgress: (one) => told.push(one) })));
    expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
    expect(told.filter(({ type }) => type === "retrying")).toEqual([]);
    expect(told.filter(({ type }) => type === "waiting").length).toBeGreaterThan(0);
  });

  it("do so as processes of their own, too", async () => {
    const runners = Array.from({ length: 6 }, () => startRunner(database.url, "up", { version }));
    await Promise.all(runners.map((runner) => runner.go()));
    const outcomes = await Promise.all(runners.map((runner) => runner.outcome));
    expectOneWorked(outcomes.flatMap((one) => (one?.type === "result" ? [one.result] : [])));
    expect(outcomes.map((one) => one?.type)).toEqual(runners.map(() => "result"));
    expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
  });

  it("apply each version once, whatever their targets are", async () => {
    const results = await together(9, (pool, index) => up(pool, { version: 3 * (index + 1) }));
    const taken = results.flatMap(({ steps }) => steps.map(({ version }) => version)).sort((a, b) => a - b);
    expect(taken).toEqual(all.filter((version) => version <= 27));
    expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
  });
});

describe("up beside drizzle-kit migrate", () => {
  const moments = [
    { ms: 0, after: "started" },
    { ms: 300, after: "started" },
    { ms: 0, after: "connected" },
    { ms: 25, after: "connected" },
    { ms: 100, after: "connected" },
  ] as const;

  it.each(moments)(
    "applies nothing twice when it begins $ms ms after that has $after",
    async ({ ms, after }) => {
      const kit = drizzleKit(["migrate"], { url: database.url });
      if (after === "connected") await connectedTo(database);
      await sleep(ms);
      const results = await together(2, (pool) => up(pool));
      await kit;
      expect(results.map(({ to }) => to)).toEqual([getNewestVersion(), getNewestVersion()]);
      expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
      expect(await drizzleKit(["migrate"], { url: database.url })).toMatchObject({ exitCode: 0 });
      expect((await up(database.pool)).steps).toEqual([]);
      expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
    },
  );
});

/** Waits until somebody else is connected. */
async function connectedTo({ pool }: TestDatabase): Promise<void> {
  const others = `SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;
  while ((await pool.query(others)).rows.length === 0) await sleep(2);
}

describe("two prefixes at once", () => {
  it("both get all versions, with the extensions created once", async () => {
    const prefixes = ["left", "right", "public", 'qu"oted'];
    const results = await together(8, (pool, index) =>
      up(pool, { version, prefix: String(prefixes[index % 4]) }),
    );
    expect(results.flatMap(({ steps }) => steps)).toHaveLength(4 * newestSteps.length);
    for (const prefix of prefixes) {
      const state = { ...(await stateOf(database.url, prefix)), journal: all };
      expect(findDamage(state, catalogs())).toEqual([]);
    }
  });
});

describe("up and down at once", () => {
  it.each([0, 13, getNewestVersion()])("leave the schema at a whole version, begun at %i", async (from) => {
    await up(database.pool, { version: from });
    const results = await together(10, (pool, index) =>
      index % 2 === 0 ? up(pool, { version }) : down(pool, { version: index - 1 }),
    );
    for (const { steps } of results) {
      const taken = steps.map(({ version }) => version);
      expect(new Set(taken).size).toBe(taken.length);
    }
    expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
  });

  it.each([
    { from: 13, move: () => down(database.pool, { version: 0 }), what: "its tables" },
    { from: 136, move: () => down(database.pool, { version: 40 }), what: "its columns" },
    { from: 0, move: () => up(database.pool, { version: 99 }), what: "the place of its tables" },
  ])(
    "refuse nothing when another runner takes $what between two looks at the schema",
    async ({ from, move }) => {
      await up(database.pool, { version: from });
      const client = await database.pool.connect();
      let looks = 0;
      const moveBeforeALook = async () => {
        looks += 1;
        if (looks === 2) await move();
      };
      const query: Connection["query"] = async (sql, values) => {
        if (sql.includes("pg_class")) await moveBeforeALook();
        return client.query(sql, values);
      };
      try {
        expect(await up({ query }, { version })).toMatchObject({ to: version });
      } finally {
        client.release();
      }
      expect(looks).toBeGreaterThan(2);
      expect(findDamage(await stateOf(database.url), catalogs())).toEqual([]);
    },
  );
});
