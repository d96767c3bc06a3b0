import { PhoenixKitError } from "../error.ts";
import { readMarker } from "../migrate/marker.ts";
import { type Migration, readVersions } from "../migrations/migrations.ts";
import type { Connection } from "../postgres/connection.ts";

/** How serious a finding is: an error stops `up` or `down`; a warning may stop them or break something else. */
export type Level = "ok" | "warning" | "error";

/** What a check found. */
export interface CheckResult {
  readonly level: Level;
  /** One or two sentences. */
  readonly message: string;
  /** What to do about it; present unless the level is "ok". */
  readonly remedy?: string;
}

/** A result, with the check that found it. */
export interface Finding extends CheckResult {
  /** The check's name, for example "server", "schema" or "sessions". */
  readonly check: string;
}

/** What the checks know about the database. */
export interface CheckContext {
  /** In a read-only transaction whose `search_path` is `pg_catalog, pg_temp`. */
  readonly connection: Connection;
  readonly prefix: string;
  /** The current role. */
  readonly role: string;
  /** The version that the marker records, or the error that says why it cannot be read. */
  readonly marker: number | PhoenixKitError;
  /** The migrations up to the marker; empty if it cannot be read. */
  readonly applied: readonly Migration[];
  /** The migrations above the marker; empty if it cannot be read. */
  readonly pending: readonly Migration[];
}

export interface Check {
  readonly name: string;
  /** Returns no result if the check does not apply. */
  readonly run: (context: CheckContext) => Promise<readonly CheckResult[]>;
}

export function pass(message: string): CheckResult {
  return { level: "ok", message };
}

export function warn(message: string, remedy: string): CheckResult {
  return { level: "warning", message, remedy };
}

export function fail(message: string, remedy: string): CheckResult {
  return { level: "error", message, remedy };
}

/** Reads what all checks need. A marker that cannot be read becomes part of the context. */
export async function readCheckContext(connection: Connection, prefix: string): Promise<CheckContext> {
  const { rows } = await connection.query("SELECT current_user::text AS role");
  const marker = await readMarker(connection, prefix).catch((error) => {
    if (error instanceof PhoenixKitError) return error;
    throw error;
  });
  const { migrations } = readVersions();
  const current = typeof marker === "number" ? marker : Number.NaN;
  return {
    connection,
    prefix,
    role: String(rows[0]?.role),
    marker,
    applied: migrations.filter(({ version }) => version <= current),
    pending: migrations.filter(({ version }) => version > current),
  };
}

const maxNames = 5;

/** Joins names with commas and shortens long lists: "a, b, c, d, e and 3 more". */
export function formatNames(names: readonly string[]): string {
  const more = names.length - maxNames;
  const shown = names.slice(0, maxNames).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}

const units: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
];

/** Rounds a time down to its largest unit: 7300 becomes "2 hours". */
export function formatDuration(seconds: number): string {
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, "second"];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
