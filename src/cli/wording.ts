import { formatVersion as label } from "../error.ts";
import type { MigrateResult } from "../migrate/types.ts";

export { label };

/**
 * How many there are of something.
 *
 * @example
 * counted(2, "version") // "2 versions"
 */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * Versions as people read them, runs of them drawn together.
 *
 * @param versions in rising order
 * @example
 * ranges([6, 7, 8, 12]) // "V06–V08, V12"
 */
export function ranges(versions: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const version of versions) {
    const run = runs.at(-1);
    if (run && run[1] === version - 1) run[1] = version;
    else runs.push([version, version]);
  }
  return runs
    .map(([first, last]) => (first === last ? label(first) : `${label(first)}–${label(last)}`))
    .join(", ");
}

/**
 * What a move did, in one line.
 *
 * @param result of `up` or `down`
 * @example
 * summary(await up(url)) // "V00 → V180: 71 steps in 640 ms."
 */
export function summary({ from, to, steps }: MigrateResult): string {
  if (from === to) return `Already at ${label(to)}, nothing to do.`;
  const path = `${label(from)} → ${label(to)}`;
  if (steps.length === 0) return `${path}: done by another runner.`;
  const duration = steps.reduce((sum, step) => sum + step.durationMs, 0);
  return `${path}: ${counted(steps.length, "step")} in ${duration} ms.`;
}
