import type { Catalog } from "../../catalog/catalog.ts";
import { formatVersion } from "../../error.ts";
import type { PartChange, TableChanges } from "../changes.ts";
import { type Html, html } from "../html.ts";
import { locateTable } from "../links.ts";
import type { SiteModel } from "../model.ts";
import { identifyRelation, listRelations } from "../relations.ts";
import { shortenTable } from "./cards.ts";
import { readLayouts } from "./layout.ts";
import { type Mark, toClass } from "./parts.ts";
import { drawMapFrame, drawMapPanels } from "./whole-map.ts";

/** A schema at a version, and what is marked in it. */
interface MapChanges {
  readonly version: number;
  readonly catalog: Catalog;
  readonly changes: readonly TableChanges[];
}

/** Draws a small map of a version's tables, with the changed ones marked and their changes counted. */
export function drawMap(model: SiteModel, { version, catalog, changes }: MapChanges, root: string): Html {
  const { overview } = readLayouts();
  const changed = new Map(changes.map((change) => [change.table, change]));
  const shown = model.tables.filter(({ name }) => name in catalog.tables || changed.has(name));
  const tables = shown.flatMap(({ name, domain }) => {
    const box = overview.tables[name];
    const change = changed.get(name);
    if (!box) return [];
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const rect = html`<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="9"/>`;
    return change
      ? html`<a class="table ${change.mark} ${toClass(domain)}" href="${root}${locateTable(name)}">${rect}<text x="${x}" y="${y + 1}">${shortenTable(name)}</text><text class="count" x="${x}" y="${y + 25}">${countParts(change)}</text></a>
`
      : html`<g class="table ${toClass(domain)}">${rect}<text x="${x}" y="${y + 6}">${shortenTable(name)}</text></g>
`;
  });
  const relations = listRelations(catalog)
    .filter(({ table, target }) => changed.has(table) || changed.has(target))
    .map((relation) => html`<path d="${overview.relations[identifyRelation(relation)] ?? ""}"/>`);
  const panels = drawMapPanels(new Set(shown.map(({ domain }) => domain)));
  return drawMapFrame(`The tables of ${formatVersion(version)}, with those that it changes`, {
    className: "marked",
    content: [panels, relations, tables],
  });
}

const signs: Readonly<Record<Mark, string>> = { came: "+", changed: "~", went: "−" };

/** Counts changes, as in `+2 ~1`; a new or removed table is only called that. */
function countParts({ mark, parts }: TableChanges): string {
  if (mark !== "changed") return mark === "came" ? "new" : "removed";
  const count = (one: Mark) => parts.filter((part: PartChange) => part.mark === one).length;
  const counts = (Object.keys(signs) as Mark[]).filter((one) => count(one) > 0);
  return counts.map((one) => `${signs[one]}${count(one)}`).join(" ");
}
