import { type Html, html } from "../html.ts";
import type { SiteModel, SiteTable } from "../model.ts";
import { identifyRelation } from "../relations.ts";
import { type Card, cardSize, createCards, measureCard } from "./cards.ts";
import { type Box, readLayouts } from "./layout.ts";
import { definitions, drawCard, drawRelation, legend, toClass } from "./parts.ts";
import { findPath, type PlacedCard } from "./paths.ts";

const margin = 24;

/** All tables with their keys, in panels for the domains. `root` leads from the page to the folder of the site. */
export function drawOverview(model: SiteModel, root: string): Html {
  const { overview } = readLayouts();
  const cards = createCards(model.catalog, "keys");
  const panels = model.domains.map((domain) => {
    const { x, y, width, height } = overview.domains[domain] as Box;
    return html`<g class="panel ${toClass(domain)}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="16"/><text x="${x + 20}" y="${y + 26}">${domain}</text></g>
`;
  });
  const relations = model.relations.map((relation) => {
    const path = overview.relations[identifyRelation(relation)];
    return path === undefined ? null : drawRelation(relation, path);
  });
  const drawn = cards.map((card) =>
    drawPlaced(model, { card, box: overview.tables[card.table] as Box }, root),
  );
  return renderFrame(overview, [panels, relations, drawn], { label: "All tables", name: "overview" });
}

/** The tables of a domain with all columns. */
export function drawDomain(model: SiteModel, domain: string, root: string): Html {
  const layout = readLayouts().domains[domain];
  if (!layout) return html``;
  const own = new Set(model.tables.filter((table) => table.domain === domain).map(({ name }) => name));
  const placed = new Map<string, PlacedCard>();
  for (const card of createCards(model.catalog, "all")) {
    const box = layout.tables[card.table];
    const isOutside = !own.has(card.table);
    const isTarget = model.relations.some(({ table, target }) => own.has(table) && target === card.table);
    if (box && (!isOutside || isTarget)) placed.set(card.table, { card, box, bare: isOutside });
  }
  return drawTables(model, placed, { root, size: layout, label: `Tables of the domain ${domain}` });
}

/** A table, what it refers to (left) and what refers to it (right). */
export function drawNeighbours(
  model: SiteModel,
  { name, relations, referrers }: SiteTable,
  root: string,
): Html {
  const cards = new Map(createCards(model.catalog, "keys").map((card) => [card.table, card]));
  const parents = [...new Set(relations.map(({ target }) => target))].filter((one) => one !== name);
  const children = [...new Set(referrers.map(({ table }) => table))].filter(
    (one) => one !== name && !parents.includes(one),
  );
  // around a table that many refer to, they stand on both sides
  const half = parents.length === 0 && children.length > 6 ? Math.ceil(children.length / 2) : 0;
  const [left, right] = [[...parents, ...children.slice(0, half)], children.slice(half)];
  const columns = [stackCards(cards, left), stackCards(cards, [name]), stackCards(cards, right)];
  const height = Math.max(...columns.map((column) => column.height));
  const placed = new Map<string, PlacedCard>();
  let x = 0;
  for (const column of columns.filter((one) => one.cards.length > 0)) {
    let y = (height - column.height) / 2;
    for (const { card, height: own } of column.cards) {
      placed.set(card.table, { card, box: { x, y, width: column.width, height: own } });
      y += own + cardSize.gap;
    }
    x += column.width + 130;
  }
  const size = { width: x - 130, height };
  const shown = { ...model, relations: [...new Set([...relations, ...referrers])] };
  return drawTables(shown, placed, { root, size, label: `${name} and the tables around it` });
}

interface Stack {
  readonly cards: readonly { readonly card: Card; readonly height: number }[];
  readonly width: number;
  readonly height: number;
}

function stackCards(cards: ReadonlyMap<string, Card>, tables: readonly string[]): Stack {
  const measured = tables.flatMap((table) => {
    const card = cards.get(table);
    return card ? [{ card, ...measureCard(card) }] : [];
  });
  return {
    cards: measured,
    width: Math.max(0, ...measured.map(({ width }) => width)),
    height: measured.reduce((sum, { height }) => sum + height + cardSize.gap, -cardSize.gap),
  };
}

interface Drawing {
  readonly root: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly label: string;
}

function drawTables(
  model: SiteModel,
  placed: ReadonlyMap<string, PlacedCard>,
  { root, size, label }: Drawing,
): Html {
  const relations = model.relations.map((relation) => {
    const [from, to] = [placed.get(relation.table), placed.get(relation.target)];
    return from && to && !from.bare ? drawRelation(relation, findPath(relation, from, to)) : null;
  });
  const cards = [...placed.values()].map((one) => drawPlaced(model, one, root));
  return renderFrame(size, [relations, cards], { label, name: "tables" });
}

function drawPlaced(model: SiteModel, { card, box, bare }: PlacedCard, root: string): Html {
  const domain = model.tables.find(({ name }) => name === card.table)?.domain ?? "system";
  return drawCard(card, { box, domain, href: `${root}tables/${card.table}.html`, bare });
}

/** The scrolling frame around a diagram; the script adds its buttons. */
export function renderFrame(
  { width, height }: { readonly width: number; readonly height: number },
  content: readonly (Html | null | readonly (Html | null)[])[],
  { label, name }: { readonly label: string; readonly name: string },
): Html {
  // loops at the right side need room
  const box = [-margin, -margin, Math.round(width) + 4 * margin, Math.round(height) + 2 * margin];
  return html`<figure class="diagram ${name}">${definitions}<div class="canvas" tabindex="0" role="group" aria-label="${label}"><svg viewBox="${box.join(" ")}" data-width="${box[2] ?? 0}" style="--width:${box[2] ?? 0}px">
${content}</svg></div><figcaption>${legend}</figcaption></figure>`;
}
