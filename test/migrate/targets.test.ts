import { describe, expect, it } from "vitest";
import { PhoenixKitError } from "../../src/error.ts";
import { plan } from "../../src/migrate/plan.ts";
import { status } from "../../src/migrate/status.ts";
import { type DownOptions, down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { useDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";

const database = useDatabase({ from: "empty" });
const nowhere = "postgres://nobody@127.0.0.1:1/nothing";

/** What no compiler would let through, from a program without one. */
const untyped = (value: unknown) => value as number;

const noVersions = [
  getNewestVersion() + 1,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  "5",
  null,
  true,
  [5],
  {},
];

describe("a target that is not a version", () => {
  it.each(noVersions.map((value) => ({ value, name: `${typeof value} ${String(value)}` })))(
    "is refused before anybody connects: $name",
    async ({ value }) => {
      const version = untyped(value);
      for (const asked of [
        up(nowhere, { version }),
        down(nowhere, { version }),
        plan(nowhere, "up", { version }),
        plan(nowhere, "down", { version }),
      ]) {
        const error = await asked.catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(PhoenixKitError);
        expect(error).toMatchObject({
          code: "invalid_version",
          remedy: expect.stringContaining(`0 to ${getNewestVersion()}`),
        });
      }
    },
  );

  it("names the newest version to who asks for a later one", async () => {
    await expect(up(nowhere, { version: getNewestVersion() + 1 })).rejects.toThrow(
      `There is no version ${getNewestVersion() + 1}: the newest is ${getNewestVersion()}.`,
    );
  });

  it("is refused of down and its plan when none is given at all", async () => {
    const none = { version: undefined } as unknown as DownOptions;
    await expect(down(nowhere, none)).rejects.toMatchObject({ code: "invalid_version" });
    await expect(down(nowhere, {} as DownOptions)).rejects.toMatchObject({ code: "invalid_version" });
    await expect(plan(nowhere, "down")).rejects.toMatchObject({
      code: "invalid_version",
      remedy: expect.stringContaining("0 removes everything"),
    });
  });
});

describe("a target at or behind the current version", () => {
  const at5 = useDatabase({ from: "empty" });

  it("is nothing to do for up, and it says so", async () => {
    await up(at5().pool, { version: 5 });
    const before = await stateOf(at5().url);
    for (const version of [0, 1, 4, 5]) {
      const done = { prefix: "public", from: 5, to: 5, steps: [] };
      expect(await up(at5().pool, { version })).toEqual(done);
      expect(await plan(at5().pool, "up", { version })).toEqual(done);
    }
    expect(await stateOf(at5().url)).toEqual(before);
  });

  it("is nothing to do for down, and it says so", async () => {
    const before = await stateOf(at5().url);
    for (const version of [5, 6, 27]) {
      const done = { prefix: "public", from: 5, to: 5, steps: [] };
      expect(await down(at5().pool, { version })).toEqual(done);
      expect(await plan(at5().pool, "down", { version })).toEqual(done);
    }
    expect(await stateOf(at5().url)).toEqual(before);
  });
});

describe("an empty database", () => {
  it("gives up to 0 and every down nothing to do, and they create nothing", async () => {
    const empty = await stateOf(database().url, "tenant");
    const done = { prefix: "tenant", from: 0, to: 0, steps: [] };
    expect(await up(database().pool, { prefix: "tenant", version: 0 })).toEqual(done);
    expect(await down(database().pool, { prefix: "tenant", version: 0 })).toEqual(done);
    expect(await down(database().pool, { prefix: "tenant", version: getNewestVersion() })).toEqual(done);
    expect(await stateOf(database().url, "tenant")).toEqual(empty);
    const { rows } = await database().pool.query("SELECT nspname FROM pg_namespace WHERE nspname = 'tenant'");
    expect(rows).toEqual([]);
  });
});

describe("a run", () => {
  it("migrates to the newest version step by step where that is asked for, and reports each step in order", async () => {
    const { from, to, steps } = await up(database().pool, { version: getNewestVersion() });
    expect([from, to]).toEqual([0, getNewestVersion()]);
    // a version without files is a step of its own only where the run ends
    const withFiles = readVersions().migrations.map(({ version }) => version);
    expect(steps.map(({ version }) => version)).toEqual([...new Set([...withFiles, getNewestVersion()])]);
    expect(steps[0]).toEqual({
      version: 1,
      title: "Initial setup",
      direction: "up",
      outcome: "applied",
      durationMs: expect.any(Number),
    });
  });

  it("does nothing the second time, not even to the history", async () => {
    const history = "SELECT *, xmin FROM phoenix_kit ORDER BY version";
    const before = [await stateOf(database().url), (await database().pool.query(history)).rows];
    expect(await up(database().pool)).toEqual({
      prefix: "public",
      from: getNewestVersion(),
      to: getNewestVersion(),
      steps: [],
    });
    expect([await stateOf(database().url), (await database().pool.query(history)).rows]).toEqual(before);
  });

  it("migrates down to the given version and no further, the newest first", async () => {
    const newest = readVersions().migrations.map(({ version }) => version);
    const { from, to, steps } = await down(database().pool, { version: 24 });
    expect([from, to]).toEqual([getNewestVersion(), 24]);
    expect(steps.map(({ version }) => version)).toEqual(newest.slice(24).toReversed());
    expect(await stateOf(database().url)).toMatchObject({
      version: 24,
      history: upTo(24),
    });
  });

  it("reports to onProgress what it returns, with the count of what is done", async () => {
    const told: unknown[] = [];
    const { steps } = await up(database().pool, { version: 26, onProgress: (one) => told.push(one) });
    expect(told).toEqual(
      steps.flatMap((step, index) => [
        { type: "started", version: step.version, title: step.title, direction: "up" },
        { type: "finished", done: index + 1, total: 2, ...step },
      ]),
    );
  });

  it("returns frozen results", async () => {
    const { pool } = database();
    await pool.query(
      "INSERT INTO phoenix_kit_users (email, hashed_password, inserted_at, updated_at) VALUES ('a', 'x', now(), now())",
    );
    for (const result of [
      await plan(pool, "down", { version: 0 }),
      await plan(pool, "up"),
      await up(pool),
      await status(pool),
      await down(pool, { version: 25 }),
    ]) {
      expect(thawedIn(result)).toEqual([]);
    }
  });
});

const upTo = (version: number) => Array.from({ length: version }, (_, index) => index + 1);

/** Where in a value something can be changed. */
function thawedIn(value: unknown, path = "result"): string[] {
  if (typeof value !== "object" || value === null) return [];
  return [
    ...(Object.isFrozen(value) ? [] : [path]),
    ...Object.entries(value).flatMap(([key, part]) => thawedIn(part, `${path}.${key}`)),
  ];
}
