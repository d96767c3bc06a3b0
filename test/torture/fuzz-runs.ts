import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Pool } from "pg";
import { down, up } from "../../src/migrate/up-down.ts";
import { databaseObjects, rowsOf } from "../support/catalogs.ts";
import { withFreshDatabase } from "../support/fresh-database.ts";
import { isAccepted } from "./fuzz-prefixes.ts";
import { nastyText } from "./nasty-text.ts";
import { describeFailure, type Outcome } from "./outcome.ts";

/** What is somebody else's; extensions may be made beside a prefix and stay, so they are there before. */
const others = `
  CREATE EXTENSION citext;
  CREATE EXTENSION pg_trgm;
  CREATE SCHEMA canary;
  CREATE TABLE canary.bird AS SELECT 'alive' AS song;
  COMMENT ON TABLE canary.bird IS 'not ours';
  CREATE TABLE public.users AS SELECT 1 AS id`;

/**
 * Goes up and down in prefixes of every kind, next to a schema of another application: nothing outside of the prefix
 * may be created, dropped or changed, and after down everything is as before.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param count how many prefixes
 * @param seed which
 * @example
 * await runFuzzedPrefixes(serverUrl, 20, 1)
 */
export async function runFuzzedPrefixes(serverUrl: string, count: number, seed: number): Promise<Outcome> {
  const failures: string[] = [];
  const free = nastyText.filter((prefix) => !["public", "canary"].includes(prefix) && isAccepted(prefix));
  await withFreshDatabase(serverUrl, async ({ url, pool }) => {
    await pool.query(others);
    const before = await readEverything(pool);
    for (const prefix of fc.sample(free, { numRuns: count, seed })) {
      const report = (what: string) => failures.push(`${JSON.stringify(prefix)}: ${what}`);
      failures.push(...(await describeFailure(JSON.stringify(prefix), up(url, { prefix }))));
      const { objects } = await readEverything(pool);
      const made = objects.filter((line) => !before.objects.includes(line));
      if (made.length === 0) report("made nothing");
      for (const line of made) if (!isIn(prefix, line)) report(`made ${line}`);
      for (const line of before.objects) if (!objects.includes(line)) report(`took ${line}`);
      await down(url, { prefix, version: 0 });
      if (!isDeepStrictEqual(await readEverything(pool), before)) report("left something, or changed rows");
    }
  });
  const summary = "nothing touched beyond the prefix, nothing left after down";
  return { scenario: "fuzzed prefixes, up and down", tried: count, summary, failures };
}

async function readEverything(pool: Pool): Promise<{ objects: string[]; rows: Record<string, string[]>[] }> {
  return {
    objects: await databaseObjects(pool),
    rows: [await rowsOf(pool, "canary"), await rowsOf(pool, "public")],
  };
}

/** Each line says a kind, and the schema after it. */
function isIn(prefix: string, line: string): boolean {
  const [kind = ""] = /^(schema|relation .|type|function) /.exec(line) ?? [];
  return line.startsWith(`${kind}${prefix} `);
}
