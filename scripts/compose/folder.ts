import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { recordDownSql, recordUpSql } from "../../src/migrations/guards.ts";
import { formatPreparePath } from "../../src/migrations/preparations.ts";
import { parsePreparableIndex, requireSameIndexesSql } from "../../src/migrations/prepared-indexes.ts";
import { acceptIndexes } from "./accept-indexes.ts";
import { composeFile, composePreparations, listHelpers, type Patches, readPatches } from "./compose-file.ts";
import { diff } from "./diff.ts";
import { createEmptySnapshot, type Snapshot } from "./drizzle-kit.ts";
import { formatStepName, renderPreamble, requireArrivalSql, requireWrittenSql } from "./guards.ts";
import { lockStatements } from "./locks.ts";
import { composeLossLines } from "./losses.ts";
import { buildTag, padVersion, readVersions, type VersionDeclaration } from "./versions.ts";

/**
 * The composed files of a drizzle folder, composed from its snapshots, declarations and patches.
 *
 * @param folder the `drizzle` folder
 * @returns each file's text by its path within the folder: the ups, the downs, the preparations and drizzle-kit's journal
 * @throws Error if a snapshot is missing or a declaration does not fit its snapshots
 * @example
 * const files = await composeFolder("drizzle");
 * files.get("0000_v01_initial_setup.sql");
 */
export async function composeFolder(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const entries: JournalEntry[] = [];
  let before = createEmptySnapshot();
  const versions = readVersions(folder);
  const core = versions.filter((declared) => declared.core !== false);
  for (const [index, declared] of core.entries()) {
    const snapshot = readSnapshot(folder, index);
    const tag = buildTag(index, declared);
    const next = core[index + 1]?.version ?? versions.length + 1;
    const previous = core[index - 1]?.version ?? 0;
    files.set(`${tag}.sql`, await composeUpFile(folder, declared, before, snapshot, previous));
    files.set(`down/${tag}.sql`, await composeDownFile(folder, declared, snapshot, before, next));
    const preparations = composePreparations(
      formatTitle(declared, "prepare"),
      readUpPatches(folder, declared),
    );
    if (preparations !== undefined) files.set(formatPreparePath(`${tag}.sql`), preparations);
    entries.push({
      idx: index,
      version: snapshot.version,
      when: computeWhen(declared),
      tag,
      breakpoints: true,
    });
    before = snapshot;
  }
  const journal = { version: before.version, dialect: "postgresql", entries };
  files.set("meta/_journal.json", `${JSON.stringify(journal, null, 2)}\n`);
  return files;
}

/**
 * The composed files that lie in a folder now, read as `composeFolder` returns them.
 *
 * @param folder the `drizzle` folder
 * @example
 * [...readComposedFiles("drizzle").keys()]
 */
export function readComposedFiles(folder: string): Map<string, string> {
  const readSqlFiles = (sub: string) =>
    existsSync(join(folder, sub))
      ? readdirSync(join(folder, sub)).filter((name) => name.endsWith(".sql") && name !== installFile)
      : [];
  const paths = [
    ...readSqlFiles("."),
    ...readSqlFiles("down").map((name) => `down/${name}`),
    ...readSqlFiles("prepare").map((name) => `prepare/${name}`),
    "meta/_journal.json",
  ];
  return new Map(
    paths
      .filter((path) => existsSync(join(folder, path)))
      .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
}

/** Composed after the reference catalogs, which are made by the other files. */
export const installFile = "install.sql";

/** The path of a version's snapshot within the drizzle folder. */
export function formatSnapshotPath(index: number): string {
  return `meta/${String(index).padStart(4, "0")}_snapshot.json`;
}

/**
 * A version's snapshot.
 *
 * @param folder the `drizzle` folder
 * @param index the version's place in it, from 0
 * @throws Error if there is none
 * @example
 * readSnapshot("drizzle", 0).tables
 */
export function readSnapshot(folder: string, index: number): Snapshot {
  return JSON.parse(readFileSync(join(folder, formatSnapshotPath(index)), "utf8"));
}

/**
 * The snapshot of the newest version that changes a table.
 *
 * @param folder the `drizzle` folder
 * @example
 * readNewestSnapshot("drizzle").id
 */
export function readNewestSnapshot(folder: string): Snapshot {
  return readSnapshot(folder, readVersions(folder).filter(({ core }) => core !== false).length - 1);
}

interface JournalEntry {
  readonly idx: number;
  readonly version: string;
  readonly when: number;
  readonly tag: string;
  readonly breakpoints: boolean;
}

/**
 * drizzle-kit applies files with a later time than the newest applied one, so each version has a fixed time that rises.
 */
function computeWhen({ version }: VersionDeclaration): number {
  return Date.UTC(2025, 0, 1) + version * 1000;
}

async function composeUpFile(
  folder: string,
  declared: VersionDeclaration,
  from: Snapshot,
  to: Snapshot,
  previous: number,
): Promise<string> {
  const { version, renames, extensions = [], backfilled, derived = [], moved = {}, using } = declared;
  const step = formatStepName(version, "up");
  const parts = acceptIndexes(version, await diff(from, to, { renames, backfilled, using }), { from, to });
  const patches = readUpPatches(folder, declared);
  const helpers = listHelpers(patches);
  const indexes = [...parts.before, ...parts.after].flatMap((sql) => parsePreparableIndex(sql) ?? []);
  return composeFile(
    {
      header: [
        formatTitle(declared, "up"),
        ...composeLossLines(from, to, renames, [...derived, ...Object.keys(moved)]),
      ],
      preamble: renderPreamble(step, listVersions(previous, version), extensions),
      locks: (statements) => lockStatements(from, statements),
      diff: parts,
      prepared:
        [...helpers, ...indexes].length > 0 ? [requireSameIndexesSql(step, [...helpers, ...indexes])] : [],
      helpers,
      arrival: requireArrivalSql(step, moved),
      written: (rows) => requireWrittenSql(step, rows),
      marker: recordUpSql(version),
    },
    patches,
  );
}

async function composeDownFile(
  folder: string,
  declared: VersionDeclaration,
  from: Snapshot,
  to: Snapshot,
  next: number,
): Promise<string> {
  const { version, backfilledDown: backfilled, derived = [], usingDown: using } = declared;
  const { movedDown: moved = {} } = declared;
  const renames = declared.renames?.map(({ table, from: old, to: now }) => ({ table, from: now, to: old }));
  return composeFile(
    {
      header: [
        formatTitle(declared, "down"),
        ...composeLossLines(from, to, renames, [...derived, ...Object.keys(moved)]),
      ],
      preamble: renderPreamble(formatStepName(version, "down"), listVersions(version, next), []),
      locks: (statements) => lockStatements(from, statements),
      diff: await diff(from, to, { renames, backfilled, using }),
      prepared: [],
      helpers: [],
      arrival: requireArrivalSql(formatStepName(version, "down"), moved),
      written: (rows) => requireWrittenSql(formatStepName(version, "down"), rows),
      // the first version's down migration drops the version table
      marker: version === 1 ? [] : recordDownSql(version - 1),
    },
    readPatches(join(folder, "patches"), `v${padVersion(version)}.down`),
  );
}

function readUpPatches(folder: string, { version }: VersionDeclaration): Patches {
  return readPatches(join(folder, "patches"), `v${padVersion(version)}`);
}

function formatTitle({ version, title: words }: VersionDeclaration, part: "up" | "down" | "prepare"): string {
  return `-- ${formatStepName(version, part)}: ${words}. Composed by \`npm run generate\`; edit schema/ or patches/.`;
}

/** The versions from `first` up to, but not including, `end`. The marker may be at one of them that has no file. */
function listVersions(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}
