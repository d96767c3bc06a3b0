import { describe, expect, inject, it } from "vitest";
import { useCatalogsByVersion } from "../support/catalogs-by-version.ts";
import { pgBouncer } from "../support/pgbouncer.ts";
import { runFullDisk } from "./disk-full.ts";
import { runCuts, runStalls } from "./network.ts";
import type { Outcome } from "./outcome.ts";
import { runBehindPooler } from "./pooler.ts";
import { runPreparations } from "./preparations.ts";
import { createRandom } from "./random.ts";
import { runManyUp, runManyUpAndDown } from "./runners.ts";
import { makeSmallDisk } from "./small-disk.ts";
import { runTimeouts } from "./timeouts.ts";
import { runTraffic } from "./traffic.ts";

const random = createRandom(Date.now());
const serverUrl = () => inject("serverUrl");
const disk = await makeSmallDisk(1);
const canMount = disk !== undefined;
await disk?.remove();
const catalogs = useCatalogsByVersion();

function expectAll({ failures, tried }: Outcome, count: number): void {
  expect(failures).toEqual([]);
  expect(tried).toBe(count);
}

describe("runners", () => {
  it("are 50 at once, and one works", async () => {
    expectAll(await runManyUp(serverUrl(), 50, 1, catalogs()), 1);
  });

  it("go up and down at once, and leave a whole version", async () => {
    expectAll(await runManyUpAndDown(serverUrl(), 20, 1, random, catalogs()), 1);
  });

  it.runIf(pgBouncer)("share PgBouncer's few connections (where it is installed)", async () => {
    expectAll(await runBehindPooler(serverUrl(), 10, 1, catalogs()), 1);
  });
});

describe("a network", () => {
  it("that stands still for a while is waited for", async () => {
    expectAll(await runStalls(serverUrl(), 1, random, catalogs()), 1);
  });

  it("that breaks is reported as connection_lost, and the next run finishes", async () => {
    expectAll(await runCuts(serverUrl(), 3, random, catalogs()), 3);
  });
});

describe("a server", () => {
  it.runIf(canMount)(
    "whose disk is full says so, with the version before complete (needs root on Linux)",
    async () => {
      expectAll(await runFullDisk(1, random), 1);
    },
  );

  it("that cancels statements says so, with the version before complete", async () => {
    expectAll(await runTimeouts(serverUrl(), 3, random, catalogs()), 3);
  });
});

it("finishes preparations that were disturbed, by whatever run comes next", async () => {
  for (const outcome of await runPreparations(serverUrl(), 1, random, catalogs())) expectAll(outcome, 1);
}, 300_000);

it("loses no write of an application that goes on working", async () => {
  expectAll(await runTraffic(serverUrl(), 200, false, catalogs()), 1);
});
