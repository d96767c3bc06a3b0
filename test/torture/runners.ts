import { Pool } from "pg";
import type { Catalog } from "../../src/catalog/catalog.ts";
import type { MigrateResult } from "../../src/migrate/types.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { findDamageAfterRuns, versionsWithFiles } from "../support/catalogs-by-version.ts";
import { withFreshDatabase } from "../support/fresh-database.ts";
import { stateOf } from "../support/processes.ts";
import type { Outcome } from "./outcome.ts";
import type { Random } from "./random.ts";

/**
 * Lets many runners begin at once, each with a connection of its own.
 *
 * @param url what they connect to
 * @param count how many
 * @param run what each does, which is given its number
 * @returns what each did, or the error that it got
 * @example
 * await runTogether(url, 50, (pool) => up(pool, { version: getNewestVersion() }))
 */
export async function runTogether(
  url: string,
  count: number,
  run: (pool: Pool, index: number) => Promise<MigrateResult>,
): Promise<(MigrateResult | Error)[]> {
  const pools = Array.from({ length: count }, () => new Pool({ connectionString: url, max: 1 }));
  try {
    return await Promise.all(pools.map((pool, index) => run(pool, index).catch((error: Error) => error)));
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
  }
}

/**
 * What is wrong where many have gone up to the newest version at once: all have to arrive, and each version has to
 * be taken once, by one of them.
 *
 * @param results what `together` gave
 * @returns one sentence for each thing; none where all is well
 * @example
 * findRepeats(await runTogether(url, 50, (pool) => up(pool, { version: getNewestVersion() })))
 */
export function findRepeats(results: readonly (MigrateResult | Error)[]): string[] {
  const done = results.filter((one): one is MigrateResult => !(one instanceof Error));
  const taken = done.flatMap(({ steps }) => steps.map(({ version }) => version));
  // what comes after the last file is one step of its own
  const expected = [...new Set([...versionsWithFiles(), getNewestVersion()])];
  const workers = done.filter(({ steps }) => steps.length > 0).length;
  return [
    ...results.flatMap((one) => (one instanceof Error ? [`a runner failed: ${one.message}`] : [])),
    ...done.flatMap(({ to }) => (to === getNewestVersion() ? [] : [`a runner ended at V${to}`])),
    ...(String(taken) === String(expected) ? [] : [`the versions taken are ${taken}`]),
    ...(workers === 1 ? [] : [`${workers} runners worked`]),
  ];
}

/**
 * Lets many runners go up from nothing at once.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param count how many
 * @param rounds how often
 * @param catalogs what `readCatalogsByVersion` gave
 * @example
 * await runManyUp(serverUrl, 50, 5, catalogs)
 */
export async function runManyUp(
  serverUrl: string,
  count: number,
  rounds: number,
  catalogs: readonly Catalog[],
): Promise<Outcome> {
  const failures: string[] = [];
  for (let round = 1; round <= rounds; round++) {
    await withFreshDatabase(serverUrl, async ({ url }) => {
      failures.push(
        ...findRepeats(await runTogether(url, count, (pool) => up(pool, { version: getNewestVersion() }))),
      );
      failures.push(...findDamageAfterRuns(await stateOf(url), catalogs));
    });
  }
  return {
    scenario: `${count} runners up at once`,
    tried: rounds,
    summary: "one works, all arrive",
    failures,
  };
}

/**
 * Lets many runners go up and down to random versions at once: none fails, and what is there at the end is whole.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param count how many
 * @param rounds how often
 * @param random where they go
 * @param catalogs what `readCatalogsByVersion` gave
 * @example
 * await runManyUpAndDown(serverUrl, 50, 5, createRandom(1), catalogs)
 */
export async function runManyUpAndDown(
  serverUrl: string,
  count: number,
  rounds: number,
  random: Random,
  catalogs: readonly Catalog[],
): Promise<Outcome> {
  const failures: string[] = [];
  const ends: number[] = [];
  let steps = 0;
  for (let round = 1; round <= rounds; round++) {
    await withFreshDatabase(serverUrl, async ({ url }) => {
      await up(url, { version: random.upTo(getNewestVersion()) });
      const results = await runTogether(url, count, (pool) =>
        (random.upTo(1) === 0 ? up : down)(pool, { version: random.upTo(getNewestVersion()) }),
      );
      const state = await stateOf(url);
      ends.push(state.version);
      failures.push(...findDamageAfterRuns(state, catalogs));
      for (const one of results) {
        if (one instanceof Error) failures.push(`a runner failed: ${one.message}`);
        else steps += one.steps.length;
      }
    });
  }
  const summary = `${steps} steps taken, ended whole at V${ends.join(", V")}`;
  return { scenario: `${count} runners up and down at once`, tried: rounds, summary, failures };
}
