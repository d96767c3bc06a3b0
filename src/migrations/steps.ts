import { PhoenixKitError } from "../error.ts";
import {
  type Direction,
  getNewestVersion,
  type Migration,
  type MigrationFile,
  readInstall,
  readVersions,
} from "./migrations.ts";

interface StepBase {
  readonly direction: Direction;
  readonly version: number;
  readonly title: string;
  /** The version that the schema is at afterwards. */
  readonly to: number;
}

/** A step that runs one of a version's two files. */
export interface MigrationStep extends StepBase {
  readonly kind: "migration";
  readonly migration: Migration;
  /** The version with files before it; undefined for the first. */
  readonly previous: Migration | undefined;
}

/** A step over versions that change no managed table: only the marker moves. */
export interface MarkerStep extends StepBase {
  readonly kind: "marker";
  /** The versions that the marker may have before the step. */
  readonly acceptedMarkers: readonly number[];
}

/** A step that brings an empty schema to the newest version. */
export interface InstallStep extends StepBase {
  readonly kind: "install";
  readonly direction: "up";
}

/** What one transaction of a run does. */
export type Step = MigrationStep | MarkerStep | InstallStep;

/** The step that brings an empty schema to the newest version. */
export function createInstallStep(): InstallStep {
  const version = getNewestVersion();
  return { kind: "install", direction: "up", version, title: "Complete schema", to: version };
}

/** The file with the statements of a step. */
export function readStepFile(step: MigrationStep | InstallStep): MigrationFile {
  return step.kind === "install" ? readInstall() : step.migration[step.direction];
}

/** Whether the schema may not exist yet when a step begins. */
export function isFromNothing({ kind, direction, version }: Step): boolean {
  return kind === "install" || (direction === "up" && version === 1);
}

/**
 * Lists the steps from one version to another in the order in which they run; none if `to` is in the other direction.
 */
export function listSteps(direction: Direction, from: number, to: number): Step[] {
  if (direction === "up" ? from >= to : from <= to) return [];
  const steps: Step[] = readVersions()
    .migrations.map((migration, index, list) => ({ migration, previous: list[index - 1] }))
    .filter(({ migration: { version } }) => version > Math.min(from, to) && version <= Math.max(from, to))
    .map(({ migration, previous }) => createMigrationStep(direction, migration, previous));
  if (direction === "down") steps.reverse();
  return (steps.at(-1)?.to ?? from) === to ? steps : [...steps, createMarkerStep(direction, to)];
}

function createMigrationStep(
  direction: Direction,
  migration: Migration,
  previous: Migration | undefined,
): MigrationStep {
  const { version, title } = migration;
  const to = direction === "up" ? version : version - 1;
  return { kind: "migration", direction, version, title, to, migration, previous };
}

function createMarkerStep(direction: Direction, to: number): MarkerStep {
  const version = direction === "up" ? to : to + 1;
  const { all } = readVersions();
  const title = all.find((known) => known.version === version)?.title ?? "";
  // from the last version with a file, or down from below the next one
  const core = all.filter((known) => known.core).map((known) => known.version);
  const below = Math.max(0, ...core.filter((known) => known <= to));
  const above = Math.min(getNewestVersion() + 1, ...core.filter((known) => known > to));
  const acceptedMarkers = all
    .map((known) => known.version)
    .filter((known) => (direction === "up" ? known >= below && known < to : known > to && known < above));
  return { kind: "marker", direction, version, title, to, acceptedMarkers };
}

/** Checks a target version. Without one, `up` goes to the newest; `down` requires one. */
export function parseTarget(direction: Direction, version: number | undefined): number {
  if (direction !== "up" && direction !== "down")
    throw invalidVersionError(
      `direction must be "up" or "down", got ${JSON.stringify(direction)}`,
      'Give "up" or "down".',
    );
  const newest = getNewestVersion();
  if (version === undefined) {
    if (direction === "up") return newest;
    throw invalidVersionError(
      "down needs the version to go back to",
      "Give the version; 0 removes everything that was created here.",
    );
  }
  if (!Number.isInteger(version))
    throw invalidVersionError(`${String(version)} is not a version`, `Give 0 to ${newest}.`);
  if (version < 0) throw invalidVersionError(`There is no version ${version}`, `Give 0 to ${newest}.`);
  if (version > newest) {
    throw invalidVersionError(
      `There is no version ${version}: the newest is ${newest}`,
      `Give 0 to ${newest}, or install a newer phoenix-kit-schema.`,
    );
  }
  return version;
}

function invalidVersionError(message: string, remedy: string): PhoenixKitError {
  return new PhoenixKitError(`${message}.`, { code: "invalid_version", remedy });
}
