import { execa, type Options, type ResultPromise } from "execa";
import { bundled } from "../support/bundle.ts";
import { root } from "../support/root.ts";

const settings = { reject: false, stdin: "ignore", stripFinalNewline: true } as const satisfies Options;

/**
 * The command line as a shell would be given it.
 *
 * @param args - its arguments.
 * @returns node, the script and the arguments.
 * @example
 * await execa("bash", ["-c", '"$@" | head -n 1', "bash", ...commandLine(["list"])]);
 */
export function commandLine(args: readonly string[]): [program: string, ...args: string[]] {
  return [process.execPath, bundled("cli"), ...args];
}

/**
 * Runs the command line as a process of its own, without a terminal, colours or any database but the given.
 *
 * @param args - its arguments.
 * @param options - the working directory and the environment.
 * @returns the process, and once it has ended its exit code and what it printed.
 * @example
 * const { exitCode, stdout } = await phoenixKit(["status", "--url", url]);
 */
export function phoenixKit(
  args: readonly string[],
  { cwd = root, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): ResultPromise<typeof settings> {
  const environment = { DATABASE_URL: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env };
  const [program, ...programArgs] = commandLine(args);
  return execa(program, programArgs, { ...settings, cwd, env: environment });
}

/**
 * Waits until a process has printed something.
 *
 * @param stream - its stdout or stderr.
 * @param wanted - what to wait for.
 * @returns all that it printed there until then.
 * @throws Error when it ends without.
 * @example
 * await printed(child.stderr, "Waiting");
 */
export function printed(stream: NodeJS.ReadableStream, wanted: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.on("data", (chunk) => {
      text += String(chunk);
      if (text.includes(wanted)) resolve(text);
    });
    stream.once("end", () => reject(new Error(`"${wanted}" was not printed, but:\n${text}`)));
  });
}
