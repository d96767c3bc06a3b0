/**
 * `npm run bench:docs`: how long `phoenix-kit docs` takes for the package (at most 5 s), for a database with 1,000,000
 * rows, and for its 40 prefixes (at most 10 s each). Runs the built command line, and fails beyond these limits.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { up } from "../../src/migrate/up-down.ts";
import { upMany } from "../../src/tenants/migrate-many.ts";
import { measureMilliseconds, runAll, withFreshDatabase } from "./database.ts";

const prefixes = Array.from({ length: 40 }, (_, index) => `tenant_${index + 1}`);

const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-docs-"));
try {
  await measureDocs("the package", 5_000, []);
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
    await measureDocs("1,000,000 rows", 10_000, ["--url", url]);
    await measureDocs("40 prefixes", 10_000, ["--url", url, "--match", "tenant_%"]);
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureDocs(what: string, atMostMs: number, options: readonly string[]): Promise<void> {
  const out = join(folder, what.replace(/\W+/g, "-"));
  const args = ["dist/cli.js", "docs", "--out", out, ...options];
  const milliseconds = await measureMilliseconds(() => execa("node", args, { env: { DATABASE_URL: "" } }));
  console.log(`${what}: ${(milliseconds / 1000).toFixed(2)} s, at most ${atMostMs / 1000} s`);
  if (milliseconds > atMostMs) process.exitCode = 1;
}
