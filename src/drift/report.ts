import { describeDifference } from "./findings.ts";
import type { RemainingDrift } from "./plan-repair.ts";

/**
 * Faults that are left, in words: what is wrong, why it is left, and the query that lists the rows in the way.
 *
 * @param left of a mending
 * @returns lines; empty for none
 * @example
 * leftText((await planRepair(pool)).left)
 */
export function formatRemainingDrift(left: readonly RemainingDrift[]): string {
  return left.map(faultText).join("\n");
}

function faultText({ difference: finding, reason, rows, manualSql: byHand }: RemainingDrift): string {
  const lines = rows.flatMap(({ count, what, query }) => [
    `  ${count} ${what}:`,
    ...query.split("\n").map((line) => `    ${line}`),
  ]);
  const statement = byHand === null ? [] : [`  By hand: ${byHand}`];
  return [describeDifference(finding), `  ${reason}`, ...lines, ...statement].join("\n");
}
