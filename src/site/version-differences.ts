import type { Difference } from "../catalog/compare.ts";
import type { SiteModel } from "./model.ts";

/** A difference in the form that the script of the page "Compare" reads. */
type Packed = readonly [
  kind: Difference["kind"],
  table: string,
  name: string,
  outcome: Difference["outcome"],
  property?: string,
  expected?: unknown,
  actual?: unknown,
];

/** Creates the script with the differences of each version from the one before, which the page combines. */
export function createDifferencesData({ history }: SiteModel): string {
  const steps = history.map(({ version, differences }) => [version, differences.map(packDifference)]);
  return `window.siteDifferences = ${JSON.stringify(steps)};\n`;
}

/** Replaces `undefined`, which JSON does not have. */
function packDifference({ kind, table, name, outcome, property, expected, actual }: Difference): Packed {
  const object = [kind, table ?? "", name, outcome] as const;
  return outcome === "different" ? [...object, property ?? "", expected ?? null, actual ?? null] : object;
}
