/**
 * `npm run bench:install`: a fresh install, from nothing to V27 and to the newest version, in four ways side by side
 * on one server: the same SQL through `psql -1`, `up`, the command line, and `drizzle-kit migrate`.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plan } from "../../src/migrate/plan.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { measureMilliseconds, withFreshDatabase } from "./database.ts";
import { computeMedian, printRatios } from "./table.ts";

const rounds = Number(process.env.ROUNDS ?? 9);

type Way = (url: string) => Promise<unknown> | unknown;

for (const target of new Set([27, getNewestVersion()])) {
  const folder = mkdtempSync(join(tmpdir(), "bench-install-"));
  try {
    const times = await measureWays(await prepareWays(target, folder));
    const base = times.get("psql -1") ?? [];
    console.log(`\n0 → ${target}, medians of ${rounds} rounds, each way once a round\n`);
    printRatios(
      [...times].map(([name, values]) => ({
        name,
        milliseconds: computeMedian(values),
        ratio: computeMedian(values.map((value, index) => value / (base[index] ?? Number.NaN))),
      })),
      "psql -1",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureWays(ways: Record<string, Way>): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const milliseconds = await withFreshDatabase((url) => measureMilliseconds(() => way(url)));
      // the first round warms caches up and does not count
      if (round > 0) times.get(name)?.push(milliseconds);
    }
  }
  return times;
}

async function prepareWays(version: number, folder: string): Promise<Record<string, Way>> {
  const sqlFile = join(folder, "install.sql");
  const { steps } = await withFreshDatabase((url) => plan(url, "up", { version }));
  writeFileSync(sqlFile, steps.map(({ sql }) => sql.replace(/^BEGIN;\n|\nCOMMIT;$/g, "")).join("\n"));
  const config = writeDrizzleFolder(version, folder);
  const cli = ["dist/cli.js", "up", "--to", String(version), "--url"];
  return {
    "psql -1": (url) => runCommand("psql", ["-qX1", "-v", "ON_ERROR_STOP=1", "-f", sqlFile, url]),
    up: (url) => up(url, { version }),
    "phoenix-kit up": (url) => runCommand(process.execPath, [...cli, url]),
    "drizzle-kit migrate": (url) =>
      runCommand("node_modules/.bin/drizzle-kit", ["migrate", "--config", config], { DATABASE_URL: url }),
  };
}

/** A folder that ends at a version, because drizzle-kit runs every file in its folder. */
function writeDrizzleFolder(version: number, folder: string): string {
  const out = join(folder, "drizzle");
  mkdirSync(join(out, "meta"), { recursive: true });
  const journal = JSON.parse(readFileSync("drizzle/meta/_journal.json", "utf8"));
  journal.entries.length = readVersions().migrations.filter((known) => known.version <= version).length;
  writeFileSync(join(out, "meta/_journal.json"), JSON.stringify(journal));
  for (const { tag } of journal.entries) copyFileSync(`drizzle/${tag}.sql`, join(out, `${tag}.sql`));
  const path = join(folder, "drizzle.config.ts");
  const own = readFileSync("drizzle.config.ts", "utf8").replace(/import .*\n/, "");
  writeFileSync(path, own.replace("defineConfig(", "(").replace(/out: .*/, `out: ${JSON.stringify(out)},`));
  return path;
}

function runCommand(file: string, args: string[], env: Record<string, string> = {}): void {
  const { status, stderr, stdout } = spawnSync(file, args, {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${file} failed: ${stderr}${stdout}`);
}
