import { CodedError } from "../error.ts";

/**
 * What the process exits with; an interrupted command exits with 128 plus the number of the signal. docs/cli.md and
 * `phoenix-kit --help` explain each code, and a test compares the two.
 */
export const exitCodes = { done: 0, failed: 1, wrongUsage: 2, pendingOrDrift: 3 } as const;

/** An error of the command line itself. */
export class CommandError extends CodedError {}

/** The reason with which the signal of an `Io` is aborted: the user interrupts the command. */
export class Interruption extends CommandError {
  /** What the process exits with: 128 plus the number of the signal. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("Interrupted.", { code: "aborted", remedy: "Run the command again to continue." });
    this.exitCode = exitCode;
  }
}
