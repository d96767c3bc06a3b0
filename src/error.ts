/** What a `PhoenixKitError` is about. Each code is explained in docs/errors.md. */
export type ErrorCode =
  | "aborted"
  | "authentication_failed"
  | "citus_worker"
  | "connection_lost"
  | "database_missing"
  | "database_unreachable"
  | "dependent_objects"
  | "disk_full"
  | "embedded_failed"
  | "embedded_locked"
  | "embedded_not_installed"
  | "embedded_not_permitted"
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
  | "out_of_memory"
  | "read_only"
  | "refused"
  | "row_security"
  | "schema_missing"
  | "server_not_supported"
  | "statement_timeout"
  | "step_failed"
  | "table_missing"
  | "value_unreadable"
  | "version_unknown";

/**
 * The base of all errors that this package throws: `PhoenixKitError` for the database, `RuleError` for the rules.
 *
 * @example
 * import { CodedError } from "phoenix-kit-schema";
 *
 * export function describeError(error: unknown): string {
 *   return error instanceof CodedError ? `${error.code}: ${error.message} ${error.remedy}` : String(error);
 * }
 */
export abstract class CodedError<Code extends string = string> extends Error {
  /** Tells errors apart in programs. */
  readonly code: Code;
  /** What to do about it, in one or two sentences. */
  readonly remedy: string;

  /**
   * @param message one sentence that says what is wrong
   * @param details the code, the remedy, and the error below
   */
  constructor(
    message: string,
    details: { readonly code: Code; readonly remedy: string; readonly cause?: unknown },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.remedy = details.remedy;
  }
}

/** What a `PhoenixKitError` carries besides its message. */
export interface ErrorDetails {
  /** Tells errors apart in programs. */
  readonly code: ErrorCode;
  /** What to do about it, in one or two sentences. */
  readonly remedy: string;
  /** The version whose step failed. */
  readonly version?: number | undefined;
  /** The step's file, relative to the `drizzle` folder. */
  readonly file?: string | undefined;
  /** The line in that file, from 1. */
  readonly line?: number | undefined;
  /** The statement that failed, as it was sent. */
  readonly statement?: string | undefined;
  /** PostgreSQL's own detail, or what is known besides: who holds a lock, who owns a table. */
  readonly detail?: string | undefined;
  /** PostgreSQL's own hint. */
  readonly hint?: string | undefined;
  /** The driver's error. */
  readonly cause?: unknown;
}

/**
 * What every function that works on a database throws, except the rules.
 *
 * @example
 * import { PhoenixKitError, up } from "phoenix-kit-schema";
 *
 * try {
 *   await up(process.env.DATABASE_URL!);
 * } catch (error) {
 *   if (error instanceof PhoenixKitError && error.code === "lock_timeout") console.error(error.remedy);
 * }
 */
export class PhoenixKitError extends CodedError<ErrorCode> implements ErrorDetails {
  /** The name of the class, as `console.error` prints it. */
  override readonly name = "PhoenixKitError";
  /** The version whose step failed. */
  readonly version: number | undefined;
  /** The step's file, relative to the `drizzle` folder. */
  readonly file: string | undefined;
  /** The line in that file, from 1. */
  readonly line: number | undefined;
  /** The statement that failed, as it was sent. */
  readonly statement: string | undefined;
  /** PostgreSQL's own detail, or what is known besides: who holds a lock, who owns a table. */
  readonly detail: string | undefined;
  /** PostgreSQL's own hint. */
  readonly hint: string | undefined;

  /**
   * @param message one sentence that says what is wrong
   * @param details the code, the remedy, and where it happened
   */
  constructor(message: string, details: ErrorDetails) {
    super(message, details);
    this.version = details.version;
    this.file = details.file;
    this.line = details.line;
    this.statement = details.statement;
    this.detail = details.detail;
    this.hint = details.hint;
  }

  /**
   * The error as plain data, without its cause, for `--json` and logs.
   *
   * @example
   * import { PhoenixKitError } from "phoenix-kit-schema";
   *
   * const error = new PhoenixKitError("Interrupted.", { code: "aborted", remedy: "Run again." });
   * console.log(JSON.stringify(error));
   */
  toJSON(): ErrorDetails & { message: string } {
    const { message, code, remedy, version, file, line, statement, detail, hint } = this;
    return { message, code, remedy, version, file, line, statement, detail, hint };
  }
}

/** A version as people read it: `V08`. */
export function formatVersion(version: number): string {
  return `V${String(version).padStart(2, "0")}`;
}
