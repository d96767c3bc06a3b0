import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { down, up } from "../../src/migrator/move.ts";
import { withClient } from "../support/admin.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { brokenIn, catalogsOfAllVersions, startRunner, stateOf } from "../support/processes.ts";

let database: TestDatabase;
let ladder: Catalog[];

beforeAll(async () => {
  const own = await createDatabase();
  ladder = await catalogsOfAllVersions(own.url);
  await own.drop();
});

beforeEach(async () => {
  database = await createDatabase();
});

afterEach(() => database.drop());

/** Lets a run begin, and kills it some milliseconds later; tells at which version that was. */
async function killed(direction: "up" | "down", version: number, after: number): Promise<number> {
  const runner = startRunner(database.url, direction, { version });
  await runner.go();
  await sleep(after);
  await runner.kill();
  const state = await stateOf(database.url);
  expect(brokenIn(state, ladder), `${direction} killed after ${after.toFixed(1)} ms`).toEqual([]);
  return state.version;
}

/** A moment within each of so many parts of a run. */
const moments = (parts: number, part: number) => ({
  from: (part * 400) / parts,
  to: ((part + 1) * 400) / parts,
});

describe("a run killed by SIGKILL", () => {
  it("at any moment leaves whole versions on its way up, and the next one goes on from there", async () => {
    const reached = [];
    for (let kill = 0; kill < 10; kill++) {
      reached.push(await killed("up", 27, 20 + Math.random() * 120));
    }
    expect(reached).toEqual([...reached].sort((a, b) => a - b));
    expect(await up(database.pool)).toMatchObject({ from: reached.at(-1), to: 27 });
    expect(brokenIn(await stateOf(database.url), ladder)).toEqual([]);
  });
});
