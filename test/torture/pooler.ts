import type { Catalog } from "../../src/catalog/catalog.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { findDamageAfterRuns } from "../support/catalogs-by-version.ts";
import { withFreshDatabase } from "../support/fresh-database.ts";
import { pgBouncer, startPgBouncer } from "../support/pgbouncer.ts";
import { stateOf } from "../support/processes.ts";
import type { Outcome } from "./outcome.ts";
import { findRepeats, runTogether } from "./runners.ts";

/** How many connections to the server all runners share. */
const poolSize = 3;

/**
 * Lets more runners than there are connections go up behind a real PgBouncer in transaction mode, and one down again.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param count how many runners
 * @param rounds how often
 * @param catalogs what `readCatalogsByVersion` gave
 * @returns left out, with the reason, where PgBouncer is not installed
 * @example
 * await runBehindPooler(serverUrl, 20, 3, catalogs)
 */
export async function runBehindPooler(
  serverUrl: string,
  count: number,
  rounds: number,
  catalogs: readonly Catalog[],
): Promise<Outcome> {
  const scenario = `${count} runners behind PgBouncer, ${poolSize} connections`;
  if (!pgBouncer)
    return { scenario, tried: 0, summary: "left out: pgbouncer is not installed", failures: [] };
  const failures: string[] = [];
  for (let round = 1; round <= rounds; round++) {
    await withFreshDatabase(serverUrl, async ({ url }) => {
      const bouncer = await startPgBouncer(url, poolSize);
      try {
        failures.push(
          ...findRepeats(
            await runTogether(bouncer.url, count, (pool) => up(pool, { version: getNewestVersion() })),
          ),
        );
        failures.push(...findDamageAfterRuns(await stateOf(url), catalogs));
        await down(bouncer.url, { version: 0 });
        failures.push(...findDamageAfterRuns(await stateOf(url), catalogs));
      } finally {
        await bouncer.stop();
      }
    });
  }
  return { scenario, tried: rounds, summary: "transaction mode; one works, all arrive", failures };
}
