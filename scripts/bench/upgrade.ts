/**
 * `npm run bench:upgrade [-- --scale 0.1]`: fills the big tables of V27, migrates up to the newest version and back
 * down, and prints how long each step takes, beside the limit: the same tables copied once by CREATE TABLE AS, with the
 * same joins, and then all indexes of the newest version. At scale 1, the tables have 5.4 million rows.
 */
import { parseArgs } from "node:util";
import { Client } from "pg";
import type { StepResult } from "../../src/migrate/types.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { runAll, withFreshDatabase } from "./database.ts";
import { readTempBytes, waitForExit, watchMemory } from "./measure.ts";
import { bigTables, copySql, fillSql } from "./upgrade-rows.ts";

/** What some work took on a connection of its own. */
interface Run {
  readonly seconds: number;
  readonly lines: readonly Line[];
  readonly temp: number;
}

/** A step, or a part of the limit. */
interface Line {
  readonly name: string;
  readonly seconds: number;
  /** Most of the server process's own memory, in bytes; undefined if /proc does not show it. */
  readonly memory: number | undefined;
}

const { values: options } = parseArgs({ options: { scale: { type: "string", default: "1" } } });
const scale = Number(options.scale);
if (!(scale >= 0.001)) {
  console.error("usage: npm run bench:upgrade [-- --scale 0.001 or more]");
  process.exit(2);
}

await withFreshDatabase(async (url) => {
  await up(url, { version: 27 });
  for (const table of bigTables) {
    console.error(`filling ${table.name} …`);
    await runAll(url, fillSql(table, scale));
  }
  await runAll(url, "VACUUM ANALYZE", "CHECKPOINT");
  const upward = await measureSteps(url, (client, onProgress) => up(client, { onProgress }));
  const indexes = await readIndexes(url);
  await runAll(url, "VACUUM ANALYZE", "CHECKPOINT");
  const downward = await measureSteps(url, (client, onProgress) => down(client, { version: 27, onProgress }));
  await runAll(url, "VACUUM ANALYZE", "CREATE SCHEMA copied", "CHECKPOINT");
  const limit = await measureGroups(url, [
    { name: "copies", statements: bigTables.map(copySql) },
    ...indexes,
  ]);
  print("up, step by step", upward, limit);
  print("down, step by step", downward, limit);
  print("limit", limit, limit);
});

type OnStep = (progress: { readonly type: string } & Partial<StepResult>) => void;

async function measureSteps(
  url: string,
  run: (client: Client, onProgress: OnStep) => Promise<unknown>,
): Promise<Run> {
  return measureLines(url, async (client, mark) => {
    await run(client, ({ type, version, durationMs }) => {
      if (type === "finished") mark(`V${version}`, (durationMs ?? 0) / 1000);
    });
  });
}

async function measureGroups(
  url: string,
  groups: readonly { readonly name: string; readonly statements: readonly string[] }[],
): Promise<Run> {
  return measureLines(url, async (client, mark) => {
    for (const { name, statements } of groups) {
      const started = performance.now();
      for (const statement of statements) await client.query(statement);
      mark(name, (performance.now() - started) / 1000);
    }
  });
}

async function measureLines(
  url: string,
  work: (client: Client, mark: (name: string, seconds: number) => void) => Promise<void>,
): Promise<Run> {
  const watcher = new Client({ connectionString: url });
  const client = new Client({ connectionString: url });
  await watcher.connect();
  await client.connect();
  const { pid, name } = (await client.query("SELECT pg_backend_pid() AS pid, current_database() AS name"))
    .rows[0];
  const tempBefore = await readTempBytes(watcher);
  const lines: Line[] = [];
  let memory = watchMemory(pid, name);
  const started = performance.now();
  await work(client, (line, seconds) => {
    lines.push({ name: line, seconds, memory: memory.stop() });
    console.error(`  ${line}: ${seconds.toFixed(2)} s`);
    memory = watchMemory(pid, name);
  });
  const seconds = (performance.now() - started) / 1000;
  memory.stop();
  await client.end();
  await waitForExit(watcher, pid);
  const temp = (await readTempBytes(watcher)) - tempBefore;
  await watcher.end();
  return { seconds, lines, temp };
}

/** The statements that build all indexes of the big tables on their copies in the schema `copied`, by table. */
async function readIndexes(url: string): Promise<{ name: string; statements: string[] }[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    `SELECT tablename AS table, array_agg(replace(indexdef, ' ON public.', ' ON copied.')) AS statements
     FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY ($1) GROUP BY tablename`,
    [bigTables.map(({ name }) => name)],
  );
  await client.end();
  return rows.map(({ table, statements }) => ({ name: `indexes of ${table}`, statements }));
}

/** Lines below a hundredth of the whole are left out. */
function print(title: string, run: Run, limit: Run): void {
  const large = run.lines.filter(({ seconds }) => seconds >= run.seconds / 100);
  const peaks = run.lines.map(({ memory }) => memory).filter((memory) => memory !== undefined);
  console.log(
    `\n${title}, scale ${scale}: ${run.seconds.toFixed(1)} s, ${(run.seconds / limit.seconds).toFixed(2)} × limit, ` +
      `server memory ${peaks.length > 0 ? formatMegabytes(Math.max(...peaks)) : "not to be seen from here"}, ` +
      `temporary files ${formatMegabytes(run.temp)}`,
  );
  console.table(
    Object.fromEntries(
      large.map(({ name, seconds, memory }) => [
        name,
        {
          seconds: Number(seconds.toFixed(2)),
          "× limit": Number((seconds / limit.seconds).toFixed(3)),
          memory: memory === undefined ? undefined : formatMegabytes(memory),
        },
      ]),
    ),
  );
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
