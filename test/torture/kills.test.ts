import { expect, it } from "vitest";
import { runKills } from "./kills.ts";
import { createRandom } from "./random.ts";

it("leaves the marker's version and all rows behind, whoever is killed, and the next run finishes", async () => {
  const outcomes = await runKills(12, createRandom(Date.now()), [
    { rows: "at V27", direction: "up", end: 60 },
    { rows: "at V27", direction: "down", end: 0 },
  ]);
  expect(outcomes.flatMap(({ failures }) => failures)).toEqual([]);
  expect(outcomes.map(({ tried }) => tried)).toEqual([4, 4, 4]);
}, 300_000);
