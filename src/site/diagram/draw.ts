import { type Html, html } from "../html.ts";
import { locateHostTable, locateTable } from "../links.ts";
import { type LiveSchema, listDriftedTables, shortenRows } from "../live.ts";
import type { SiteModel, SiteTable } from "../model.ts";
import { identifyRelation, listRelations, type Relation } from "../relations.ts";
import { type Card, cardSize, createCards, measureCard, shortenTable } from "./cards.ts";
import { type HostPanel, placeHostTables } from "./host-tables.ts";
import { type Box, readLayouts } from "./layout.ts";
import { definitions, drawCard, drawRelation, legend, toClass } from "./parts.ts";
import { findPath, type PlacedCard } from "./paths.ts";

const margin = 24;

/**
 * Draws all tables with their keys, in panels for the domains. With a database, it also shows row counts, drift, and
 * the host's tables. `root` is the path from the page to the folder of the site.
 */
export function drawOverview(model: SiteModel, root: string, live?: LiveSchema): Html {
  const { overview } = readLayouts();
  const host = live && drawHostTables(model, live, overview);
  const cards = createCards(model.catalog, "keys");
  const drifted = listDriftedTables(live);
  const panels = model.domains.map((domain) => {
    const { x, y, width, height } = overview.domains[domain] as Box;
    return html`<g class="panel ${toClass(domain)}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="16"/><text x="${x + 20}" y="${y + 26}">${domain}</text></g>
`;
  });
  const relations = model.relations.map((relation) => {
    const path = overview.relations[identifyRelation(relation)];
    return path === undefined ? null : drawRelation(relation, path);
  });
  const drawn = cards.map((card) => {
    const size = live?.sizes.get(card.table);
    return drawCard(card, {
      box: overview.tables[card.table] as Box,
      domain: findDomain(model, card.table),
      href: `${root}${locateTable(card.table)}`,
      live: live && { rows: size ? shortenRows(size) : "", hasDrift: drifted.has(card.table) },
    });
  });
  const size = {
    width: Math.max(overview.width, host?.size.width ?? 0),
    height: host?.size.height ?? overview.height,
  };
  return renderFrame(
    size,
    [panels, host?.panel ?? null, relations, host?.relations ?? null, drawn, host?.cards ?? null],
    {
      label: "All tables",
      name: "overview",
    },
  );
}

interface HostDrawing {
  readonly size: { readonly width: number; readonly height: number };
  readonly panel: Html;
  readonly relations: readonly Html[];
  readonly cards: readonly Html[];
}

/**
 * Draws the tables of the host below the others: first those that refer to a managed table. Undefined if there are
 * none.
 */
function drawHostTables(
  model: SiteModel,
  { hostTables, sizes }: LiveSchema,
  {
    tables: boxes,
    width,
    height,
  }: { readonly tables: Readonly<Record<string, Box>>; readonly width: number; readonly height: number },
): HostDrawing | undefined {
  const all = { ...model.catalog, tables: { ...hostTables.tables, ...model.catalog.tables } };
  const names = Object.keys(hostTables.tables);
  if (names.length === 0) return;
  const relations = listRelations(all).filter(({ table }) => table in hostTables.tables);
  const isRelated = (table: string) => relations.some((one) => one.table === table);
  const cards = createCards(all, "keys");
  const own = cards
    .filter(({ table }) => table in hostTables.tables)
    .map((card) => nameTargets(card, relations))
    .sort((one, other) => Number(isRelated(other.table)) - Number(isRelated(one.table)));
  const host: HostPanel = placeHostTables(own, { width, top: height + 70 });
  const placed = new Map(host.placed.map((one) => [one.card.table, one]));
  for (const card of cards) {
    const box = boxes[card.table];
    if (box && !placed.has(card.table)) placed.set(card.table, { card, box });
  }
  const { box } = host;
  const areFar = relations.length > mostHostLines;
  const title = [
    host.hidden === 0 ? "host tables" : `host tables, and ${host.hidden} more`,
    areFar && "point at one to see its lines",
  ];
  return {
    size: { width: box.width, height: box.y + box.height },
    panel: html`<g class="panel domain-host"><rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="16"/><text x="${box.x + 20}" y="${box.y + 28}">${title.filter(Boolean).join(": ")}</text></g>
`,
    relations: relations.flatMap((relation) => {
      const [from, to] = [placed.get(relation.table), placed.get(relation.target)];
      return from && to ? [drawRelation(relation, findPath(relation, from, to), areFar)] : [];
    }),
    cards: host.placed.map(({ card, box }) => {
      const size = sizes.get(card.table);
      return drawCard(card, {
        box,
        domain: "host",
        href: locateHostTable(names.indexOf(card.table)),
        live: { rows: size ? shortenRows(size) : "", hasDrift: false },
      });
    }),
  };
}

/** With more lines than these across the diagram, they are hidden until the pointer is on a table. */
const mostHostLines = 12;

/** Names on a host table's card the tables that it refers to, because its lines may be hidden. */
function nameTargets(card: Card, relations: readonly Relation[]): Card {
  const own = relations.filter(({ table }) => table === card.table);
  const rows = card.rows.map((row) => {
    const relation = own.find(({ columns }) => columns.includes(row.name));
    return relation ? { ...row, type: `→ ${shortenTable(relation.target)}` } : row;
  });
  return { ...card, rows };
}

const findDomain = (model: SiteModel, table: string): string =>
  model.tables.find(({ name }) => name === table)?.domain ?? "system";

/** Draws the tables of a domain with all columns. */
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

/** Draws a table with the tables that it refers to (left) and those that refer to it (right). */
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
  // if many tables refer to it, they are placed on both sides
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
  const size = { width: x - 130, height, own: name };
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
  readonly size: Frame;
  readonly label: string;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  /** The table that is centered at first. */
  readonly own?: string;
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
  const domain = findDomain(model, card.table);
  return drawCard(card, { box, domain, href: `${root}${locateTable(card.table)}`, bare });
}

/** Renders the scrolling frame around a diagram; the script adds its buttons. */
export function renderFrame(
  { width, height, own }: Frame,
  content: readonly (Html | null | readonly (Html | null)[])[],
  { label, name }: { readonly label: string; readonly name: string },
): Html {
  // loops at the right side need room
  const box = [-margin, -margin, Math.round(width) + 4 * margin, Math.round(height) + 2 * margin];
  return html`<figure class="diagram ${name}"${own && html` data-own="${own}"`}>${definitions}<div class="canvas" tabindex="0" role="group" aria-label="${label}"><svg viewBox="${box.join(" ")}" data-width="${box[2] ?? 0}" style="--width:${box[2] ?? 0}px">
${content}</svg></div><figcaption>${legend}</figcaption></figure>`;
}
