import { type Html, html } from "../html.ts";
import { locateTable } from "../links.ts";
import type { SiteModel } from "../model.ts";
import { shortenTable } from "./cards.ts";
import { readLayouts } from "./layout.ts";
import { toClass } from "./parts.ts";

/** Draws a small map of all tables. A script hides those that do not exist at a version, and marks others. */
export function drawWholeMap(model: SiteModel, label: string): Html {
  const { overview } = readLayouts();
  const known = new Set(model.tables.map(({ name }) => name));
  const panels = drawMapPanels(new Set(model.domains));
  const relations = Object.entries(overview.relations)
    .filter(([relation]) => listEnds(relation).every((table) => known.has(table)))
    .map(
      ([relation, path]) => html`<path data-relation="${relation}" d="${path}"/>
`,
    );
  const tables = model.tables.flatMap(({ name, domain, parts }) => {
    const box = overview.tables[name];
    if (!box) return [];
    const { x, y, width, height } = box;
    const [middle, columns] = [x + width / 2, Object.keys(parts.columns).length];
    return html`<a class="table ${toClass(domain)}" href="${locateTable(name)}" data-table="${name}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="9"/><text x="${middle}" y="${y + height / 2 + 1}">${shortenTable(name)}</text><text class="count" x="${middle}" y="${y + height / 2 + 25}">${columns}</text></a>
`;
  });
  return drawMapFrame(label, { className: "whole", content: [panels, relations, tables] });
}

/** Draws the panels of domains, with their names. */
export function drawMapPanels(domains: ReadonlySet<string>): Html[] {
  return Object.entries(readLayouts().overview.domains)
    .filter(([domain]) => domains.has(domain))
    .map(
      ([
        domain,
        { x, y, width, height },
      ]) => html`<g class="panel ${toClass(domain)}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="16"/><text x="${x + 22}" y="${y + 28}">${domain}</text></g>
`,
    );
}

/** Draws the frame around a map, which scrolls if the map does not fit. */
export function drawMapFrame(
  label: string,
  { className, content }: { readonly className: string; readonly content: readonly (readonly Html[])[] },
): Html {
  const { width, height } = readLayouts().overview;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Map"><svg class="map ${className}" role="group" aria-label="${label}" viewBox="-10 -10 ${width + 20} ${height + 20}">${content}</svg></div>`;
}

/** The two tables of a relation, from what `identifyRelation` returns. */
function listEnds(relation: string): string[] {
  const [from = "", target = ""] = relation.split(">");
  return [from.slice(0, from.lastIndexOf(".")), target];
}
