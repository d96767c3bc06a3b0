import { describeDifference } from "./differences.ts";
import type { RemainingDrift } from "./plan-repair.ts";

/** Remaining drift in words: what differs, why it remains, and the query that lists the blocking rows. */
export function formatRemainingDrift(remaining: readonly RemainingDrift[]): string {
  return remaining.map(describeRemainingDrift).join("\n");
}

function describeRemainingDrift({ difference, reason, rows, manualSql }: RemainingDrift): string {
  const lines = rows.flatMap(({ count, what, query }) => [
    `  ${count} ${what}:`,
    ...query.split("\n").map((line) => `    ${line}`),
  ]);
  const statement = manualSql === null ? [] : [`  By hand: ${manualSql}`];
  return [describeDifference(difference), `  ${reason}`, ...lines, ...statement].join("\n");
}
