import { Pool } from "pg";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { changeUrl, copyDatabase, dropDatabase, withClient } from "../support/admin.ts";
import {
  findDamageAfterRuns,
  readCatalogsByVersion,
  versionsWithFiles,
  versionWithSameTables,
} from "../support/catalogs-by-version.ts";
import { withFreshDatabase } from "../support/fresh-database.ts";
import { fillPeople } from "../support/people.ts";
import { stateOf } from "../support/processes.ts";
import { fillRows } from "../support/rows.ts";
import { findLostNames, type Names, readNames } from "./names.ts";

/** A database with rows, and a direction that they can go. */
export interface Start {
  /** Tells the databases apart that ways begin from. */
  readonly rows: "none" | "at V12" | "at V27" | "at the newest";
  readonly direction: "up" | "down";
  /** The farthest that the rows can go. */
  readonly end: number;
}

/** A way, and what is there if nothing happens on it. */
export interface Way extends Start {
  /** The database to copy. */
  readonly template: string;
  readonly from: number;
  /** The rows at each version with files that it passes; the others change none. */
  readonly names: ReadonlyMap<number, Names>;
  /** How long it takes to each of these versions, in milliseconds. */
  readonly milliseconds: ReadonlyMap<number, number>;
}

/** What undisturbed runs leave, to compare with. */
export interface Reference {
  readonly catalogs: readonly Catalog[];
  readonly ways: readonly [Way, ...Way[]];
  /** Drops the databases that ways begin from. */
  remove(): Promise<void>;
}

/** All ways that there are rows for. */
export const allStarts: readonly [Start, ...Start[]] = [
  { rows: "none", direction: "up", end: getNewestVersion() },
  // V57 refuses some of these, which belong to nobody
  { rows: "at V12", direction: "up", end: 56 },
  { rows: "at V12", direction: "down", end: 0 },
  { rows: "at V27", direction: "up", end: getNewestVersion() },
  { rows: "at V27", direction: "down", end: 0 },
  { rows: "at the newest", direction: "down", end: 0 },
];

const people = 20;

const fills: Readonly<Record<Start["rows"], (url: string, pool: Pool) => Promise<unknown>>> = {
  none: async () => undefined,
  "at V12": async (url, pool) => {
    await up(url, { version: 12 });
    await fillRows(pool, "public", 12);
  },
  "at V27": fillMiddle,
  "at the newest": async (url, pool) => {
    await fillMiddle(url, pool);
    await up(url);
  },
};

async function fillMiddle(url: string, pool: Pool): Promise<void> {
  await up(url, { version: 27 });
  await fillPeople(pool, "public", people);
}

/**
 * Builds databases to begin from, and goes each way undisturbed, version by version, to see what has to be there.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param starts which ways
 * @example
 * const { ways } = await buildReference(serverUrl, allStarts);
 */
export async function buildReference(
  serverUrl: string,
  [first, ...rest]: readonly [Start, ...Start[]],
): Promise<Reference> {
  const made = new Map<string, string>();
  const way = async (start: Start): Promise<Way> => {
    const template = made.get(start.rows) ?? (await makeTemplate(serverUrl, start.rows));
    made.set(start.rows, template);
    return runUndisturbed(serverUrl, { ...start, template });
  };
  const ways: [Way, ...Way[]] = [await way(first)];
  for (const start of rest) ways.push(await way(start));
  return {
    catalogs: await readCatalogsByVersion(serverUrl, findHighest(ways)),
    ways,
    async remove() {
      for (const template of made.values()) await dropDatabase(serverUrl, template);
    },
  };
}

function findHighest(ways: readonly Way[]): number {
  return Math.max(...ways.flatMap(({ from, end }) => [from, end]));
}

async function makeTemplate(serverUrl: string, rows: Start["rows"]): Promise<string> {
  const name = `torture_template_${Object.keys(fills).indexOf(rows)}`;
  await dropDatabase(serverUrl, name);
  await copyDatabase(serverUrl, "template0", name);
  const url = changeUrl(serverUrl, { database: name });
  const pool = new Pool({ connectionString: url });
  await fills[rows](url, pool).finally(() => pool.end());
  return name;
}

async function runUndisturbed(serverUrl: string, start: Start & { template: string }): Promise<Way> {
  const { template, direction, end } = start;
  const work = async ({ url }: { url: string }): Promise<Way> => {
    const from = (await stateOf(url)).version;
    const names = new Map([[from, await readNamesAt(url)]]);
    const milliseconds = new Map<number, number>();
    let passed = 0;
    for (const version of listStops(direction, from, end)) {
      const { steps } = await (direction === "up" ? up : down)(url, { version });
      passed += steps.reduce((sum, { durationMs: duration }) => sum + duration, 0);
      milliseconds.set(version, passed);
      names.set(version, await readNamesAt(url));
    }
    return { ...start, from, names, milliseconds };
  };
  return withFreshDatabase(serverUrl, work, template);
}

/** The rows, by natural names. */
function readNamesAt(url: string): Promise<Names> {
  return withClient(url, (client) => readNames(client, "public"));
}

function listStops(direction: "up" | "down", from: number, end: number): number[] {
  if (direction === "up") return versionsWithFiles().filter((version) => version > from && version <= end);
  return [0, ...versionsWithFiles()].filter((version) => version < from && version >= end).reverse();
}

/**
 * Says what is not as an undisturbed run would have left it.
 *
 * @param url the database
 * @param way where it was going
 * @param catalogs the catalog of each version
 * @returns the version found, and one sentence for each thing that is wrong
 * @example
 * const { failures } = await inspect(url, way, catalogs);
 */
export async function inspect(
  url: string,
  way: Way,
  catalogs: readonly Catalog[],
): Promise<{ version: number; failures: string[] }> {
  const state = await stateOf(url);
  const { version } = state;
  const expected = way.names.get(versionWithSameTables(version));
  if (!expected) return { version, failures: [`V${version} is not on the way`] };
  return {
    version,
    failures: [...findDamageAfterRuns(state, catalogs), ...findLostNames(await readNamesAt(url), expected)],
  };
}
