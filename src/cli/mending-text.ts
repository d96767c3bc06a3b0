import { findingText } from "../drift/findings.ts";
import type { Mending } from "../drift/mending.ts";
import { leftText } from "../drift/report.ts";
import { counted } from "./wording.ts";

/**
 * The SQL that mends, each statement with a comment that says why.
 *
 * @param mending of `planRepair`
 * @returns SQL for stdout
 * @example
 * mendingSql(await planRepair(url))
 */
export function mendingSql({ statements }: Mending): string {
  if (statements.length === 0) return "-- There is nothing to mend.";
  return statements.map(({ sql, finding }) => `-- ${findingText(finding)}\n${sql}`).join("\n\n");
}

/**
 * What cannot be mended by adding, in words.
 *
 * @param mending of `planRepair`
 * @returns lines for stderr; empty where nothing is left
 * @example
 * io.stderr.write(leftoverText(mending))
 */
export function leftoverText({ left }: Mending): string {
  if (left.length === 0) return "";
  return `${counted(left.length, "difference")} left for you to decide:\n${leftText(left)}\n`;
}
