import { spawn } from "node:child_process";

/** An OS user by number. */
export interface OsUser {
  uid: number;
  gid: number;
}

/** What a program left behind. */
export interface ProgramResult {
  /** The exit code; `null` when a signal ended it. */
  code: number | null;
  /** What it wrote to stdout and stderr, in the order in which it came. */
  output: string;
}

/**
 * Runs a program to its end and collects what it says. An exit code other than 0 is a result, not an error.
 *
 * The environment is this process's own without what would lead PostgreSQL's programs astray (`PGPORT`,
 * `PGDATA` …), with messages in English and UTC as the time zone, so that a new cluster is the same everywhere.
 *
 * @param file - a path, or a name to look for in `PATH`.
 * @param args - passed as they are; no shell is involved.
 * @param options - `user` to run as (only root can), `cwd` to run in.
 * @throws Error when it cannot be started at all.
 * @example
 * const { code, output } = await runProgram("id", ["-u"]);
 */
export function runProgram(
  file: string,
  args: readonly string[],
  options: { user?: OsUser | undefined; cwd?: string } = {},
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
    child.on("error", (cause) => reject(new Error(`Cannot run ${file}: ${cause.message}`, { cause })));
    child.on("close", (code) => resolve({ code, output }));
  });
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C", TZ: "UTC" };
}
