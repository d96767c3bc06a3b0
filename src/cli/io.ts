import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import pc from "picocolors";
import { Interruption } from "./errors.ts";

/** Everything that a command uses from its process. `createProcessIo` returns the real one; tests pass their own. */
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

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * npm passes Ctrl-C on to a process that has already received it from the terminal: two within this time count as one.
 */
const duplicateSignalMs = 500;

/**
 * The `Io` of this process. The first SIGINT, SIGTERM or SIGHUP aborts its signal; a later one exits at once. It is not
 * an error if the reader of stdout or stderr closes the pipe.
 */
export function createProcessIo(): Io {
  process.stdout.on("error", exitUnlessReaderLeft);
  process.stderr.on("error", () => {});
  const { stdin, stdout, stderr, env } = process;
  return { stdin, stdout, stderr, env, cwd: process.cwd(), signal: createStopSignal() };
}

function createStopSignal(): AbortSignal {
  const controller = new AbortController();
  let firstMs: number | undefined;
  for (const name of stopSignals) {
    const exitCode = 128 + constants.signals[name];
    process.on(name, () => {
      const nowMs = performance.now();
      firstMs ??= nowMs;
      if (nowMs - firstMs > duplicateSignalMs) process.exit(exitCode);
      controller.abort(new Interruption(exitCode));
    });
  }
  return controller.signal;
}

function exitUnlessReaderLeft(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") return;
  process.stderr.write(`error: Cannot write the result to stdout: ${error.message}\n`);
  process.exit(1);
}

/** Prints a result on stdout: one line of JSON if that was asked for, else text. */
export function print(
  io: Io,
  { json, result, text }: { json: boolean | undefined; result: object; text: string },
): void {
  io.stdout.write(`${json ? JSON.stringify(result) : text}\n`);
}

/** Waits for work that cannot be stopped, but only until the user interrupts the command. */
export function rejectOnAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

/** Functions that color a text. */
export type Colors = ReturnType<typeof pc.createColors>;

/** Colors for a stream: on a terminal that supports them, unless `NO_COLOR` is set; always with `FORCE_COLOR`. */
export function chooseColors(io: Io, stream: "stdout" | "stderr"): Colors {
  const { env } = io;
  if (env.NO_COLOR) return pc.createColors(false);
  if (env.FORCE_COLOR) return pc.createColors(env.FORCE_COLOR !== "0");
  return pc.createColors(io[stream].isTTY === true && env.TERM !== "dumb");
}
