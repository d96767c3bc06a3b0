/** How many names a message has at most. */
const mostNames = 5;

/**
 * Names as a message lists them, the first few of many.
 *
 * @param names what to list
 * @example
 * listed(["a", "b"]) // "a, b"
 */
export function listed(names: readonly string[]): string {
  const more = names.length - mostNames;
  const shown = names.slice(0, mostNames).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/**
 * A time as a message tells it, in the largest unit that it fills.
 *
 * @param seconds how long
 * @example
 * duration(7300) // "2 hours"
 */
export function duration(seconds: number): string {
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, "second"];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

const units: readonly (readonly [size: number, unit: string])[] = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
];
