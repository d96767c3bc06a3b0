import { describeDifference } from "../drift/differences.ts";
import type { RepairPlan } from "../drift/plan-repair.ts";
import { formatRemainingDrift } from "../drift/report.ts";
import { counted } from "./wording.ts";

/**
 * The SQL that mends, each statement with a comment that says why.
 *
 * @param mending of `planRepair`
 * @returns SQL for stdout
 * @example
 * mendingSql(await planRepair(url))
 */
export function mendingSql({ statements }: RepairPlan): string {
  if (statements.length === 0) return "-- There is nothing to mend.";
  return statements
    .map(({ sql, difference: finding }) => `-- ${describeDifference(finding)}\n${sql}`)
    .join("\n\n");
}

/**
 * What cannot be mended by adding, in words.
 *
 * @param mending of `planRepair`
 * @returns lines for stderr; empty where nothing is left
 * @example
 * io.stderr.write(leftoverText(mending))
 */
export function leftoverText({ remaining: left }: RepairPlan): string {
  if (left.length === 0) return "";
  return `${counted(left.length, "difference")} left for you to decide:\n${formatRemainingDrift(left)}\n`;
}
