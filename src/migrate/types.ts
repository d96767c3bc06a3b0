import type { Direction } from "../migrations/migrations.ts";

/** What happens while a schema is moved. */
export type Progress =
  | { readonly type: "waiting" }
  | {
      readonly type: "started";
      readonly version: number;
      readonly title: string;
      readonly direction: Direction;
    }
  | { readonly type: "retrying"; readonly version: number; readonly attempt: number; readonly reason: string }
  | ({ readonly type: "finished"; readonly done: number; readonly total: number } & StepResult)
  | ({ readonly type: "preparing" } & PreparationProgress)
  | ({ readonly type: "prepared"; readonly durationMs: number } & PreparationProgress)
  | {
      readonly type: "preparation-waiting";
      readonly version: number;
      readonly what: string;
      readonly reason: string;
    };

/** How far `up` with `online` is with a preparation of a step. */
export interface PreparationProgress {
  /** The version whose step is prepared. */
  readonly version: number;
  /** The name of the index that is built, or of the table whose rows are prepared. */
  readonly what: string;
  /** The number of rows that were looked at; 0 for an index. */
  readonly rows: number;
  /** The number of rows that were changed or deleted. */
  readonly changedRows: number;
  /** The number of rows that the table has, as PostgreSQL estimates it; null if it has no estimate, and for an index. */
  readonly estimatedRows: number | null;
  /** The number of rows that were looked at per second. */
  readonly rowsPerSecond: number;
}

/** One step that was taken. */
export interface StepResult {
  /** The version that the step brought or removed. */
  readonly version: number;
  /** The title of that version. */
  readonly title: string;
  /** Which way the step went. */
  readonly direction: Direction;
  /** "marker-only" if only the marker moved; "installed" if a new schema got all versions at once. */
  readonly outcome: "applied" | "marker-only" | "installed";
  /** In milliseconds. */
  readonly durationMs: number;
}

/** What a run did. */
export interface MigrateResult {
  /** The schema. */
  readonly prefix: string;
  /** The version before the run. */
  readonly from: number;
  /** The version after the run. */
  readonly to: number;
  /** The steps that this run applied; empty if there was nothing to do or another runner did it. */
  readonly steps: readonly StepResult[];
}

/** Something that a step destroys for good. */
export interface Loss {
  /** What is destroyed, in words, such as "rows of phoenix_kit_files". */
  readonly what: string;
  /**
   * How many there are now; null if only an earlier step of the run makes that known, or if a row
   * security policy hides rows from the role.
   */
  readonly count: number | null;
}
