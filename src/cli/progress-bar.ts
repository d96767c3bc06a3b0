import type { Writable } from "node:stream";

/** A bar at the foot of a terminal, with lines that scroll above it. */
export interface ProgressBar {
  /** Writes a line above the bar. */
  log(line: string): void;
  /** Says beside the bar what is under way. */
  show(what: string): void;
  /** Moves the bar. */
  advance(done: number, total: number): void;
  /** Takes the bar away; the lines stay. */
  stop(): void;
}

/**
 * Starts a bar.
 *
 * @param stream a terminal
 * @returns the bar; it is seen from the first `show` on
 * @example
 * const bar = await startBar(process.stderr);
 * bar.show("V08 Username support");
 */
export async function startBar(stream: Writable): Promise<ProgressBar> {
  const { default: progress } = await import("cli-progress");
  const bars = new progress.MultiBar({
    format: "{bar} {steps} {what}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    stream: stream as NodeJS.WritableStream,
    clearOnComplete: true,
    forceRedraw: true,
    // cut to the terminal's width; its own settings stay as they are, however the process ends
    linewrap: true,
    // Ctrl-C is the command's business
    gracefulExit: false,
  });
  const bar = bars.create(1, 0, { steps: "", what: "" });
  return {
    log: (line) => {
      bars.log(`${line}\n`);
      bars.update();
    },
    show: (what) => bar.update({ what }),
    advance: (done, total) => {
      bar.setTotal(total);
      bar.update(done, { steps: `${done}/${total}` });
    },
    stop: () => bars.stop(),
  };
}
