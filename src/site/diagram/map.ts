import { formatVersion } from "../../error.ts";
import type { TableChanges } from "../changes.ts";
import { type Html, html } from "../html.ts";
import { locateTable } from "../links.ts";
import type { SiteModel } from "../model.ts";
import { identifyRelation } from "../relations.ts";
import { shortenTable } from "./cards.ts";
import { readLayouts } from "./layout.ts";
import { toClass } from "./parts.ts";

/** What a version changes. */
interface MapChanges {
  readonly version: number;
  readonly changes: readonly TableChanges[];
}

/** The tables of a version, small, with the changed ones marked. */
export function drawMap(model: SiteModel, { version, changes }: MapChanges, root: string): Html {
  const { overview } = readLayouts();
  const marks = new Map(changes.map(({ table, mark }) => [table, mark]));
  const tables = model.tables.flatMap(({ name, domain, since }) => {
    const box = overview.tables[name];
    const mark = marks.get(name);
    if (!box || since > version) return [];
    const rect = html`<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="9"/>`;
    return mark
      ? html`<a class="${mark} ${toClass(domain)}" href="${root}${locateTable(name)}">${rect}<text x="${box.x + box.width / 2}" y="${box.y + box.height / 2 + 9}">${shortenTable(name)}</text></a>`
      : rect;
  });
  const relations = model.relations
    .filter(({ table, target }) => marks.has(table) && marks.has(target))
    .map((relation) => html`<path d="${overview.relations[identifyRelation(relation)] ?? ""}"/>`);
  const label = `The tables of ${formatVersion(version)}, with those that it changes`;
  return html`<svg class="map" role="group" aria-label="${label}" viewBox="-10 -10 ${overview.width + 20} ${overview.height + 20}">${relations}${tables}</svg>`;
}
