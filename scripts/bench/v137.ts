/**
 * `npm run bench:v137 [-- --rows 5000000 --pairs 3]`: how long version 137 takes to remove duplicate events, beside
 * the join of the table with itself that compares every two copies. Uses a database of its own at DATABASE_URL.
 */
import { parseArgs } from "node:util";
import { up } from "../../src/migrate/up-down.ts";
import { readPatches } from "../compose/compose-file.ts";
import { runAll, withFreshDatabase } from "./database.ts";
import { type Measurement, measure } from "./measure.ts";
import { computeMedian } from "./table.ts";
import { pairwiseDeletes } from "./v137-plain.ts";

const copies = 20_000;

const ours = readPatches("drizzle/patches", "v137").before?.statements ?? [];

/** Five events a log, in the order in which they arrived, and of those some again, some minutes later. */
function fill(logs: number, repeated: string, times: number): string {
  return `
  CREATE OR REPLACE FUNCTION pg_temp.uuid_at(moment timestamptz, salt text) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$
    SELECT encode(overlay(decode(md5(salt), 'hex') PLACING
      substring(int8send((extract(epoch FROM moment) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 'hex')::uuid
  $$;
  TRUNCATE phoenix_kit_email_events;
  INSERT INTO phoenix_kit_email_events
    (uuid, email_log_uuid, event_type, occurred_at, event_data, user_agent, inserted_at, updated_at)
  SELECT pg_temp.uuid_at(arrived, log || '/' || place || '/' || copy), pg_temp.uuid_at(sent, log::text),
    (ARRAY['send', 'delivery', 'open', 'click', 'open'])[place], occurred,
    jsonb_build_object('mail', jsonb_build_object('source', 'a@example.com', 'number', log)),
    CASE WHEN place > 2 THEN 'Mozilla/5.0 (X11; Linux x86_64)' END, arrived, arrived
  FROM generate_series(1, ${logs}) AS log
  CROSS JOIN generate_series(1, 5) AS place
  CROSS JOIN LATERAL (SELECT timestamptz '2024-01-01Z' + log * interval '157 seconds') AS l (sent)
  CROSS JOIN LATERAL (SELECT ('x' || left(md5(log || '/' || place), 7))::bit(28)::int / 268435456.0) AS r (random)
  CROSS JOIN LATERAL (SELECT sent + random * (ARRAY[1, 9, 90000, 90000, 90000])[place] * interval '1 s') AS o (occurred)
  CROSS JOIN LATERAL generate_series(0, CASE WHEN ${repeated} THEN ${times} ELSE 0 END) AS copy
  CROSS JOIN LATERAL (SELECT occurred + copy * interval '270 seconds') AS a (arrived)
  ORDER BY arrived`;
}

const { values: options } = parseArgs({
  options: { rows: { type: "string", default: "1000000" }, pairs: { type: "string", default: "3" } },
});
const rows = Number(options.rows);
const pairs = Number(options.pairs);
if (!(rows >= 2 * copies && pairs >= 1)) {
  console.error(`usage: npm run bench:v137 [-- --rows ${2 * copies} or more] [--pairs 1 or more]`);
  process.exit(2);
}

await withFreshDatabase(async (url) => {
  await up(url, { version: 136 });
  await runAll(
    url,
    `ALTER TABLE phoenix_kit_email_events
      SET (autovacuum_enabled = off), DROP CONSTRAINT fk_email_events_email_log_uuid`,
  );
  const tenth = fill(Math.round((rows * 0.9) / 5), "(log * 5 + place) % 9 = 0", 1);
  await compare(url, "10 % duplicates", tenth, pairs);
  const one = fill(Math.round((rows - copies) / 5), "log = 1000 AND place = 2", copies);
  await compare(url, `one event ${copies} times`, one, 1);
});

/** Measures both on the same rows, alternating which one runs first. */
async function compare(url: string, title: string, filling: string, times: number): Promise<void> {
  console.error(`${title}: filling …`);
  await runAll(url, filling, "VACUUM (ANALYZE) phoenix_kit_email_events");
  const results: Record<"ours" | "pairwise", Measurement[]> = { ours: [], pairwise: [] };
  for (let pair = 0; pair < times; pair++) {
    for (const side of pair % 2 === 0 ? (["ours", "pairwise"] as const) : (["pairwise", "ours"] as const)) {
      const result = await measure(url, side === "ours" ? ours : pairwiseDeletes);
      results[side].push(result);
      console.error(`  ${side}: ${result.seconds.toFixed(2)} s`);
    }
  }
  const deleted = new Set([...results.ours, ...results.pairwise].map((result) => result.rows));
  if (deleted.size > 1) throw new Error(`Not the same rows were deleted: ${[...deleted].join(", ")}.`);
  console.log(`\n${rows} events, ${title}`);
  console.table({ ours: summarize(results.ours), pairwise: summarize(results.pairwise) });
  const ratio = computeMedian(
    results.ours.map((mine, pair) => mine.seconds / (results.pairwise[pair]?.seconds ?? 1)),
  );
  console.log(
    `ours takes ${ratio.toFixed(3)} of the pairwise time (${(1 / ratio).toFixed(1)} times as fast)`,
  );
}

function summarize(runs: readonly Measurement[]) {
  const peak = runs
    .map((run) => run.memory)
    .reduce((a, b) => (a === undefined || b === undefined ? a : Math.max(a, b)));
  return {
    "seconds (median)": Number(computeMedian(runs.map((run) => run.seconds)).toFixed(2)),
    deleted: runs[0]?.rows,
    "server memory": peak === undefined ? "not to be seen from here" : formatMegabytes(peak),
    "temp files": formatMegabytes(Math.max(...runs.map((run) => run.temp))),
  };
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
