import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LockCounts, Rename } from "../../src/migrations/migrations.ts";

/** What `drizzle/versions.json` declares about a version, because its snapshots do not show it. */
export interface VersionDeclaration {
  readonly version: number;
  /** Shown by `phoenix-kit list`, and the stem of the file names. */
  readonly title: string;
  /** False if the version changes no managed table: it has no file, and only the marker moves. */
  readonly core?: false;
  /** Extensions that the version needs; it creates those that are missing. */
  readonly extensions?: readonly string[];
  readonly renames?: readonly Rename[];
  /**
   * Columns (`table.column`) that a patch fills: added bare before it, then made NOT NULL and given their
   * default, indexes and keys after it. `backfilledDown` is the same for down, and so on below.
   */
  readonly backfilled?: readonly string[];
  readonly backfilledDown?: readonly string[];
  /** Columns (`table.column`) that are computed from others, so nothing is lost when they are dropped. */
  readonly derived?: readonly string[];
  /**
   * Columns (`table.column`) whose values a patch moves elsewhere before they go, with a condition over the row, called
   * `moved`, that holds where the value has arrived. The composed file checks it before it drops the column.
   */
  readonly moved?: Readonly<Record<string, string>>;
  readonly movedDown?: Readonly<Record<string, string>>;
  /** The USING expressions of columns whose values PostgreSQL cannot convert to the new type by itself. */
  readonly using?: Readonly<Record<string, string>>;
  readonly usingDown?: Readonly<Record<string, string>>;
  /** How many locks the step holds at its end, if these are more than 100. */
  readonly locks?: LockCounts;
}

/**
 * The versions in rising order.
 *
 * @param folder the `drizzle` folder
 * @throws Error if the numbers do not rise by one, or a title is blank
 * @example
 * readVersions("drizzle").at(-1)?.version
 */
export function readVersions(folder: string): VersionDeclaration[] {
  const versions: VersionDeclaration[] = JSON.parse(readFileSync(join(folder, "versions.json"), "utf8"));
  versions.forEach(({ version, title }, index) => {
    if (version !== index + 1) throw new Error(`versions.json: entry ${index + 1} says version ${version}`);
    if (!title.trim()) throw new Error(`versions.json: version ${version} has no title`);
  });
  return versions;
}

/**
 * A version's number as it is written everywhere: at least two digits.
 *
 * @example
 * padVersion(7) // "07"
 */
export function padVersion(version: number): string {
  return String(version).padStart(2, "0");
}

/**
 * A version's tag: its file name without the extension.
 *
 * @param index the file's place in the folder, from 0
 * @example
 * buildTag(0, { version: 1, title: "Initial setup" }) // "0000_v01_initial_setup"
 */
export function buildTag(
  index: number,
  { version, title }: Pick<VersionDeclaration, "version" | "title">,
): string {
  const stem = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
  return `${String(index).padStart(4, "0")}_v${padVersion(version)}_${stem}`;
}
