import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Outcome } from "./outcome.ts";
import type { Traffic } from "./traffic.ts";

const page = fileURLToPath(new URL("../../docs/reliability.md", import.meta.url));
const begin = "<!-- torture: begin -->";
const end = "<!-- torture: end -->";

/**
 * The outcomes as a table in Markdown.
 *
 * @param outcomes what scenarios gave
 * @example
 * console.log(formatTable(outcomes));
 */
export function formatTable(outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(
    ({ scenario, tried, summary, failures }) =>
      `| ${scenario} | ${tried} | ${failures.length} | ${summary} |`,
  );
  return ["| scenario | tried | failed | what came of it |", "|---|---:|---:|---|", ...lines].join("\n");
}

/**
 * The longest stalls of an application by version, as a table in Markdown.
 *
 * @param outcomes what scenarios gave; those without stalls are passed over
 * @example
 * console.log(formatStalls(outcomes));
 */
export function formatStalls(outcomes: readonly Outcome[]): string {
  const traffic = outcomes.filter((one): one is Traffic => "stalls" in one);
  if (traffic.length === 0) return "";
  const versions = [...new Set(traffic.flatMap(({ stalls }) => [...stalls.keys()]))];
  versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const cells = (texts: readonly (string | number)[]) => `| ${texts.join(" | ")} |`;
  return [
    cells(["longest stall (ms) in", ...traffic.map(({ scenario }) => scenario)]),
    cells(["---", ...traffic.map(() => "---:")]),
    ...versions.map((version) => cells([version, ...traffic.map(({ stalls }) => stalls.get(version) ?? "")])),
  ].join("\n");
}

/**
 * What failed, one sentence each.
 *
 * @param outcomes what scenarios gave
 * @example
 * process.exitCode = listFailures(outcomes).length > 0 ? 1 : 0;
 */
export function listFailures(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ scenario, failures }) => failures.map((failure) => `${scenario}: ${failure}`));
}

/**
 * Puts the tables into docs/reliability.md, between the two marks that are there.
 *
 * @param outcomes what scenarios gave
 * @param run the seed, and how many SIGKILLs
 * @throws Error where the page has no such marks
 * @example
 * writeReport(outcomes, { seed: 1, count: 300 });
 */
export function writeReport(outcomes: readonly Outcome[], run: { seed: number; count: number }): void {
  const text = readFileSync(page, "utf8");
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${page} has no place for the table: ${begin} … ${end}`);
  const command = `\`npm run torture -- --seed ${run.seed} --kills ${run.count}\``;
  const tables = [command, formatTable(outcomes), formatStalls(outcomes)].filter(Boolean).join("\n\n");
  writeFileSync(page, `${text.slice(0, from)}${begin}\n${tables}\n${text.slice(to)}`);
}
