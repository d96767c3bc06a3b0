import { spawn } from "node:child_process";
import { PhoenixKitError } from "../error.ts";

/** An OS user by number. */
export interface OsUser {
  uid: number;
  gid: number;
}

export interface ProgramResult {
  /** The exit code; `null` if a signal ended the program. */
  code: number | null;
  /** What it wrote to stdout and stderr, interleaved as it arrived. */
  output: string;
}

export interface ProgramOptions {
  /** The user to run it as, which only root can choose; default: the user of this process. */
  user?: OsUser | undefined;
  /** Its working directory; default: that of this process. */
  cwd?: string;
}

/**
 * Runs a program without a shell, waits for its end and collects its output. An exit code other than 0 is a result,
 * not an error.
 */
export function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...options.user,
      cwd: options.cwd,
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (cause) => reject(notRunnableError(file, cause)));
    child.on("close", (code) => resolve({ code, output }));
  });
}

function notRunnableError(file: string, cause: Error): PhoenixKitError {
  return new PhoenixKitError(`Cannot run ${file}: ${cause.message}`, {
    code: "embedded_failed",
    remedy: "Check that the program exists and is executable, or set DATABASE_URL to use another server.",
    cause,
  });
}

/**
 * Removes what would mislead PostgreSQL's programs (`PGPORT`, `PGDATA` …), and sets English messages and UTC, so that a
 * new cluster is the same on every machine.
 */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C", TZ: "UTC" };
}
