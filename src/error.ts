/** What went wrong, for programs to tell errors apart; each is explained in docs/errors.md. */
export type ErrorCode =
  | "aborted"
  | "authentication_failed"
  | "connection_lost"
  | "database_missing"
  | "database_unreachable"
  | "dependent_objects"
  | "disk_full"
  | "embedded_failed"
  | "embedded_locked"
  | "embedded_not_installed"
  | "embedded_not_permitted"
  | "files_missing"
  | "in_transaction"
  | "insufficient_privilege"
  | "invalid_option"
  | "invalid_prefix"
  | "invalid_version"
  | "lock_timeout"
  | "marker_missing"
  | "marker_moved"
  | "marker_not_a_table"
  | "marker_unreadable"
  | "marker_without_comment"
  | "not_adoptable"
  | "read_only"
  | "reference_not_possible"
  | "refused"
  | "schema_missing"
  | "statement_timeout"
  | "step_failed"
  | "version_unknown";

/** What an error carries beside its message. */
export interface ErrorDetails {
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly remedy: string;
  /** The version whose step failed. */
  readonly version?: number | undefined;
  /** The step's file, relative to the migrations folder. */
  readonly file?: string | undefined;
  /** The line in that file, from 1. */
  readonly line?: number | undefined;
  /** The statement that failed, as it was sent. */
  readonly statement?: string | undefined;
  /** PostgreSQL's own detail and hint. */
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * What the migrator throws, whatever goes wrong.
 *
 * @example
 * try {
 *   await up(pool);
 * } catch (error) {
 *   if (error instanceof PhoenixKitError && error.code === "lock_timeout") console.error(error.remedy);
 * }
 */
export class PhoenixKitError extends Error implements ErrorDetails {
  override readonly name = "PhoenixKitError";
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly version: number | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly statement: string | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;

  /**
   * @param message one sentence that says what is wrong
   * @param details the code, the remedy, and where it happened
   */
  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.remedy = details.remedy;
    this.version = details.version;
    this.file = details.file;
    this.line = details.line;
    this.statement = details.statement;
    this.detail = details.detail;
    this.hint = details.hint;
  }

  /**
   * The error as plain data, for `--json`.
   *
   * @example
   * JSON.stringify(error)
   */
  toJSON(): ErrorDetails & { message: string } {
    const { message, code, remedy, version, file, line, statement, detail, hint } = this;
    return { message, code, remedy, version, file, line, statement, detail, hint };
  }
}
/**
 * A version as people read it.
 *
 * @example
 * versionLabel(8) // "V08"
 */
export function formatVersion(version: number): string {
  return `V${String(version).padStart(2, "0")}`;
}
