/**
 * `npm run bench:install`: a fresh install, from nothing to the newest version, in four ways side by side on
 * one server: `up`, the command line, `drizzle-kit migrate`, and the same SQL through `psql -1`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newestVersion } from "../src/migrator/migrations.ts";
import { up } from "../src/migrator/move.ts";
import { plan } from "../src/migrator/plan.ts";
import { inFreshDatabase, timed } from "./bench/database.ts";
import { median, printRatios } from "./bench/table.ts";

const rounds = Number(process.env.ROUNDS ?? 9);
const folder = mkdtempSync(join(tmpdir(), "bench-install-"));
const sqlFile = join(folder, "install.sql");

type Way = (url: string) => Promise<void> | void;
const ways: Record<string, Way> = {
  "psql -1": (url) => command("psql", ["-qX1", "-v", "ON_ERROR_STOP=1", "-f", sqlFile, url]),
  up: async (url) => void (await up(url)),
  "phoenix-kit up": (url) => command(process.execPath, ["dist/cli.js", "up", "--url", url]),
  "drizzle-kit migrate": (url) =>
    command("node_modules/.bin/drizzle-kit", ["migrate"], { DATABASE_URL: url }),
};

await inFreshDatabase(async (url) => {
  const { steps } = await plan(url, "up");
  const statements = steps.map(({ sql }) => sql.replace(/^BEGIN;\n|\nCOMMIT;$/g, ""));
  writeFileSync(sqlFile, statements.join("\n"));
});

const times = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
for (let round = 0; round <= rounds; round++) {
  for (const [name, way] of Object.entries(ways)) {
    const milliseconds = await inFreshDatabase((url) => timed(() => way(url)));
    // the first round warms caches up and does not count
    if (round > 0) times.get(name)?.push(milliseconds);
  }
}
rmSync(folder, { recursive: true });

console.log(`0 → ${newestVersion()}, medians of ${rounds} rounds, each way once a round\n`);
const base = times.get("psql -1") ?? [];
printRatios(
  [...times].map(([name, values]) => ({
    name,
    milliseconds: median(values),
    ratio: median(values.map((value, index) => value / (base[index] ?? Number.NaN))),
  })),
  "psql -1",
);

function command(file: string, args: string[], env: Record<string, string> = {}): void {
  const { status, stderr, stdout } = spawnSync(file, args, {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${file} failed: ${stderr}${stdout}`);
}
