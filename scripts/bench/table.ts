/** One way of doing a thing, measured. */
export interface Measured {
  readonly name: string;
  readonly milliseconds: number;
  /** Median of the ratios to the base, pair by pair. */
  readonly ratio: number;
}

/**
 * The median of some numbers.
 *
 * @param values at least one number
 * @example
 * computeMedian([3, 1, 2]) // 2
 */
export function computeMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Prints a table of ratios.
 *
 * @param rows what was measured
 * @param base the name of the row that the others are compared with
 * @example
 * printRatios([{ name: "plain", milliseconds: 10, ratio: 1 }], "plain")
 */
export function printRatios(rows: readonly Measured[], base: string): void {
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log(`${"".padEnd(width)}  ${"median".padStart(10)}  × ${base}`);
  for (const { name, milliseconds, ratio } of rows) {
    console.log(
      `${name.padEnd(width)}  ${`${milliseconds.toFixed(0)} ms`.padStart(10)}  ${ratio.toFixed(2)}`,
    );
  }
}
