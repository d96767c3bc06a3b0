import { findingText } from "./findings.ts";
import type { LeftFault } from "./mending.ts";

/**
 * Faults that are left, in words: what is wrong, why it is left, and the query that lists the rows in the way.
 *
 * @param left of a mending
 * @returns lines; empty for none
 * @example
 * leftText((await planRepair(pool)).left)
 */
export function leftText(left: readonly LeftFault[]): string {
  return left.map(faultText).join("\n");
}

function faultText({ finding, reason, rows, byHand }: LeftFault): string {
  const lines = rows.flatMap(({ count, what, query }) => [
    `  ${count} ${what}:`,
    ...query.split("\n").map((line) => `    ${line}`),
  ]);
  const statement = byHand === null ? [] : [`  By hand: ${byHand}`];
  return [findingText(finding), `  ${reason}`, ...lines, ...statement].join("\n");
}
