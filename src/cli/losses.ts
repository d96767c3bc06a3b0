import type { Plan } from "../migrate/plan.ts";
import type { Loss } from "../migrate/types.ts";
import { label } from "./wording.ts";

/**
 * What a plan destroys and how much, a version a paragraph.
 *
 * @param plan of `plan`
 * @returns lines for stderr; empty where nothing is lost
 * @example
 * lossesText(await plan(url, "down", { version: 7 }))
 */
export function lossesText({ steps }: Plan): string {
  const lossy = steps.filter(({ losses }) => losses.length > 0);
  if (lossy.length === 0) return "";
  const paragraphs = lossy.map(
    ({ version, title, losses }) => `  ${label(version)} ${title}\n${losses.map(lossLine).join("")}`,
  );
  return `This destroys for good:\n${paragraphs.join("")}`;
}

function lossLine({ count, what }: Loss): string {
  return `    ${count === null ? "as many as there are by then" : count.toLocaleString("en")}: ${what}\n`;
}
