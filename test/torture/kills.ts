import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { PhoenixKitError } from "../../src/error.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { withClient } from "../support/admin.ts";
import { versionWithSameTables } from "../support/catalogs-by-version.ts";
import { withFreshDatabase } from "../support/fresh-database.ts";
import { startRunner } from "../support/processes.ts";
import { describeFailure, type Outcome } from "./outcome.ts";
import { type OwnServer, startOwnServer } from "./own-server.ts";
import type { Random } from "./random.ts";
import { allStarts, buildReference, inspect, type Reference, type Start, type Way } from "./reference.ts";

/** Who is killed: the process that runs the migrator, its server process, or the whole server. */
export const victims = ["client", "backend", "postmaster"] as const;
type Victim = (typeof victims)[number];

interface Episode {
  readonly victim: Victim;
  /** Whether the run had ended before it could be killed; such a one does not count. */
  readonly late: boolean;
  /** Whether it was killed between two versions of its way. */
  readonly halfway: boolean;
  readonly version: number;
  readonly failures: readonly string[];
}

/**
 * Ends runs of up and down by SIGKILL at random moments: after each the schema is exactly at the version of its
 * marker, with all rows, and the next run finishes. The server is one of its own.
 *
 * @param count how many have to hit a run at work, each victim in turn
 * @param random where they hit
 * @param starts which ways
 * @returns an outcome for each victim
 * @example
 * const outcomes = await runKills(300, createRandom(1));
 */
export async function runKills(
  count: number,
  random: Random,
  starts: readonly [Start, ...Start[]] = allStarts,
): Promise<Outcome[]> {
  // a killed process loses nothing that it has written to a file, flushed to the disk or not
  const server = await startOwnServer({ fsync: "off" });
  try {
    const reference = await buildReference(server.url, starts);
    const episodes: Episode[] = [];
    const most = 3 * count;
    for (let hits = 0; hits < count && episodes.length < most; ) {
      const victim = victims[hits % victims.length] ?? "client";
      const episode = await runKill(server, reference, victim, random);
      episodes.push(episode);
      if (!episode.late) hits += 1;
    }
    return victims.map((victim) => summarizeVictim(victim, count, episodes));
  } finally {
    await server.remove();
  }
}

function summarizeVictim(victim: Victim, count: number, all: readonly Episode[]): Outcome {
  const episodes = all.filter((one) => one.victim === victim);
  const hits = episodes.filter(({ late }) => !late);
  const wanted = Math.ceil((count - victims.indexOf(victim)) / victims.length);
  const versions = new Set(hits.map(({ version }) => version)).size;
  const halfway = hits.filter((one) => one.halfway).length;
  const few = hits.length < wanted ? [`only ${hits.length} of ${wanted} hit a run at work`] : [];
  return {
    scenario: `SIGKILL of the ${victim}`,
    tried: hits.length,
    summary: `left at ${versions} different versions, ${halfway} of them between start and target; each finished by the next run`,
    failures: [...few, ...episodes.flatMap(({ failures }) => failures)],
  };
}

async function runKill(
  server: OwnServer,
  { ways, catalogs }: Reference,
  victim: Victim,
  random: Random,
): Promise<Episode> {
  const way = random.pick(ways);
  const { direction, template, from } = way;
  const target = targetOf(way, random);
  const delay = random.next() * (way.milliseconds.get(versionWithSameTables(target)) ?? 0);
  const work = async ({ url }: { url: string }): Promise<Episode> => {
    // In a copy a sequence's next numbers are only safe from a crash after a checkpoint: PostgreSQL takes those that it
    // has set aside in its log for the original to be set aside for the copy.
    await withClient(url, (client) => client.query("CHECKPOINT"));
    const kill = victim === "client" ? killClient : victim === "backend" ? killBackend : killServer;
    const { late, failures } = await kill({ url, server, direction, target, delay });
    const found = await inspect(url, way, catalogs);
    const { version } = found;
    const reached = late && version !== target ? [`it said that it was done, but V${version} is there`] : [];
    const again = await describeFailure(
      "the next run",
      (direction === "up" ? up : down)(url, { version: target }),
    );
    const end = await inspect(url, way, catalogs);
    const finished = end.version === target ? [] : [`the next run went to V${end.version}`];
    const halfway = version !== from && version !== target;
    const all = [...failures, ...reached, ...found.failures, ...again, ...finished, ...end.failures];
    const where = `${victim}, V${from} ${direction} to V${target}, rows ${way.rows}, after ${delay.toFixed(1)} ms`;
    return { victim, late, halfway, version, failures: all.map((failure) => `${where}: ${failure}`) };
  };
  return withFreshDatabase(server.url, work, template);
}

/** Any version between, those without files included. */
function targetOf({ direction, from, end }: Way, random: Random): number {
  const distance = 1 + random.upTo(Math.abs(end - from) - 1);
  return direction === "up" ? from + distance : from - distance;
}

interface Killing {
  readonly url: string;
  readonly server: OwnServer;
  readonly direction: "up" | "down";
  readonly target: number;
  readonly delay: number;
}

type Killed = { readonly late: boolean; readonly failures: readonly string[] };

async function killClient({ url, direction, target, delay }: Killing): Promise<Killed> {
  const runner = startRunner(url, direction, { version: target });
  await runner.go();
  await sleep(delay);
  await runner.kill();
  const outcome = await runner.outcome;
  return {
    late: outcome?.type === "result",
    failures: outcome?.type === "error" ? [outcome.error.message] : [],
  };
}

async function killBackend(killing: Killing): Promise<Killed> {
  const killed = await runDisturbed(killing, (pid) => process.kill(pid, "SIGKILL"));
  await waitForRecovery(killing.url);
  return killed;
}

async function killServer(killing: Killing): Promise<Killed> {
  const killed = await runDisturbed(killing, () => killing.server.kill());
  await killing.server.restart();
  return killed;
}

/** Runs in this process, which has to get a typed error. */
async function runDisturbed(killing: Killing, kill: (backend: number) => void): Promise<Killed> {
  const { url, direction, target, delay } = killing;
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const run = (direction === "up" ? up : down)(client, { version: target }).then(
    () => undefined,
    (error: unknown) => error,
  );
  await sleep(delay);
  kill(Number(rows[0]?.pid));
  const error = await run;
  await client.end();
  const typed = error instanceof PhoenixKitError && error.code === "connection_lost";
  return {
    late: error === undefined,
    failures: error === undefined || typed ? [] : [`reported as ${String(error)}`],
  };
}

/** When one of its processes was killed, the server ends the others and recovers from its log. */
async function waitForRecovery(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  // the server needs a moment to notice, in which it still takes connections
  for (let steady = 0; steady < 3; ) {
    const answered = await withClient(url, (client) => client.query("SELECT")).then(
      () => true,
      () => false,
    );
    steady = answered ? steady + 1 : 0;
    if (!answered && Date.now() > deadline) throw new Error("The server did not recover in 30 seconds.");
    await sleep(20);
  }
}
