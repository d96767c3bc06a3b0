import { setTimeout as sleep } from "node:timers/promises";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { PhoenixKitError } from "../../src/error.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { withClient } from "../support/admin.ts";
import { findDamageAfterRuns } from "../support/catalogs-by-version.ts";
import { type FreshDatabase, withFreshDatabase } from "../support/fresh-database.ts";
import { stateOf } from "../support/processes.ts";
import { startProxy, type TcpProxy } from "../support/tcp-proxy.ts";
import { countByText, describeFailure, type Outcome } from "./outcome.ts";
import type { Random } from "./random.ts";

/** How long the network stands still, in milliseconds. */
const stall = 1000;

/** Runs at a random byte of the way up or down through a proxy. */
type Disturbance = (
  proxy: TcpProxy,
  bytes: number,
  move: () => Promise<unknown>,
  url: string,
) => Promise<{ summary: string; failures: string[] }>;

/**
 * Lets the network stand still at a random byte of a run, for a second: the run goes on where it was.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param count how often
 * @param random at which bytes
 * @param catalogs what `readCatalogsByVersion` gave
 * @example
 * await runStalls(serverUrl, 10, createRandom(1), catalogs)
 */
export function runStalls(
  serverUrl: string,
  count: number,
  random: Random,
  catalogs: readonly Catalog[],
): Promise<Outcome> {
  return runDisturbed(`network stands still for ${stall} ms`, serverUrl, count, random, catalogs, stalled);
}

/**
 * Cuts the network at a random byte of a run: it gets a typed error, a whole version is there, the next run finishes.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param count how often
 * @param random at which bytes
 * @param catalogs what `readCatalogsByVersion` gave
 * @example
 * await runCuts(serverUrl, 100, createRandom(1), catalogs)
 */
export function runCuts(
  serverUrl: string,
  count: number,
  random: Random,
  catalogs: readonly Catalog[],
): Promise<Outcome> {
  return runDisturbed("network cut", serverUrl, count, random, catalogs, cut);
}

const stalled: Disturbance = async (proxy, bytes, move) => {
  const started = performance.now();
  proxy.at(bytes, () => {
    proxy.stall();
    setTimeout(() => proxy.resume(), stall);
  });
  const error = await move().catch((error: unknown) => error);
  const failures = [
    ...(error instanceof Error ? [`the run failed: ${error.message}`] : []),
    ...(performance.now() - started < stall ? ["it did not wait for the network"] : []),
  ];
  return { summary: "continued", failures };
};

const cut: Disturbance = async (proxy, bytes, move, url) => {
  proxy.at(bytes, () => proxy.cut());
  const error = await move().then(
    () => new Error("no error"),
    (error: unknown) => error,
  );
  await waitUntilGone(url);
  if (error instanceof PhoenixKitError && /^(connection_lost|database_unreachable)$/.test(error.code)) {
    return { summary: error.code, failures: [] };
  }
  return { summary: "otherwise", failures: [`a cut after ${bytes} bytes is reported as ${String(error)}`] };
};

async function runDisturbed(
  scenario: string,
  serverUrl: string,
  count: number,
  random: Random,
  catalogs: readonly Catalog[],
  disturb: Disturbance,
): Promise<Outcome> {
  const work = async ({ url }: FreshDatabase): Promise<Outcome> => {
    const ways = [
      { direction: up, version: getNewestVersion() },
      { direction: down, version: 0 },
    ];
    const sizes: number[] = [];
    for (const { direction, version } of ways) {
      sizes.push(
        await withProxy(url, async (proxy) => {
          await direction(proxy.url, { version });
          return proxy.passed;
        }),
      );
    }
    const failures: string[] = [];
    const summary: string[] = [];
    const versions = new Set<number>();
    for (let n = 0; n < count; n++) {
      const { direction, version } = ways[n % 2] ?? { direction: up, version: 0 };
      // the last bytes say goodbye, when all is done
      const bytes = random.upTo(Math.floor(0.98 * (sizes[n % 2] ?? 0)));
      const found = await withProxy(url, (proxy) =>
        disturb(proxy, bytes, () => direction(proxy.url, { version }), url),
      );
      summary.push(found.summary);
      const state = await stateOf(url);
      versions.add(state.version);
      failures.push(...found.failures, ...findDamageAfterRuns(state, catalogs));
      failures.push(...(await describeFailure("the next run", direction(url, { version }))));
      failures.push(...findDamageAfterRuns(await stateOf(url), catalogs));
      // the next round would begin from what is broken
      if (failures.length > 0) break;
    }
    return {
      scenario,
      tried: summary.length,
      summary: `${countByText(summary)}; ${versions.size} different versions after it`,
      failures,
    };
  };
  return withFreshDatabase(serverUrl, work);
}

async function withProxy<T>(url: string, work: (proxy: TcpProxy) => Promise<T>): Promise<T> {
  const proxy = await startProxy(url);
  return work(proxy).finally(() => proxy.close());
}

/** A backend notices that its client is gone when it has done its statement. */
async function waitUntilGone(url: string): Promise<void> {
  const others = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend'`;
  await withClient(url, async (client) => {
    while ((await client.query(others)).rows.length > 0) await sleep(5);
  });
}
