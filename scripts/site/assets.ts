import { existsSync, readFileSync } from "node:fs";
import { computeLayouts } from "./layouts.ts";
import { loadSources } from "./program.ts";
import { readRuleFacts } from "./rule-facts.ts";
import { readTableFacts } from "./table-facts.ts";

const folder = "src/site/assets";

/**
 * The facts and the layouts of the site that are not what the sources and the catalogs give.
 *
 * @returns path → the text that belongs there
 * @example
 * (await findStaleAssets()).size === 0
 */
export async function findStaleAssets(): Promise<Map<string, string>> {
  const sources = loadSources();
  const tables = readTableFacts(sources);
  const facts = { tables, rules: readRuleFacts(sources) };
  const assets = { "facts.json": facts, "layouts.json": await computeLayouts(tables) };
  const texts = Object.entries(assets).map(([name, value]): [string, string] => [
    `${folder}/${name}`,
    `${JSON.stringify(value, undefined, 1)}\n`,
  ]);
  return new Map(texts.filter(([path, text]) => !existsSync(path) || readFileSync(path, "utf8") !== text));
}
