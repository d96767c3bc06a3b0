/**
 * `npm run bench:tenants [-- --tenants 1000 --rounds 9]`: one schema a tenant, each task beside the SQL that it cannot
 * do without. Uses a database of its own at DATABASE_URL. What is asked of each is in the last column.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Client, Pool } from "pg";
import { plan } from "../../src/migrate/plan.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { quoteIdentifier } from "../../src/postgres/sql.ts";
import { verifyMany } from "../../src/tenants/check-many.ts";
import { upMany } from "../../src/tenants/migrate-many.ts";
import { statusMany } from "../../src/tenants/status-many.ts";
import { measureMilliseconds, withFreshDatabase } from "./database.ts";
import { computeMedian } from "./table.ts";

const connections = 4;
/** A version that adds one index and nothing else. */
const indexVersion = 93;

const { values: options } = parseArgs({
  options: {
    tenants: { type: "string", default: "1000" },
    rounds: { type: "string", default: "9" },
    "memory-of": { type: "string" },
    url: { type: "string" },
  },
});
const tenants = Number(options.tenants);
const rounds = Number(options.rounds);

if (options["memory-of"] && options.url) {
  await visitTenants(options.url, Number(options["memory-of"]));
  console.log(process.resourceUsage().maxRSS / 1024);
} else if (tenants >= 10 && rounds >= 1) {
  await withFreshDatabase(measureTenants);
} else {
  console.error("usage: npm run bench:tenants [-- --tenants 10 or more] [--rounds 1 or more]");
  process.exit(2);
}

interface Line {
  readonly task: string;
  readonly value: string;
  readonly asked: string;
}

async function measureTenants(url: string): Promise<void> {
  // compiling the raw query takes many times as long as running it
  const pool = new Pool({ connectionString: url, max: connections, options: "-c jit=off" });
  pool.on("error", () => undefined);
  const prefixes = Array.from({ length: tenants }, (_, index) => nameTenant(index));
  const lines: Line[] = [];
  try {
    const filledMs = await measureMilliseconds(() =>
      finishAll(upMany(pool, { prefixes, concurrency: connections })),
    );
    console.log(`${tenants} tenants, ${connections} connections: made in ${Math.round(filledMs / 1000)} s\n`);
    lines.push(await measureNewTenant(url, pool));
    lines.push(...(await measureStatus(pool)));
    lines.push(await measureIndex(pool, prefixes));
    lines.push(await measureCatalogs(pool), await measureFirstQuery(url), await measureDump(url));
    const verifyMs = await measureMilliseconds(() => finishAll(verifyMany(pool, { prefixes })));
    lines.push({ task: "verify", value: `${(verifyMs / tenants).toFixed(1)} ms a tenant`, asked: "25 ms" });
    const [few = 0, many = 0] = [10, tenants].map((count) => measureMemory(url, count));
    lines.push({
      task: "memory, all tenants beside 10",
      value: `${(many - few).toFixed(1)} MiB more`,
      asked: "20 MiB",
    });
  } finally {
    await pool.end();
  }
  console.table(Object.fromEntries(lines.map(({ task, ...columns }) => [task, columns])));
}

function nameTenant(index: number): string {
  return `tenant_${String(index).padStart(5, "0")}`;
}

async function finishAll(
  results: AsyncIterable<{ readonly outcome: string; readonly prefix: string }>,
): Promise<void> {
  for await (const { outcome, prefix } of results) {
    if (outcome !== "done") throw new Error(`${prefix} failed`);
  }
}

/** `up` beside psql, which runs the script that `up` runs. */
async function measureNewTenant(url: string, pool: Pool): Promise<Line> {
  const folder = mkdtempSync(join(tmpdir(), "bench-tenants-"));
  const ratios: number[] = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      const file = join(folder, `${round}.sql`);
      const { steps } = await plan(pool, "up", { prefix: `script_${round}` });
      writeFileSync(file, steps.map(({ sql }) => sql.replace(/^BEGIN .*;\n|\nCOMMIT;$/g, "")).join("\n"));
      const scriptMs = await measureMilliseconds(() =>
        execFileSync("psql", ["-qX1", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", "-f", file, url]),
      );
      const upMs = await measureMilliseconds(() => up(pool, { prefix: `up_${round}` }));
      // the first round warms caches up and does not count
      if (round > 0) ratios.push(upMs / scriptMs);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { task: "a new tenant", value: `${computeMedian(ratios).toFixed(2)} × psql -1`, asked: "1.2 ×" };
}

/** All that a status says of a schema, for all of them. */
function selectStatuses(names: readonly string[]): string {
  const histories = names.map(
    (name) =>
      `SELECT '${name}' AS schema, json_agg(t) AS history FROM ${quoteIdentifier(name)}.phoenix_kit t`,
  );
  return `SELECT n.nspname, obj_description(c.oid, 'pg_class'), h.history
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN (${histories.join(" UNION ALL ")}) h ON h.schema = n.nspname
    WHERE c.relname = 'phoenix_kit'`;
}

async function measureStatus(pool: Pool): Promise<Line[]> {
  const { rows } = await pool.query<{ name: string }>(
    "SELECT relnamespace::regnamespace::text AS name FROM pg_class WHERE relname = 'phoenix_kit'",
  );
  const names = rows.map(({ name }) => name);
  const times: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const rawMs = await measureMilliseconds(() => pool.query(selectStatuses(names)));
    const statusMs = await measureMilliseconds(() => statusMany(pool, { all: true }));
    if (round > 0) {
      ratios.push(statusMs / rawMs);
      times.push(statusMs);
    }
  }
  return [
    { task: "status of all", value: `${computeMedian(ratios).toFixed(2)} × the query`, asked: "2 ×" },
    { task: "status of all, time", value: `${computeMedian(times).toFixed(0)} ms`, asked: "100 ms" },
  ];
}

/** The schemas are put where the version's index is not there yet. Nothing else is read or changed by its file. */
async function measureIndex(pool: Pool, prefixes: readonly string[]): Promise<Line> {
  const version = indexVersion;
  const prepare = async () => {
    for (const prefix of prefixes) {
      await pool.query(`DROP INDEX ${prefix}.phoenix_kit_settings_key_prefix_idx;
        COMMENT ON TABLE ${prefix}.phoenix_kit IS '${version - 1}'`);
    }
  };
  await prepare();
  const scripts: string[] = [];
  for (const prefix of prefixes) {
    const { steps } = await plan(pool, "up", { prefix, version });
    scripts.push(steps.map(({ sql }) => sql).join("\n"));
  }
  const rawMs = await measureMilliseconds(async () => {
    const waiting = [...scripts];
    const runScripts = async () => {
      for (let script = waiting.pop(); script !== undefined; script = waiting.pop()) await pool.query(script);
    };
    await Promise.all(Array.from({ length: connections }, runScripts));
  });
  await prepare();
  const upMs = await measureMilliseconds(() =>
    finishAll(upMany(pool, { prefixes, version, concurrency: connections })),
  );
  for (const prefix of prefixes) {
    await pool.query(`COMMENT ON TABLE ${prefix}.phoenix_kit IS '${getNewestVersion()}'`);
  }
  return { task: "one index for all", value: `${(upMs / rawMs).toFixed(2)} × the scripts`, asked: "2 ×" };
}

async function measureCatalogs(pool: Pool): Promise<Line> {
  const { rows } = await pool.query<{ size: number }>(
    `SELECT sum(pg_total_relation_size(oid))::float8 / 1024 / 1024 AS size
     FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'`,
  );
  return { task: "system catalogs", value: `${Number(rows[0]?.size).toFixed(0)} MiB`, asked: "" };
}

/** PostgreSQL reads the descriptions of a table and its indexes when a connection first uses it. */
async function measureFirstQuery(url: string): Promise<Line> {
  const plannings: number[][] = [];
  for (let round = 0; round <= rounds; round++) {
    const client = new Client({ connectionString: url });
    await client.connect();
    const times: number[] = [];
    for (const _ of ["first", "again"]) {
      const { rows } = await client.query(
        `EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM ${nameTenant(round)}.phoenix_kit_users WHERE email = 'ada@example.com'`,
      );
      times.push(rows[0]["QUERY PLAN"][0]["Planning Time"]);
    }
    await client.end();
    if (round > 0) plannings.push(times);
  }
  const [first, again] = [0, 1].map((index) => computeMedian(plannings.map((times) => times[index] ?? 0)));
  return {
    task: "planning a connection's first query",
    value: `${first?.toFixed(2)} ms, again ${again?.toFixed(2)} ms`,
    asked: "",
  };
}

async function measureDump(url: string): Promise<Line> {
  const args = ["--schema", nameTenant(0), "--file", "/dev/null", "--dbname", url];
  let failure = "";
  const dumpMs = await measureMilliseconds(() => {
    const { status, stderr } = spawnSync("pg_dump", args, { encoding: "utf8" });
    if (status !== 0) failure = stderr.trim().replaceAll("\n", "; ");
  });
  return { task: "pg_dump of one", value: failure || `${(dumpMs / 1000).toFixed(1)} s`, asked: "" };
}

/** The most memory that a process of its own takes which visits some of the tenants, in MiB. */
function measureMemory(url: string, count: number): number {
  const self = fileURLToPath(import.meta.url);
  const args = ["--import", "tsx", self, "--memory-of", String(count), "--url", url];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

async function visitTenants(url: string, count: number): Promise<void> {
  const prefixes = Array.from({ length: count }, (_, index) => nameTenant(index));
  await finishAll(upMany(url, { prefixes, concurrency: connections }));
  await finishAll(verifyMany(url, { prefixes, concurrency: connections }));
}
