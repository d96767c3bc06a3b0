import { setTimeout as sleep } from "node:timers/promises";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { formatVersion, PhoenixKitError } from "../../src/error.ts";
import type { Progress } from "../../src/migrate/types.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { findDamageAfterRuns } from "../support/catalogs-by-version.ts";
import { withFreshDatabase } from "../support/fresh-database.ts";
import { fillPeople } from "../support/people.ts";
import { stateOf } from "../support/processes.ts";
import { type Act, readWritten, startApplication } from "./application.ts";
import type { Outcome } from "./outcome.ts";

const connections = 4;
const mostRuns = 5;

/** What an application felt of the versions that came under it. */
export interface Traffic extends Outcome {
  /** By version, the longest that anything took which was under way then, in milliseconds. */
  readonly stalls: ReadonlyMap<string, number>;
}

interface Span {
  readonly version: number;
  readonly began: number;
  ended: number;
}

/**
 * Lets an application read and write without a pause while the schema goes up from V27 to the newest version: no
 * write that was acknowledged may be lost.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param rows how many users, tokens, settings, logs, events … each are there before
 * @param together whether the application writes what belongs together in one transaction
 * @param catalogs what `readCatalogsByVersion` gave
 * @example
 * const { stalls } = await runTraffic(serverUrl, 2000, false, catalogs);
 */
export async function runTraffic(
  serverUrl: string,
  rows: number,
  together: boolean,
  catalogs: readonly Catalog[],
): Promise<Traffic> {
  return withFreshDatabase(serverUrl, async ({ url, pool }) => {
    await up(url, { version: 27 });
    await fillPeople(pool, "public", rows);
    await pool.query("ANALYZE");
    const application = startApplication(url, connections, together);
    await sleep(500);
    const spans: Span[] = [];
    let retries = 0;
    const onProgress = (progress: Progress) => {
      if (progress.type === "retrying") retries += 1;
      note(spans, progress);
    };
    const runs = await untilDone(() => up(url, { onProgress }));
    await sleep(500);
    const acts = await application.stop();
    const there = await readWritten(pool);
    const state = await stateOf(url);
    const failures = findDamageAfterRuns(state, catalogs);
    if (state.version !== getNewestVersion()) failures.push(`after ${runs} runs it is at V${state.version}`);
    for (const { wrote } of acts) if (!there.has(wrote)) failures.push(`lost: ${wrote}`);
    const during = acts.filter(({ ended }) => ended > (spans[0]?.began ?? 0)).length;
    if (during === 0) failures.push("nothing was written while the schema was moved");
    const stalls = findLongest(acts, spans);
    const [version, most] = [...stalls].sort(([, a], [, b]) => b - a)[0] ?? ["none", 0];
    const summary = `${acts.length} rows written by ${connections} connections, none lost; longest stall ${most} ms (${version}), ${retries} steps tried again, ${runs} runs`;
    const scenario = `an application at work, ${together ? "five rows a transaction" : "a row a transaction"}, ${rows} rows a table`;
    return { scenario, tried: 1, summary, failures, stalls };
  });
}

/** Runs again where it could not get the locks that it needs, as its error says, a few times. */
async function untilDone(run: () => Promise<unknown>): Promise<number> {
  for (let runs = 1; ; runs++) {
    const error = await run().catch((error: unknown) => error);
    if (!(error instanceof Error)) return runs;
    const again = error instanceof PhoenixKitError && error.code === "lock_timeout";
    if (!again) throw error;
    if (runs === mostRuns) return runs;
  }
}

function note(spans: Span[], progress: Progress): void {
  const now = performance.now();
  if (progress.type === "started") spans.push({ version: progress.version, began: now, ended: now });
  const last = spans.at(-1);
  if ((progress.type === "finished" || progress.type === "retrying") && last) last.ended = now;
}

/** What was under way during several versions counts for that which took the most of it. */
function findLongest(acts: readonly Act[], spans: readonly Span[]): Map<string, number> {
  const stalls = new Map<string, number>();
  for (const act of acts) {
    const shared = (span: Span) => Math.min(act.ended, span.ended) - Math.max(act.began, span.began);
    const [span] = spans.filter((one) => shared(one) > 0).sort((a, b) => shared(b) - shared(a));
    const key = span ? formatVersion(span.version) : "none";
    stalls.set(key, Math.max(stalls.get(key) ?? 0, Math.round(act.ended - act.began)));
  }
  return stalls;
}
