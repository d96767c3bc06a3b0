import type { Progress } from "../migrate/types.ts";
import { coloursFor } from "./colours.ts";
import type { Io } from "./io.ts";
import { type ProgressBar, startBar } from "./progress-bar.ts";
import { label } from "./wording.ts";

/** Told of what happens while a schema is moved. */
export type OnProgress = (progress: Progress) => void;

/**
 * Shows on stderr how a move goes: a line a version, and a bar below them on a terminal.
 *
 * @param io where to
 * @param work the move; it is given what to tell of its progress
 * @returns what the work gives
 * @throws what the work throws, with the bar taken away
 * @example
 * const result = await withProgress(io, (onProgress) => up(url, { onProgress }));
 */
export async function withProgress<T>(io: Io, work: (onProgress: OnProgress) => Promise<T>): Promise<T> {
  const bar = io.stderr.isTTY ? await startBar(io.stderr) : undefined;
  const write = (line: string) => (bar ? bar.log(line) : io.stderr.write(`${line}\n`));
  const onAbort = () => write("Stopping: the step under way is rolled back. Ctrl-C again leaves at once.");
  io.signal.addEventListener("abort", onAbort);
  try {
    return await work((progress) => {
      if (bar) advance(bar, progress);
      const line = lineOf(progress, io);
      if (line !== undefined) write(line);
    });
  } finally {
    io.signal.removeEventListener("abort", onAbort);
    bar?.stop();
  }
}

function lineOf(progress: Progress, io: Io): string | undefined {
  const colours = coloursFor(io);
  switch (progress.type) {
    case "started":
      return undefined;
    case "waiting":
      return colours.yellow("Waiting for another runner…");
    case "retrying":
      return colours.yellow(`↻ ${label(progress.version)} will be tried again: ${progress.reason}`);
    case "finished": {
      const { version, title, direction, outcome, durationMs: duration } = progress;
      const sign = colours.green(direction === "up" ? "✔" : "↩");
      const end = outcome === "applied" ? `${duration} ms` : outcome;
      return `${sign} ${label(version)} ${title}  ${colours.dim(end)}`;
    }
  }
}

function advance(bar: ProgressBar, progress: Progress): void {
  if (progress.type === "started") bar.show(`${label(progress.version)} ${progress.title}`);
  if (progress.type === "finished") bar.advance(progress.done, progress.total);
}
