import { readdirSync, readFileSync } from "node:fs";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { readAsset } from "../../src/site/assets.ts";
import { drawOverview } from "../../src/site/diagram/draw.ts";
import { definitions } from "../../src/site/diagram/parts.ts";
import { printSmallMermaid } from "../../src/site/diagram/text-formats.ts";
import { buildModel } from "../../src/site/model.ts";

/** Diagrams in Mermaid follow a comment that names their tables. */
const diagram = /(<!-- diagram: ([\w, ]+) -->\n\n?```mermaid\n)[^`]*(?=```)/g;

/**
 * The diagrams of the documentation as they should be: the picture of the README, and those within pages.
 *
 * @returns path → the text that belongs there
 * @example
 * renderDocDiagrams().get("docs/schema.svg")
 */
export function renderDocDiagrams(): Map<string, string> {
  const model = buildModel(getNewestVersion());
  const pages = readdirSync("docs").filter((name) => name.endsWith(".md"));
  const withDiagrams = pages.flatMap((name): [string, string][] => {
    const text = readFileSync(`docs/${name}`, "utf8");
    const drawn = text.replace(diagram, (_, head: string, tables: string) => {
      return `${head}${printSmallMermaid(model, tables.split(", "))}`;
    });
    return text.search(diagram) >= 0 ? [[`docs/${name}`, drawn]] : [];
  });
  return new Map([["docs/schema.svg", drawPicture(drawOverview(model, "").toString())], ...withDiagrams]);
}

/** A diagram of the site as a file of its own, which brings its styles and has no links. */
function drawPicture(figure: string): string {
  const [, attributes = "", content = ""] =
    /<svg (viewBox="[^"]*")[^>]*>\n([\s\S]*)<\/svg><\/div>/.exec(figure) ?? [];
  const cards = content
    .replace(/<a class="card/g, '<g class="card')
    .replaceAll("</a>", "</g>")
    .replace(/ href="tables[^"]*"/g, "");
  const [, defs = ""] = /<defs>([\s\S]*)<\/defs>/.exec(definitions.toString()) ?? [];
  const styles = [readAsset("base.css"), readAsset("diagram.css")].join("\n");
  const [, , width = "", height = ""] = /"([^"]*)"/.exec(attributes)?.[1]?.split(" ") ?? [];
  return `<svg xmlns="http://www.w3.org/2000/svg" ${attributes} width="${width}" height="${height}"><title>PhoenixKit's tables, with their keys and foreign keys</title>
<style>${styles}
svg { background: var(--ground); font-family: system-ui, sans-serif; }
</style>
<defs>${defs}</defs>
${cards}</svg>
`;
}
