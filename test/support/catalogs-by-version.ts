import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, inject } from "vitest";
import { type Catalog, emptyCatalog } from "../../src/catalog/catalog.ts";
import { compareCatalogs, formatDifference } from "../../src/catalog/compare.ts";
import { withFolderLock } from "../../src/embedded/folder-lock.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { withFreshDatabase } from "./fresh-database.ts";
import type { State } from "./processes.ts";
import { stateOf } from "./processes.ts";
import { runFolder } from "./run-folder.ts";

/**
 * The versions that have SQL files, in rising order; the others only change the marker.
 *
 * @example
 * versionsWithFiles().at(-1) // 175
 */
export function versionsWithFiles(): number[] {
  return readVersions().migrations.map(({ version }) => version);
}

/**
 * The newest version that has SQL files: where drizzle-kit ends, since it does not see the versions without.
 *
 * @example
 * newestWithFiles() // 175
 */
export function newestWithFiles(): number {
  return versionsWithFiles().at(-1) ?? 0;
}

/**
 * Finds the version with SQL files that has the same tables as another version.
 *
 * @param version any version, 0 included
 * @returns the version itself, or the next below it that has files
 * @example
 * versionWithSameTables(29) // 28
 */
export function versionWithSameTables(version: number): number {
  return versionsWithFiles().findLast((known) => known <= version) ?? 0;
}

/**
 * Reads the catalog of every version in a database that goes up through them undisturbed.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param newest the version to stop at; default: the newest
 * @returns the catalogs by version, from 0 on; one without files differs from the one before it by its marker alone
 * @example
 * const catalogs = await readCatalogsByVersion(serverUrl);
 */
export async function readCatalogsByVersion(
  serverUrl: string,
  newest = getNewestVersion(),
): Promise<Catalog[]> {
  return withFreshDatabase(serverUrl, async ({ url }) => {
    const catalogs = [emptyCatalog()];
    for (let version = 1; version <= newest; version++) {
      const hasFiles = versionWithSameTables(version) === version;
      if (hasFiles) await up(url, { version });
      const catalog = hasFiles ? (await stateOf(url)).catalog : structuredClone(catalogs[version - 1]);
      if (catalog?.tables.phoenix_kit) catalog.tables.phoenix_kit.comment = String(version);
      if (catalog) catalogs.push(catalog);
    }
    return catalogs;
  });
}

/**
 * Gives the catalogs of {@link readCatalogsByVersion} to a test file; they are read once for a test run.
 *
 * @returns a function that gives them, from within tests and hooks
 * @example
 * const catalogs = useCatalogsByVersion();
 * it("is whole", async () => expect(findDamage(await stateOf(url), catalogs())).toEqual([]));
 */
export function useCatalogsByVersion(): () => readonly Catalog[] {
  let catalogs: readonly Catalog[] = [];
  beforeAll(async () => {
    const folder = join(runFolder(), "catalogs");
    const file = join(folder, "by-version.json");
    await mkdir(folder, { recursive: true });
    await withFolderLock(folder, async () => {
      if (existsSync(file)) return;
      await writeFile(file, JSON.stringify(await readCatalogsByVersion(inject("serverUrl"))));
    });
    catalogs = JSON.parse(await readFile(file, "utf8"));
  });
  return () => catalogs;
}

/**
 * Finds what keeps a state from being exactly that of one version.
 *
 * @param state what is there
 * @param catalogs what {@link readCatalogsByVersion} returned
 * @returns one sentence for each difference; none if the state is a whole version
 * @example
 * expect(findDamage(await stateOf(url), catalogs)).toEqual([]);
 */
export function findDamage(state: State, catalogs: readonly Catalog[]): string[] {
  const { version, history, journal, catalog } = state;
  const known = versionsWithFiles().filter((one) => one <= version);
  // a run that ends at a version without files has recorded that one, too
  const ends = known.includes(version) ? known : [...known, version];
  const expected = catalogs[version];
  if (!expected) return [`there is no version ${version}`];
  return [
    ...([known, ends].map(String).includes(String(history))
      ? []
      : [`V${version}, but the history is ${history}`]),
    ...(String(journal) === String(known) ? [] : [`V${version}, but the journal is ${journal}`]),
    ...compareCatalogs(catalog, expected).map((one) => `V${version}: ${formatDifference(one)}`),
  ];
}

/**
 * {@link findDamage} for a schema that was migrated in several runs. A run that ends at a version without files leaves
 * a history row for it, so such rows depend on the runs and are ignored.
 *
 * @param state what is there
 * @param catalogs what {@link readCatalogsByVersion} returned
 * @example
 * expect(findDamageAfterRuns(await stateOf(url), catalogs)).toEqual([]);
 */
export function findDamageAfterRuns(state: State, catalogs: readonly Catalog[]): string[] {
  const history = state.history.filter((version) => versionsWithFiles().includes(version));
  return findDamage({ ...state, history }, catalogs);
}
