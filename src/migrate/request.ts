import type { Direction } from "../migrations/migrations.ts";
import { parseTarget } from "../migrations/steps.ts";
import type { OnConflict } from "./step-statements.ts";
import type { Progress } from "./types.ts";

/** The schema to move, the target, and how: the options of `up` and `down`, checked and with their defaults. */
export interface MoveRequest {
  readonly direction: Direction;
  readonly prefix: string;
  readonly target: number;
  /** Whether a new schema may be brought to the newest version in one step. */
  readonly install: boolean;
  readonly createSchema: boolean;
  readonly onConflict: OnConflict;
  readonly disableHostTriggers: boolean;
  readonly lockTimeoutMs: number;
  readonly memory: string | undefined;
  /** How often a step is tried if it meets a lock or a deadlock. */
  readonly maxAttempts: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal | undefined;
}

/** Checks the target version. A caller who gives one gets single steps, not the install. */
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
