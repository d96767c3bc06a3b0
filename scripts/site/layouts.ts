import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { readReferenceCatalogs, stripSchemas } from "../../src/migrate/reference-catalogs.ts";
import { type Card, createCards, measureCard } from "../../src/site/diagram/cards.ts";
import type { Box, DiagramLayout, Layouts } from "../../src/site/diagram/layout.ts";
import type { TableFacts } from "../../src/site/facts.ts";
import { identifyRelation, listRelations, type Relation } from "../../src/site/relations.ts";
import { packBest, placeGroup, type Size } from "./place.ts";
import { routeEdges } from "./route.ts";

/** What the diagrams have to hold: the tables of all versions at their largest, and all relations. */
interface Contents {
  readonly keyCards: ReadonlyMap<string, Size>;
  readonly fullCards: ReadonlyMap<string, Size>;
  /** By `identifyRelation`. */
  readonly relations: ReadonlyMap<string, Relation>;
}

/** Computes where the tables are in the diagrams. */
export async function computeLayouts(facts: Readonly<Record<string, TableFacts>>): Promise<Layouts> {
  const graphviz = await Graphviz.load();
  const contents = collectContents();
  const domains = [...new Set(Object.values(facts).map(({ domain }) => domain))].sort();
  const listTables = (domain: string) =>
    Object.keys(facts).filter((table) => facts[table]?.domain === domain);
  const groups = domains.map((domain) => {
    const layout = placeGroup(graphviz, pick(contents.keyCards, listTables(domain)), contents.relations, 900);
    return { domain, layout };
  });
  return {
    overview: placeDomains(graphviz, groups, contents.relations),
    domains: Object.fromEntries(
      domains.map((domain) => [domain, placeDomain(graphviz, contents, listTables(domain))]),
    ),
  };
}

function collectContents(): Contents {
  const keyCards = new Map<string, Size>();
  const fullCards = new Map<string, Size>();
  const relations = new Map<string, Relation>();
  for (const [, { catalog: qualified }] of readReferenceCatalogs()) {
    const catalog = stripSchemas(qualified);
    for (const card of createCards(catalog, "keys")) extend(keyCards, card);
    for (const card of createCards(catalog, "all")) extend(fullCards, card);
    for (const relation of listRelations(catalog)) relations.set(identifyRelation(relation), relation);
  }
  return { keyCards, fullCards, relations };
}

function extend(cards: Map<string, Size>, card: Card): void {
  const { width, height } = measureCard(card);
  const known = cards.get(card.table) ?? { width: 0, height: 0 };
  cards.set(card.table, { width: Math.max(width, known.width), height: Math.max(height, known.height) });
}

function pick(cards: ReadonlyMap<string, Size>, tables: readonly string[]): Map<string, Size> {
  return new Map([...cards].filter(([table]) => tables.includes(table)));
}

/** A domain with all columns, and the tables of other domains that it refers to as bare headers. */
function placeDomain(graphviz: Graphviz, contents: Contents, tables: readonly string[]): DiagramLayout {
  const { fullCards, relations } = contents;
  const own = [...relations.values()].filter(({ table }) => tables.includes(table));
  const outside = [...new Set(own.map(({ target }) => target))].filter((target) => !tables.includes(target));
  const cards = pick(fullCards, tables);
  for (const target of outside) cards.set(target, { width: 190, height: 38 });
  return placeGroup(graphviz, cards, relations, 1500);
}

const panel = { padding: 28, title: 48, gap: 70 } as const;

/** Puts the domains beside each other and lets Graphviz draw the relations around the cards. */
function placeDomains(
  graphviz: Graphviz,
  groups: readonly { readonly domain: string; readonly layout: DiagramLayout }[],
  relations: ReadonlyMap<string, Relation>,
): Layouts["overview"] {
  const panels = new Map(
    groups.map(({ domain, layout }) => [
      domain,
      { width: layout.width + 2 * panel.padding, height: layout.height + panel.title + panel.padding },
    ]),
  );
  const placed = packBest(panels, { maxWidth: 2300, gap: panel.gap });
  const tables: Record<string, Box> = {};
  for (const { domain, layout } of groups) {
    const { x, y } = placed.boxes[domain] as Box;
    for (const [table, box] of Object.entries(layout.tables)) {
      tables[table] = { ...box, x: x + panel.padding + box.x, y: y + panel.title + box.y };
    }
  }
  const { width, height } = placed;
  const paths = routeEdges(graphviz, tables, relations);
  return { width, height, domains: placed.boxes, tables, relations: paths };
}
