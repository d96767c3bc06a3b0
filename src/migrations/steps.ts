import { PhoenixKitError } from "../error.ts";
import { type Direction, getNewestVersion, type Migration, readVersions } from "./migrations.ts";

/** One version to apply or take back, or a marker to move over versions that change no table of ours. */
export interface Step {
  readonly direction: Direction;
  readonly version: number;
  readonly title: string;
  /** The version that the schema is at afterwards. */
  readonly to: number;
  /** The version's files; undefined where only the marker moves. */
  readonly migration: Migration | undefined;
  /** The version with files before it; undefined for the first. */
  readonly previous: Migration | undefined;
  /** Where only the marker moves: the versions that it may stand on before. */
  readonly passable: readonly number[];
}

/**
 * The steps from one version to another, in the order in which they run.
 *
 * @param direction where to
 * @param from the version now
 * @param to the version wanted
 * @returns no step where `to` is not in that direction
 * @example
 * stepsBetween("down", 27, 25).map((step) => step.to) // [26, 25]
 */
export function listSteps(direction: Direction, from: number, to: number): Step[] {
  const steps = readVersions()
    .migrations.map((migration, index, list) => ({ migration, previous: list[index - 1] }))
    .filter(({ migration: { version } }) => isBetween(version, Math.min(from, to), Math.max(from, to)))
    .map((pair) => stepOf(direction, pair.migration, pair.previous));
  if (direction === "up" ? from >= to : from <= to) return [];
  if (direction === "down") steps.reverse();
  return (steps.at(-1)?.to ?? from) === to ? steps : [...steps, markerStep(direction, to)];
}

function isBetween(version: number, above: number, upTo: number): boolean {
  return version > above && version <= upTo;
}

function stepOf(direction: Direction, migration: Migration, previous: Migration | undefined): Step {
  const { version, title } = migration;
  return {
    direction,
    version,
    title,
    to: direction === "up" ? version : version - 1,
    migration,
    previous,
    passable: [],
  };
}

function markerStep(direction: Direction, to: number): Step {
  const version = direction === "up" ? to : to + 1;
  const { all } = readVersions();
  const title = all.find((known) => known.version === version)?.title ?? "";
  // from the last version with a file, or down from below the next one
  const core = all.filter((known) => known.core).map((known) => known.version);
  const below = Math.max(0, ...core.filter((known) => known <= to));
  const above = Math.min(getNewestVersion() + 1, ...core.filter((known) => known > to));
  const passable = all
    .map((known) => known.version)
    .filter((known) => (direction === "up" ? known >= below && known < to : known > to && known < above));
  return { direction, version, title, to, migration: undefined, previous: undefined, passable };
}

/**
 * Checks a target version.
 *
 * @param direction `down` has to be given one; `up` goes to the newest without
 * @param version the version asked for
 * @returns the version to go to
 * @throws PhoenixKitError `invalid_version`
 * @example
 * checkedTarget("up", undefined) // the newest
 */
export function parseTarget(direction: Direction, version: number | undefined): number {
  if (direction !== "up" && direction !== "down")
    throw invalid(`"${direction}" is no direction`, "Give up or down.");
  const newest = getNewestVersion();
  if (version === undefined) {
    if (direction === "up") return newest;
    throw invalid("down needs the version to go back to", "Say which; 0 removes everything that we made.");
  }
  if (!Number.isInteger(version))
    throw invalid(`${String(version)} is not a version`, `Give 0 to ${newest}.`);
  if (version < 0) throw invalid(`There is no version ${version}`, `Give 0 to ${newest}.`);
  if (version > newest) {
    throw invalid(
      `There is no version ${version}: the newest is ${newest}`,
      `Give 0 to ${newest}, or install a newer phoenix-kit-schema.`,
    );
  }
  return version;
}

function invalid(message: string, remedy: string): PhoenixKitError {
  return new PhoenixKitError(`${message}.`, { code: "invalid_version", remedy });
}
