/** What an error of the command line carries beside its message. */
export interface CommandErrorDetails {
  /** Tells errors apart in `--json`. */
  readonly code: string;
  /** What to do about it. */
  readonly remedy: string;
}

/**
 * An error that is the command line's own, not the migrator's.
 *
 * @example
 * throw new CommandError("drizzle-kit is not installed.", { code: "drizzle_kit_missing", remedy: "Install it." })
 */
export class CommandError extends Error implements CommandErrorDetails {
  readonly code: string;
  readonly remedy: string;

  /**
   * @param message one sentence that says what is wrong
   * @param details the code and the remedy
   */
  constructor(message: string, details: CommandErrorDetails) {
    super(message);
    this.code = details.code;
    this.remedy = details.remedy;
  }
}

/**
 * The user wants to stop: why an `Io`'s signal is aborted.
 *
 * @example
 * controller.abort(new Interruption(130))
 */
export class Interruption extends CommandError {
  /** What the process exits with: 128 and the signal's number. */
  readonly exitCode: number;

  /** @param exitCode what the process exits with */
  constructor(exitCode: number) {
    super("Stopped as asked.", { code: "aborted", remedy: "Run again to go on." });
    this.exitCode = exitCode;
  }
}
