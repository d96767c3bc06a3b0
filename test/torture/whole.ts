import { type Catalog, emptyCatalog } from "../../src/catalog/catalog.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { brokenIn, type State, stateOf } from "../support/processes.ts";
import { withFreshDatabase } from "./fresh-database.ts";

/**
 * The versions that have files, in rising order: the others move the marker alone.
 *
 * @example
 * withFiles().at(-1) // 137
 */
export function withFiles(): number[] {
  return readVersions().migrations.map(({ version }) => version);
}

/**
 * The version with files whose shape another one has.
 *
 * @param version any version, 0 included
 * @returns the version itself, or the next below it that has files
 * @example
 * shapeOf(29) // 28
 */
export function shapeOf(version: number): number {
  return withFiles().findLast((known) => known <= version) ?? 0;
}

/**
 * Reads the catalog of every version in a database that goes up through them undisturbed.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param newest the version to stop at; the newest unless given
 * @returns by version, from 0 on; one without files differs from the one before it by its marker alone
 * @example
 * const catalogs = await wholeCatalogs(serverUrl);
 */
export async function wholeCatalogs(serverUrl: string, newest = getNewestVersion()): Promise<Catalog[]> {
  return withFreshDatabase(serverUrl, async ({ url }) => {
    const catalogs = [emptyCatalog()];
    for (let version = 1; version <= newest; version++) {
      const hasFiles = shapeOf(version) === version;
      if (hasFiles) await up(url, { version });
      const catalog = hasFiles ? (await stateOf(url)).catalog : structuredClone(catalogs[version - 1]);
      if (catalog?.tables.phoenix_kit) catalog.tables.phoenix_kit.comment = String(version);
      if (catalog) catalogs.push(catalog);
    }
    return catalogs;
  });
}

/**
 * Says what keeps a state from being exactly that of one whole version.
 *
 * @param state what is there
 * @param catalogs what `wholeCatalogs` gave
 * @returns one sentence for each thing; none where it is whole
 * @example
 * brokenAt(await stateOf(url), catalogs)
 */
export function brokenAt(state: State, catalogs: readonly Catalog[]): string[] {
  // a run that ends at a version without files leaves a row for it: that depends on the runs, not on the version
  const history = state.history.filter((version) => withFiles().includes(version));
  return brokenIn({ ...state, history }, catalogs);
}
