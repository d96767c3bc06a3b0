/**
 * `npm run bench:versions [-- --rows 2000 --rounds 4]`: how long each version takes up and down, and how long it keeps
 * writes to the tables waiting. Writes src/site/assets/timings.json, which the site shows. Uses databases of its own at
 * DATABASE_URL. Where V27 has tables, they hold `--rows` rows each.
 */
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Pool } from "pg";
import type { MigrateResult } from "../../src/migrate/types.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import type { Timings } from "../../src/site/timings.ts";
import { withClient } from "../../test/support/admin.ts";
import { fillPeople } from "../../test/support/people.ts";
import { withFreshDatabase } from "./database.ts";
import { type Prober, startProber } from "./write-prober.ts";

const { values } = parseArgs({
  options: { rows: { type: "string", default: "2000" }, rounds: { type: "string", default: "4" } },
});
const [rows, rounds] = [Number(values.rows), Number(values.rounds)];
/** The version whose tables are filled. */
const filled = 27;

interface Found {
  readonly up: number[];
  readonly down: number[];
  readonly stall: number[];
}

const migrated = readVersions().migrations.map(({ version }) => version);
const found = new Map(migrated.map((version): [number, Found] => [version, { up: [], down: [], stall: [] }]));

for (let round = 1; round <= rounds; round++) {
  console.error(`round ${round} of ${rounds}`);
  await withFreshDatabase(measureRound);
}

const { DATABASE_URL = "" } = process.env;
const server = await withClient(
  DATABASE_URL,
  async (client) => (await client.query("SHOW server_version")).rows[0].server_version,
);
/** The least of the rounds has the least of what else the machine did. */
const takeBest = (times: readonly number[]): number => Math.round(Math.min(...times) * 10) / 10;
const timings: Timings = {
  rows,
  rounds,
  filled,
  postgres: String(server).split(" ")[0] ?? "",
  cpus: availableParallelism(),
  versions: Object.fromEntries(
    [...found].map(([version, times]) => [
      version,
      { upMs: takeBest(times.up), downMs: takeBest(times.down), stallMs: takeBest(times.stall) },
    ]),
  ),
};
await writeFile("src/site/assets/timings.json", formatTimings(timings));

/** A line a version, so that two measurements can be compared. */
function formatTimings({ versions, ...measuredOn }: Timings): string {
  const lines = Object.entries(versions).map(
    ([version, times]) => `    ${JSON.stringify(version)}: ${JSON.stringify(times)}`,
  );
  const head = JSON.stringify(measuredOn, undefined, 2).slice(0, -2);
  return `${head},\n  "versions": {\n${lines.join(",\n")}\n  }\n}\n`;
}

async function measureRound(url: string): Promise<void> {
  await up(url, { version: filled });
  await fill(url);
  const prober = await startProber(url);
  try {
    const later = migrated.filter((version) => version > filled);
    // below, each version runs beside the rows of the tables before it
    for (const version of migrated.filter((one) => one <= filled).reverse()) {
      await measureDown(url, version);
      await measureUp(url, version, prober);
      await down(url, { version: version - 1 });
    }
    await up(url, { version: filled });
    // the way down to V00 took the tables with it
    await fill(url);
    for (const version of later) await measureUp(url, version, prober);
    await up(url, { version: getNewestVersion() });
    for (const version of later.reverse()) await measureDown(url, version);
  } finally {
    await prober.stop();
  }
}

async function fill(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url });
  await fillPeople(pool, "public", rows);
  await pool.query("ANALYZE");
  await pool.end();
}

async function measureUp(url: string, version: number, prober: Prober): Promise<void> {
  await up(url, { version: version - 1 });
  await prober.settle();
  const result = await up(url, { version });
  found.get(version)?.up.push(readDuration(result, version));
  found.get(version)?.stall.push(await prober.takeLongest());
}

async function measureDown(url: string, version: number): Promise<void> {
  await down(url, { version });
  const result = await down(url, { version: version - 1 });
  found.get(version)?.down.push(readDuration(result, version));
}

function readDuration({ steps }: MigrateResult, version: number): number {
  const step = steps.find((one) => one.version === version);
  if (!step) throw new Error(`V${version} did not run.`);
  return step.durationMs;
}
