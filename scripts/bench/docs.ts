/**
 * `npm run bench:docs`: how long `phoenix-kit docs` takes for the package (at most 5 s and 3 MB), for a database with
 * 1,000,000 rows, and for its 40 prefixes (at most 10 s each). Runs the built command line, and fails beyond these limits.
 */
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { up } from "../../src/migrate/up-down.ts";
import { upMany } from "../../src/tenants/migrate-many.ts";
import { measureMilliseconds, runAll, withFreshDatabase } from "./database.ts";

const prefixes = Array.from({ length: 40 }, (_, index) => `tenant_${index + 1}`);

console.log(
  `${"".padEnd(16)}  ${"took".padStart(7)}  ${"at most".padStart(7)}  ${"size".padStart(7)}  ${"at most".padStart(7)}`,
);
const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-docs-"));
try {
  await measureDocs("the package", { seconds: 5, megabytes: 3 }, []);
  await withFreshDatabase(async (url) => {
    await up(url);
    await runAll(
      url,
      `INSERT INTO phoenix_kit_settings (key, value)
       SELECT 'key ' || n, n::text FROM generate_series(1, 1000000) AS n`,
      "VACUUM ANALYZE phoenix_kit_settings",
    );
    for await (const tenant of upMany(url, { prefixes })) {
      if (tenant.outcome !== "done") throw tenant.error;
    }
    await measureDocs("1,000,000 rows", { seconds: 10 }, ["--url", url]);
    await measureDocs("40 prefixes", { seconds: 10 }, ["--url", url, "--match", "tenant_%"]);
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Limits {
  readonly seconds: number;
  readonly megabytes?: number;
}

/** Prints a line of the table. */
async function measureDocs(what: string, most: Limits, options: readonly string[]): Promise<void> {
  const out = join(folder, what.replace(/\W+/g, "-"));
  const args = ["dist/cli.js", "docs", "--out", out, ...options];
  const milliseconds = await measureMilliseconds(() => execa("node", args, { env: { DATABASE_URL: "" } }));
  const [seconds, megabytes] = [milliseconds / 1_000, (await measureBytes(out)) / 1_000_000];
  const cells = [
    `${seconds.toFixed(2)} s`,
    `${most.seconds} s`,
    `${megabytes.toFixed(2)} MB`,
    most.megabytes === undefined ? "" : `${most.megabytes} MB`,
  ];
  console.log([what.padEnd(16), ...cells.map((cell) => cell.padStart(7))].join("  "));
  if (seconds > most.seconds || megabytes > (most.megabytes ?? Number.POSITIVE_INFINITY))
    process.exitCode = 1;
}

async function measureBytes(site: string): Promise<number> {
  const entries = await readdir(site, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
