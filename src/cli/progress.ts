import type { Writable } from "node:stream";
import type { RepairWait } from "../drift/run-repair.ts";
import { formatVersion } from "../error.ts";
import type { PreparationProgress, Progress } from "../migrate/types.ts";
import { type Colors, chooseColors, type Io } from "./io.ts";

/** A bar at the bottom of a terminal, with lines that scroll above it. */
export interface ProgressBar {
  /** Writes a line above the bar. */
  log(line: string): void;
  /** Shows next to the bar what is running. */
  show(activity: string): void;
  advance(done: number, total: number): void;
  /** Removes the bar; the lines stay. */
  stop(): void;
}

/** Starts a bar. It appears with the first `show`. */
export async function startBar(stream: Writable): Promise<ProgressBar> {
  const { default: progress } = await import("cli-progress");
  const bars = new progress.MultiBar({
    format: "{bar} {steps} {activity}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    stream: stream as NodeJS.WritableStream,
    clearOnComplete: true,
    forceRedraw: true,
    // the line is cut to the terminal's width, without changing a setting of the terminal
    linewrap: true,
    // the command handles Ctrl-C
    gracefulExit: false,
  });
  const bar = bars.create(1, 0, { steps: "", activity: "" });
  return {
    log: (line) => {
      bars.log(`${line}\n`);
      bars.update();
    },
    show: (activity) => bar.update({ activity }),
    advance: (done, total) => {
      bar.setTotal(total);
      bar.update(done, { steps: `${done}/${total}` });
    },
    stop: () => bars.stop(),
  };
}

/** Shows on stderr how a migration proceeds: a line for each version, and a bar below them on a terminal. */
export async function withProgress<T>(
  io: Io,
  work: (onProgress: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  const bar = io.stderr.isTTY ? await startBar(io.stderr) : undefined;
  const write = (line: string) => (bar ? bar.log(line) : io.stderr.write(`${line}\n`));
  const showStopping = () =>
    write("Interrupted: rolling back the current step. Press Ctrl-C again to exit immediately.");
  io.signal.addEventListener("abort", showStopping);
  try {
    return await work((progress) => {
      if (bar) updateBar(bar, progress);
      const line = formatProgress(progress, chooseColors(io, "stderr"));
      if (line !== undefined) write(line);
    });
  } finally {
    io.signal.removeEventListener("abort", showStopping);
    bar?.stop();
  }
}

/** Returns a callback that prints on stderr which sessions a repair waits for. */
export function createWaitPrinter(io: Io): (wait: RepairWait) => void {
  const { yellow } = chooseColors(io, "stderr");
  return ({ reason }) => io.stderr.write(`${yellow(reason)}\n`);
}

function formatProgress(progress: Progress, { green, yellow, dim }: Colors): string | undefined {
  switch (progress.type) {
    case "started":
      return undefined;
    case "waiting":
      return yellow("Waiting for another runner…");
    case "retrying":
      return yellow(`↻ Retrying ${formatVersion(progress.version)}: ${progress.reason}`);
    case "preparing":
      return undefined;
    case "prepared": {
      const { version, what, rows, changedRows, rowsPerSecond, durationMs } = progress;
      const looked = rows > 0 ? `${rows} rows, ${changedRows} changed, ${rowsPerSecond}/s, ` : "";
      return `${green("•")} ${formatVersion(version)} prepared: ${what}  ${dim(`${looked}${durationMs} ms`)}`;
    }
    case "preparation-waiting":
      return yellow(`↻ Preparing ${formatVersion(progress.version)}, ${progress.what}: ${progress.reason}`);
    case "finished": {
      const { version, title, direction, outcome, durationMs } = progress;
      const sign = green(direction === "up" ? "✔" : "↩");
      const end = outcome === "marker-only" ? "no schema changes" : `${durationMs} ms`;
      return `${sign} ${formatVersion(version)} ${title}  ${dim(end)}`;
    }
  }
}

function updateBar(bar: ProgressBar, progress: Progress): void {
  if (progress.type === "started") bar.show(`${formatVersion(progress.version)} ${progress.title}`);
  if (progress.type === "preparing") bar.show(describePreparation(progress));
  if (progress.type === "finished") bar.advance(progress.done, progress.total);
}

/** As in `V137 phoenix_kit_email_events 40000 of about 5000000 rows, 21000/s, 237 s left`. */
function describePreparation({
  version,
  what,
  rows,
  estimatedRows,
  rowsPerSecond,
}: PreparationProgress): string {
  const name = `${formatVersion(version)} ${what}`;
  if (rows === 0) return name;
  if (estimatedRows === null) return `${name} ${rows} rows, ${rowsPerSecond}/s`;
  const leftSeconds = Math.ceil(Math.max(estimatedRows - rows, 0) / Math.max(rowsPerSecond, 1));
  return `${name} ${rows} of about ${estimatedRows} rows, ${rowsPerSecond}/s, ${leftSeconds} s left`;
}
