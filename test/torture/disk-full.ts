import { Pool } from "pg";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { up } from "../../src/migrate/up-down.ts";
import { changeUrl, dropDatabase, withClient } from "../support/admin.ts";
import { findDamageAfterRuns, readCatalogsByVersion } from "../support/catalogs-by-version.ts";
import { fillPeople } from "../support/people.ts";
import { stateOf } from "../support/processes.ts";
import { checkFailure, type Expected } from "./check-failure.ts";
import { describeFailure, type Outcome } from "./outcome.ts";
import { startOwnServer } from "./own-server.ts";
import type { Random } from "./random.ts";
import { makeSmallDisk, type SmallDisk } from "./small-disk.ts";

const people = 500;
const expected: Expected = { code: "disk_full", reason: /No space left on device|could not extend file/ };

/**
 * Lets a real file system run full in the middle of an up, at a random moment: that of the tables and indexes, while
 * the server's log is elsewhere.
 *
 * @param count how often
 * @param random how much room is left
 * @returns left out, with the reason, where no file system can be mounted
 * @example
 * await runFullDisk(10, createRandom(1))
 */
export async function runFullDisk(count: number, random: Random): Promise<Outcome> {
  const scenario = "disk of the tables full";
  const disk = await makeSmallDisk(256);
  if (!disk)
    return {
      scenario,
      tried: 0,
      summary: "left out: only root on Linux can mount a small file system",
      failures: [],
    };
  const server = await startOwnServer({ fsync: "off" });
  try {
    // of that very server: it may be another release than the one that the other scenarios run on
    const catalogs = await readCatalogsByVersion(server.url);
    await withClient(server.url, async (client) => {
      await client.query(`CREATE TABLESPACE small LOCATION ${client.escapeLiteral(disk.folder)}`);
      await client.query("CREATE DATABASE people TEMPLATE template0 TABLESPACE small");
    });
    await fill(changeUrl(server.url, { database: "people" }));
    const needed = await withCopy(server.url, async (url) => {
      const before = await disk.free();
      await up(url);
      return before - (await disk.free());
    });
    const failures: string[] = [];
    const stopped: number[] = [];
    for (let runs = 0; stopped.length < count && runs < 5 * count; runs++) {
      await withCopy(server.url, async (url) => {
        // what comes after V74 needs no more room than the catalogs take
        await up(url, { version: 27 + random.upTo(46) });
        const found = await runFull(url, disk, random.upTo(Math.floor(0.5 * needed)), catalogs);
        if (found.stopped !== undefined) stopped.push(found.stopped);
        failures.push(...found.failures);
      });
    }
    if (stopped.length < count) failures.push(`only ${stopped.length} of ${count} runs met a full disk`);
    return {
      scenario,
      tried: stopped.length,
      summary: `stopped at ${new Set(stopped).size} different versions`,
      failures,
    };
  } finally {
    await server.remove();
    await disk.remove();
  }
}

async function fill(url: string): Promise<void> {
  await up(url, { version: 27 });
  const pool = new Pool({ connectionString: url });
  await fillPeople(pool, "public", people).finally(() => pool.end());
}

async function withCopy<T>(serverUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  await withClient(serverUrl, (client) =>
    client.query("CREATE DATABASE copy TEMPLATE people TABLESPACE small"),
  );
  return work(changeUrl(serverUrl, { database: "copy" })).finally(() => dropDatabase(serverUrl, "copy"));
}

async function runFull(
  url: string,
  disk: SmallDisk,
  left: number,
  catalogs: readonly Catalog[],
): Promise<{ stopped: number | undefined; failures: string[] }> {
  await disk.fillUpTo(left);
  const error = await up(url).catch((error: unknown) => error);
  const failed = error instanceof Error;
  const state = await stateOf(url);
  await disk.clear();
  const failures = [
    ...(failed ? checkFailure(error, expected) : []),
    ...findDamageAfterRuns(state, catalogs),
    ...(await describeFailure("the next run", up(url))),
    ...findDamageAfterRuns(await stateOf(url), catalogs),
  ];
  const described = failures.map((one) => `with ${left} bytes: ${one}`);
  return { stopped: failed ? state.version : undefined, failures: described };
}
