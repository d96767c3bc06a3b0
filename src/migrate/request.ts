import type { Direction } from "../migrations/migrations.ts";
import { parseTarget } from "../migrations/steps.ts";
import type { OnConflict } from "./step-statements.ts";
import type { Progress } from "./types.ts";

/** Which schema to move where, and how: the options of `up` and `down`, checked and with their defaults. */
export interface MoveRequest {
  readonly direction: Direction;
  readonly prefix: string;
  readonly target: number;
  /** Whether a schema that is new may be brought to the newest version at once. */
  readonly install: boolean;
  readonly createSchema: boolean;
  readonly onConflict: OnConflict;
  readonly disableHostTriggers: boolean;
  readonly lockTimeoutMs: number;
  readonly memory: string | undefined;
  /** How often a step is tried that meets a lock or a deadlock. */
  readonly maxAttempts: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal | undefined;
}

/** Checks where to go. A caller who gives a version gets the steps to it. */
export function parseDestination(
  direction: Direction,
  version: number | undefined,
): Pick<MoveRequest, "target" | "install"> {
  const target = parseTarget(direction, version);
  return { target, install: direction === "up" && version === undefined };
}

export function isReached({ direction, target }: MoveRequest, version: number): boolean {
  return direction === "up" ? version >= target : version <= target;
}
