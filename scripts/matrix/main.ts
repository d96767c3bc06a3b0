/**
 * `npm run test:matrix`: up, down and up in a prefix, with rows, on each PostgreSQL that is supported; their catalogs
 * have to be the same but for what is expected. With `--all` the whole test suite runs on each as well; `--only 15` is
 * one of them.
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { startServer } from "../../test/support/clusters.ts";
import { majors } from "../../test/support/releases.ts";
import { compareRoundTrips, type RoundTrip, runRoundTrip } from "./round-trip.ts";

/** PostgreSQL has its own uuidv7() from 18 on, which uuid_generate_v7() calls there. */
const expected = /^function uuid_generate_v7\(\): body /;

const { values } = parseArgs({
  options: { all: { type: "boolean", default: false }, only: { type: "string" } },
});
const chosen = majors.filter((major) => values.only === undefined || String(major) === values.only);
const trips: RoundTrip[] = [];
const failures: string[] = chosen.length === 0 ? [`PostgreSQL ${values.only} is not installed`] : [];

for (const major of chosen) {
  const server = await startServer({ major });
  try {
    const trip = await runRoundTrip(server.url);
    trips.push(trip);
    failures.push(...trip.failures.map((failure) => `PostgreSQL ${trip.server}: ${failure}`));
    console.log(`PostgreSQL ${trip.server}: up, down and up in a prefix, ${trip.failures.length} failures`);
    if (values.all && !isPassed(server.url)) failures.push(`PostgreSQL ${trip.server}: the test suite`);
  } finally {
    await server.remove();
  }
}

const newest = trips.at(-1);
for (const trip of trips.slice(0, -1)) {
  if (!newest) break;
  const differences = compareRoundTrips(trip, newest);
  console.log(`\nPostgreSQL ${trip.server} beside ${newest.server}: ${differences.length} differences`);
  for (const difference of differences) {
    console.log(`  ${difference}`);
    if (!expected.test(difference)) failures.push(`not expected: ${difference}`);
  }
}
for (const failure of failures) console.error(`✗ ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;

function isPassed(url: string): boolean {
  const { status } = spawnSync("npx", ["vitest", "run"], {
    stdio: "inherit",
    env: { ...process.env, DATABASE_URL: url },
  });
  return status === 0;
}
