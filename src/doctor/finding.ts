/** How bad a finding is: an error stops `up` or `down`, a warning may. */
export type Level = "ok" | "warning" | "error";

/** What a check found. */
export interface CheckResult {
  readonly level: Level;
  /** One sentence, sometimes two. */
  readonly message: string;
  /** What to do about it; for everything that is not ok. */
  readonly remedy?: string;
}

/** A verdict, and which check gave it. */
export interface Finding extends CheckResult {
  /** "server", "schema", "sessions" and so on. */
  readonly check: string;
}

/**
 * A verdict on something that is as it should be.
 *
 * @param message what was looked at and found
 * @example
 * ok("PostgreSQL 18.1.")
 */
export function ok(message: string): CheckResult {
  return { level: "ok", message };
}

/**
 * A verdict on something that may stop a migration, or will trouble somebody else.
 *
 * @param message what is wrong
 * @param remedy what to do
 * @example
 * warning("PostgreSQL 19 is newer than what this package is tried with.", "Install a newer one.")
 */
export function warning(message: string, remedy: string): CheckResult {
  return { level: "warning", message, remedy };
}

/**
 * A verdict on something that stops a migration.
 *
 * @param message what is wrong
 * @param remedy what to do
 * @example
 * problem("The server is a standby.", "Connect to the primary.")
 */
export function problem(message: string, remedy: string): CheckResult {
  return { level: "error", message, remedy };
}
