import type { Catalog } from "../../src/catalog/catalog.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { findDamageAfterRuns } from "../support/catalogs-by-version.ts";
import { withFreshDatabase } from "../support/fresh-database.ts";
import { fillPeople } from "../support/people.ts";
import { stateOf } from "../support/processes.ts";
import { checkFailure } from "./check-failure.ts";
import { describeFailure, type Outcome } from "./outcome.ts";
import type { Random } from "./random.ts";

const people = 500;
const longest = 10;

/**
 * Lets the server cut statements off after a few milliseconds, another number in each run: a clear error, the version
 * before, and the run without a limit finishes.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param count how many runs have to be cut off
 * @param random after how long
 * @param catalogs what `readCatalogsByVersion` gave
 * @example
 * await runTimeouts(serverUrl, 30, createRandom(1), catalogs)
 */
export async function runTimeouts(
  serverUrl: string,
  count: number,
  random: Random,
  catalogs: readonly Catalog[],
): Promise<Outcome> {
  const scenario = `statement_timeout of 1 to ${longest} ms`;
  const failures: string[] = [];
  const stopped: number[] = [];
  const most = 10 * count;
  for (let runs = 0; stopped.length < count && runs < most && failures.length === 0; ) {
    await withFreshDatabase(serverUrl, async ({ url, pool }) => {
      await up(url, { version: 27 });
      await fillPeople(pool, "public", people);
      // on a database of its own as long as it is not at the end
      for (let at = 27; at < getNewestVersion() && stopped.length < count && runs < most; runs++) {
        const error = await up(limitTimeouts(url, 1 + random.upTo(longest - 1))).catch(
          (error: unknown) => error,
        );
        const state = await stateOf(url);
        at = state.version;
        failures.push(...findDamageAfterRuns(state, catalogs));
        if (!(error instanceof Error)) continue;
        stopped.push(at);
        failures.push(...checkFailure(error, { code: "statement_timeout", reason: /statement timeout/ }));
        // past what takes too long
        at = Math.min(getNewestVersion(), at + 1 + random.upTo(15));
        failures.push(...(await describeFailure("the next run", up(url, { version: at }))));
        if (failures.length > 0) return;
      }
      failures.push(...(await describeFailure("the run without a limit", up(url))));
      failures.push(...findDamageAfterRuns(await stateOf(url), catalogs));
    });
  }
  if (stopped.length < count) failures.push(`only ${stopped.length} of ${count} runs were cut off`);
  return {
    scenario,
    tried: stopped.length,
    summary: `stopped at ${new Set(stopped).size} different versions`,
    failures,
  };
}

function limitTimeouts(url: string, milliseconds: number): string {
  const changed = new URL(url);
  changed.searchParams.set("options", `-c statement_timeout=${milliseconds}`);
  return changed.href;
}
