import { readAsset } from "./assets.ts";

/** How long a version took, in milliseconds. */
export interface VersionTiming {
  readonly upMs: number;
  readonly downMs: number;
  /** The longest that a write to one of the tables waited on the way up. */
  readonly stallMs: number;
}

/** How long the versions took, and on what that was measured; `npm run bench:versions` writes it. */
export interface Timings {
  /** How many rows each table of the version `filled` had. */
  readonly rows: number;
  readonly filled: number;
  /** How often each version ran; the figures are of its quickest run. */
  readonly rounds: number;
  readonly postgres: string;
  readonly cpus: number;
  readonly versions: Readonly<Record<string, VersionTiming>>;
}

/** Reads the measurements in the package. */
export function readTimings(): Timings {
  return JSON.parse(readAsset("timings.json"));
}
