import { isDeepStrictEqual } from "node:util";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { PhoenixKitError } from "../../src/error.ts";
import { status } from "../../src/migrate/status.ts";
import { undoPreparations } from "../../src/migrate/undo-preparations.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { withClient } from "../support/admin.ts";
import { findDamageAfterRuns } from "../support/catalogs-by-version.ts";
import { type FreshDatabase, withFreshDatabase } from "../support/fresh-database.ts";
import { fillPreparable, readPreparable } from "../support/preparable-rows.ts";
import { startRunner, stateOf } from "../support/processes.ts";
import { startProxy } from "../support/tcp-proxy.ts";
import { countByText, describeFailure, type Outcome } from "./outcome.ts";
import type { Random } from "./random.ts";

const first = 136;

/** What an undisturbed run took, and what is there after the plain way. */
interface Reference {
  readonly milliseconds: number;
  readonly bytes: number;
  readonly rows: readonly unknown[];
}

/** Ends `up --online` somewhere on its way from V136; returns what went wrong with that itself. */
type Disturbance = (url: string, reference: Reference, random: Random) => Promise<string[]>;

const disturbances = {
  "SIGKILL of the client": async (url, { milliseconds }, random) => {
    const runner = startRunner(url, "up", { online: true });
    await runner.go();
    await pauseUpTo(milliseconds, random);
    await runner.kill();
    return describeOutcome(await runner.outcome);
  },
  "network cut": async (url, { bytes }, random) => {
    const proxy = await startProxy(url);
    proxy.at(random.upTo(Math.floor(0.98 * bytes)), () => proxy.cut());
    const error = await up(proxy.url, { online: true }).catch((error: unknown) => error);
    await proxy.close();
    const isTyped =
      error instanceof PhoenixKitError && /^(connection_lost|database_unreachable)$/.test(error.code);
    return isTyped ? [] : [`a cut is reported as ${String(error)}`];
  },
  "three runners, one killed": async (url, { milliseconds }, random) => {
    const runners = [1, 2, 3].map(() => startRunner(url, "up", { online: true }));
    await Promise.all(runners.map((runner) => runner.go()));
    await pauseUpTo(milliseconds, random);
    const [victim, ...others] = runners;
    const killed = victim?.kill();
    const outcomes = await Promise.all(others.map((runner) => runner.outcome));
    await killed;
    return outcomes.flatMap(describeOutcome);
  },
} satisfies Record<string, Disturbance>;

/**
 * Disturbs `up --online` while it prepares and steps from V136 to the newest version: what it leaves is gone on with by a
 * run with or without preparations, or undone, and the end is that of the plain way.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param count how often each disturbance comes
 * @param random when
 * @param catalogs what `readCatalogsByVersion` gave
 * @returns an outcome for each disturbance
 * @example
 * await runPreparations(serverUrl, 20, createRandom(1), catalogs)
 */
export async function runPreparations(
  serverUrl: string,
  count: number,
  random: Random,
  catalogs: readonly Catalog[],
): Promise<Outcome[]> {
  return withFreshDatabase(serverUrl, async ({ url, name }) => {
    await up(url, { version: first });
    await withClient(url, fillPreparable);
    const onCopy = <T>(work: (database: FreshDatabase) => Promise<T>) =>
      withFreshDatabase(serverUrl, work, name);
    const reference = await onCopy(async (plain) => {
      await up(plain.url);
      return readPreparable(plain.pool);
    });
    const undisturbed = await onCopy(async (online) => {
      const proxy = await startProxy(online.url);
      const startedMs = performance.now();
      await up(proxy.url, { online: true });
      const milliseconds = performance.now() - startedMs;
      await proxy.close();
      return { milliseconds, bytes: proxy.passed, rows: reference };
    });
    const outcomes: Outcome[] = [];
    for (const [scenario, disturb] of Object.entries(disturbances)) {
      const left: string[] = [];
      const failures: string[] = [];
      for (let n = 0; n < count && failures.length === 0; n++) {
        await onCopy(async (database) => {
          failures.push(...(await disturb(database.url, undisturbed, random)));
          left.push(await describeLeft(database.url));
          failures.push(...(await finish(database, { reference, random, catalogs })));
        });
      }
      const summary = `left ${countByText(left)}; each finished by the next run`;
      outcomes.push({ scenario: `up --online: ${scenario}`, tried: left.length, summary, failures });
    }
    return outcomes;
  });
}

async function pauseUpTo(milliseconds: number, random: Random): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, random.next() * milliseconds));
}

function describeOutcome(outcome: Awaited<ReturnType<typeof startRunner>["outcome"]>): string[] {
  return outcome?.type === "error" ? [`a runner failed: ${outcome.error.message}`] : [];
}

async function describeLeft(url: string): Promise<string> {
  const { version, prepared } = await status(url);
  if (version === getNewestVersion()) return "nothing to do";
  return prepared.length > 0 ? "something prepared" : "nothing prepared";
}

/** Goes on in one of three ways, and compares the end with that of the plain way. */
async function finish(
  { url, pool }: FreshDatabase,
  {
    reference,
    random,
    catalogs,
  }: { readonly reference: unknown; readonly random: Random; readonly catalogs: readonly Catalog[] },
): Promise<string[]> {
  const way = random.pick(["online", "plain", "undone"]);
  if (way === "undone") await undoPreparations(url);
  const failures =
    way === "online"
      ? []
      : (await describeFailure("the next run", up(url))).filter((text) => !/INVALID/.test(text));
  // a plain run refuses an index that is not complete, and says that this one builds it again
  failures.push(...(await describeFailure("the last run", up(url, { online: true }))));
  failures.push(...findDamageAfterRuns(await stateOf(url), catalogs));
  const { version, prepared } = await status(url);
  if (version !== getNewestVersion() || prepared.length > 0) failures.push(`it ended at V${version}`);
  if (!isDeepStrictEqual(await readPreparable(pool), reference))
    failures.push("the rows are not those of the plain way");
  return failures.map((failure) => `${way}: ${failure}`);
}
