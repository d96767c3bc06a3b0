import type { Readable, Writable } from "node:stream";

/** All that a command knows of the world outside: `processIo` gives the real one, tests give their own. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Takes results, and nothing else. */
  readonly stdout: Writable & { readonly isTTY?: boolean };
  /** Takes progress, questions and errors. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
  /** The working directory. */
  readonly cwd: string;
  /** Aborted when the user wants the command to stop; the reason is an `Interruption`. */
  readonly signal: AbortSignal;
}

/**
 * Prints a result: one JSON object where that was asked for, else text.
 *
 * @param io where to
 * @param json whether `--json` was given
 * @param result what to print as JSON
 * @param text what to print for people
 * @example
 * print(io, options.json, { version: 27 }, "At V27.")
 */
export function print(io: Io, json: boolean | undefined, result: object, text: string): void {
  io.stdout.write(`${json ? JSON.stringify(result) : text}\n`);
}

/**
 * Waits for work that cannot be stopped, but no longer than until the user wants to stop.
 *
 * @param work what is under way
 * @param signal of an `Io`
 * @returns what the work gives
 * @throws the signal's reason once it is aborted; what the work throws
 * @example
 * const found = await unlessAborted(status(url), io.signal);
 */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
