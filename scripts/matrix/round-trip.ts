import { escapeIdentifier, type Pool } from "pg";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { compareCatalogs, formatDifference } from "../../src/catalog/compare.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { databaseObjects } from "../../test/support/catalogs.ts";
import { versionWithSameTables } from "../../test/support/catalogs-by-version.ts";
import { withFreshDatabase } from "../../test/support/fresh-database.ts";
import { fillPeople, relations } from "../../test/support/people.ts";
import { stateOf } from "../../test/support/processes.ts";

/** What one PostgreSQL makes of all versions. */
export interface RoundTrip {
  /** As the server prints it. */
  readonly server: string;
  readonly catalogs: readonly Catalog[];
  readonly failures: readonly string[];
}

const prefix = 'Käse "tenant" 1';
const people = 50;
/** Extensions stay. Before PostgreSQL 17, the catalog does not show that these objects belong to them. */
const ofExtension = /^type public _(citext|gtrgm)$/;

/**
 * Goes up to the newest version and down to nothing, version by version, then up in a prefix and back to V27 with rows.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @returns the catalogs on the way up, and one sentence for each thing that was not the same on the way down
 * @example
 * const { catalogs } = await runRoundTrip(serverUrl);
 */
export async function runRoundTrip(serverUrl: string): Promise<RoundTrip> {
  return withFreshDatabase(serverUrl, async ({ url, pool }) => {
    const { rows } = await pool.query<{ server_version: string }>("SHOW server_version");
    const before = await databaseObjects(pool);
    const catalogs: Catalog[] = [];
    const failures: string[] = [];
    for (let version = 1; version <= getNewestVersion(); version++) {
      if (versionWithSameTables(version) !== version) continue;
      await up(url, { version });
      catalogs[version] = (await stateOf(url)).catalog;
    }
    for (let version = getNewestVersion() - 1; version > 0; version--) {
      if (versionWithSameTables(version) !== version) continue;
      await down(url, { version });
      failures.push(
        ...listDifferences((await stateOf(url)).catalog, catalogs[version], `down to V${version}`),
      );
    }
    await down(url, { version: 0 });
    const left = (await databaseObjects(pool)).filter(
      (line) => !before.includes(line) && !ofExtension.test(line),
    );
    failures.push(...left.map((line) => `down to 0 left ${line}`));
    failures.push(...(await withRows(url, pool, catalogs)));
    return { server: rows[0]?.server_version ?? "", catalogs, failures };
  });
}

async function withRows(url: string, pool: Pool, catalogs: readonly Catalog[]): Promise<string[]> {
  await up(url, { prefix, version: 27 });
  await fillPeople(pool, prefix, people);
  const before = await relations(pool, prefix, "id");
  await up(url, { prefix });
  const failures = listDifferences(
    (await stateOf(url, prefix)).catalog,
    catalogs[getNewestVersion()],
    "up in a prefix",
  );
  const byUuid = await relations(pool, prefix, "uuid");
  if (JSON.stringify(byUuid) !== JSON.stringify(before)) failures.push("rows do not belong to whom they did");
  await down(url, { prefix, version: 27 });
  failures.push(...listDifferences((await stateOf(url, prefix)).catalog, catalogs[27], "down in a prefix"));
  if (JSON.stringify(await relations(pool, prefix, "id")) !== JSON.stringify(before)) {
    failures.push("rows do not belong to whom they did, back at V27");
  }
  await down(url, { prefix, version: 0 });
  const { rows } = await pool.query("SELECT to_regnamespace($1) AS left", [escapeIdentifier(prefix)]);
  return rows[0]?.left === null ? failures : [...failures, "down to 0 left the prefix"];
}

function listDifferences(actual: Catalog, expected: Catalog | undefined, where: string): string[] {
  if (!expected) return [`${where}: nothing to compare with`];
  return compareCatalogs(actual, expected).map((one) => `${where}: ${formatDifference(one)}`);
}

/**
 * Lists how the catalogs of two servers differ, at any version.
 *
 * @param one a server
 * @param other another
 * @returns each difference once, with the version that it is first seen at
 * @example
 * compareRoundTrips(fifteen, eighteen)
 */
export function compareRoundTrips(one: RoundTrip, other: RoundTrip): string[] {
  const first = new Map<string, number>();
  for (const [version, catalog] of one.catalogs.entries()) {
    const expected = other.catalogs[version];
    if (!catalog || !expected) continue;
    for (const difference of compareCatalogs(catalog, expected)) {
      const line = formatDifference(difference);
      if (!first.has(line)) first.set(line, version);
    }
  }
  return [...first].map(([line, version]) => `${line} (from V${version} on)`);
}
