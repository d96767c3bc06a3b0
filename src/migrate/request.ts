import type { Direction } from "../migrations/migrations.ts";
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
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal | undefined;
}

export function isReached({ direction, target }: MoveRequest, version: number): boolean {
  return direction === "up" ? version >= target : version <= target;
}
