import { constants } from "node:os";
import { Interruption } from "./errors.ts";
import type { Io } from "./io.ts";

const stopping = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** npm passes a Ctrl-C on to the process that got it from the terminal already: both are one. */
const sameWish = 500;

/**
 * The `Io` of this process. The first SIGINT, SIGTERM or SIGHUP aborts its signal, a later one exits at once. A
 * reader of stdout or stderr who goes away is no error.
 *
 * @returns the process's streams, environment, working directory and the signal
 * @example
 * process.exitCode = await main(process.argv.slice(2), processIo());
 */
export function processIo(): Io {
  process.stdout.on("error", unlessReaderIsGone);
  process.stderr.on("error", () => {});
  const { stdin, stdout, stderr, env } = process;
  return { stdin, stdout, stderr, env, cwd: process.cwd(), signal: stopSignal() };
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  for (const name of stopping) {
    const exitCode = 128 + constants.signals[name];
    process.on(name, () => {
      const now = performance.now();
      first ??= now;
      if (now - first > sameWish) process.exit(exitCode);
      controller.abort(new Interruption(exitCode));
    });
  }
  return controller.signal;
}

function unlessReaderIsGone(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") return;
  process.stderr.write(`error: the result could not be written: ${error.message}\n`);
  process.exit(1);
}
