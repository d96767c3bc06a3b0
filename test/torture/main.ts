/**
 * `npm run torture`: disturbs up and down in every way that is known to break migrations, and prints a table of what
 * came of it. `--seed N` repeats a run, `--kills N` is the number of SIGKILLs, `--only WORD` runs the scenarios with
 * that word in their group's name, `--write` puts the table into docs/reliability.md.
 */
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { readCatalogsByVersion } from "../support/catalogs-by-version.ts";
import { makeRunFolder } from "../support/run-folder.ts";
import { runFullDisk } from "./disk-full.ts";
import { fuzzMarkers } from "./fuzz-markers.ts";
import { fuzzPrefixes } from "./fuzz-prefixes.ts";
import { runFuzzedPrefixes } from "./fuzz-runs.ts";
import { fuzzValues } from "./fuzz-values.ts";
import { runKills } from "./kills.ts";
import { runCuts, runStalls } from "./network.ts";
import type { Outcome } from "./outcome.ts";
import { runBehindPooler } from "./pooler.ts";
import { runPreparations } from "./preparations.ts";
import { createRandom } from "./random.ts";
import { formatStalls, formatTable, listFailures, writeReport } from "./report.ts";
import { runManyUp, runManyUpAndDown } from "./runners.ts";
import { runTimeouts } from "./timeouts.ts";
import { runTraffic } from "./traffic.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    kills: { type: "string", default: "300" },
    only: { type: "string", default: "" },
    write: { type: "boolean", default: false },
  },
});
const folder = makeRunFolder();
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const serverUrl = process.env.DATABASE_URL ?? "";
const seed = parseWholeNumber("--seed", values.seed);
const count = parseWholeNumber("--kills", values.kills);
const fuzzed = 10_000;
const random = createRandom(seed);
const catalogs = await readCatalogsByVersion(serverUrl);

const groups: Record<string, () => Promise<Outcome | Outcome[]>> = {
  kills: () => runKills(count, random),
  runners: () => runManyUp(serverUrl, 50, 10, catalogs),
  "runners up and down": () => runManyUpAndDown(serverUrl, 50, 10, random, catalogs),
  pooler: () => runBehindPooler(serverUrl, 50, 5, catalogs),
  "network stalls": () => runStalls(serverUrl, 20, random, catalogs),
  "network cuts": () => runCuts(serverUrl, 100, random, catalogs),
  preparations: () => runPreparations(serverUrl, 20, random, catalogs),
  "traffic of single rows": () => runTraffic(serverUrl, 2000, false, catalogs),
  "traffic of transactions": () => runTraffic(serverUrl, 2000, true, catalogs),
  "disk full": () => runFullDisk(20, random),
  timeouts: () => runTimeouts(serverUrl, 50, random, catalogs),
  "fuzzed prefixes": () => fuzzPrefixes(serverUrl, fuzzed, seed),
  "fuzzed prefixes that run": () => runFuzzedPrefixes(serverUrl, 50, seed),
  "fuzzed markers": () => fuzzMarkers(serverUrl, fuzzed, seed),
  "fuzzed values": () => fuzzValues(serverUrl, fuzzed, seed),
};

const outcomes: Outcome[] = [];
for (const [name, run] of Object.entries(groups)) {
  if (!name.includes(values.only)) continue;
  const started = performance.now();
  const outcome = await run().catch((error: unknown) => describeThrown(name, error));
  outcomes.push(...[outcome].flat());
  console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
console.log(formatTable(outcomes));
console.log(formatStalls(outcomes));
const failures = listFailures(outcomes);
for (const failure of failures) console.error(`✗ ${failure}`);
if (values.write) writeReport(outcomes, { seed, count });
process.exitCode = failures.length > 0 || outcomes.length === 0 ? 1 : 0;

function describeThrown(scenario: string, error: unknown): Outcome {
  const failures = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  return { scenario, tried: 1, summary: "aborted", failures };
}

function parseWholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`${option} takes a whole number, not ${JSON.stringify(text)}`);
  process.exit(2);
}
