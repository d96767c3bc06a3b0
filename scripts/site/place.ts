import type { Graphviz } from "@hpcc-js/wasm-graphviz";
import type { Box, DiagramLayout } from "../../src/site/diagram/layout.ts";
import type { Relation } from "../../src/site/relations.ts";

/** How large something is, in pixels. */
export type Size = Pick<Box, "width" | "height">;

/** Graphviz measures in inches of 72 points; a point is a pixel here. */
export const inch = 72;

type Cards = ReadonlyMap<string, Size>;

/** Places cards: those that refer to each other as Graphviz ranks them, and these parts side by side. */
export function placeGroup(
  graphviz: Graphviz,
  cards: Cards,
  relations: ReadonlyMap<string, Relation>,
  maxWidth: number,
): DiagramLayout {
  const inside = [...relations.values()].filter(({ table, target }) => cards.has(table) && cards.has(target));
  const parts = splitParts([...cards.keys()], inside).map((tables) => {
    const own = new Map([...cards].filter(([table]) => tables.includes(table)));
    return placePart(graphviz, own, inside);
  });
  const sizes = new Map(parts.map((part, index) => [String(index), part]));
  const placed = packBoxes(sizes, { maxWidth, gap: 36 });
  const tables: Record<string, Box> = {};
  for (const [index, part] of parts.entries()) {
    const { x, y } = placed.boxes[index] as Box;
    for (const [table, box] of Object.entries(part.tables)) {
      tables[table] = { ...box, x: box.x + x, y: box.y + y };
    }
  }
  return { width: placed.width, height: placed.height, tables };
}

/** The tables that are connected with each other, part by part. */
function splitParts(tables: readonly string[], relations: readonly Relation[]): string[][] {
  const parts = new Map(tables.map((table) => [table, [table]]));
  for (const { table, target } of relations) {
    const [one, other] = [parts.get(table) ?? [], parts.get(target) ?? []];
    if (one === other) continue;
    one.push(...other);
    for (const member of other) parts.set(member, one);
  }
  return [...new Set(parts.values())];
}

function placePart(graphviz: Graphviz, cards: Cards, relations: readonly Relation[]): DiagramLayout {
  const nodes = [...cards].map(
    ([table, { width, height }]) => `${table} [width=${width / inch}, height=${height / inch}]`,
  );
  const inside = relations.filter(({ table, target }) => cards.has(table) && table !== target);
  const edges = inside.map((relation, index) =>
    isBefore(relation, inside, index)
      ? `${relation.table} -> ${relation.target}`
      : `${relation.target} -> ${relation.table}`,
  );
  const dot = `digraph {
    graph [rankdir=LR, nodesep=0.4, ranksep=1.1]; node [shape=box, fixedsize=true, label=""];
    ${[...nodes, ...edges].join(";\n")} }`;
  const { bb, objects } = JSON.parse(graphviz.dot(dot, "json"));
  const [, , width, height] = String(bb).split(",").map(Number) as [number, number, number, number];
  const tables: Record<string, Box> = {};
  for (const { name, pos } of objects as { name: string; pos: string }[]) {
    const [x = 0, y = 0] = pos.split(",").map(Number);
    const size = cards.get(name) as Size;
    // Graphviz counts from the bottom, and to the middle of a node
    const left = Math.round(x - size.width / 2);
    tables[name] = { x: left, y: Math.round(height - y - size.height / 2), ...size };
  }
  return { width: Math.round(width), height: Math.round(height), tables };
}

/** From this many referring tables on, a table stands in the middle of them. */
const hubReferrers = 5;

/** Whether a table stands left of the one that it refers to: half of those around a hub do, and those with more targets. */
function isBefore({ table, target }: Relation, relations: readonly Relation[], index: number): boolean {
  const referrers = new Set(relations.filter((one) => one.target === target).map((one) => one.table));
  const targets = new Set(relations.filter((one) => one.table === table).map((one) => one.target));
  return referrers.size >= hubReferrers && (targets.size > 1 || index % 2 === 0);
}

/** Places boxes beside and below each other, the highest first, each as far up as it fits. */
export function packBoxes(
  boxes: ReadonlyMap<string, Size>,
  { maxWidth, gap }: { readonly maxWidth: number; readonly gap: number },
): Packing {
  return packInOrder(
    [...boxes].sort(([, one], [, other]) => other.height - one.height),
    maxWidth,
    gap,
  );
}

/** Of all orders of few boxes, packs that which fills a landscape best. */
export function packBest(
  boxes: ReadonlyMap<string, Size>,
  { maxWidth, gap }: { readonly maxWidth: number; readonly gap: number },
): Packing {
  let best: Packing | undefined;
  for (const order of listOrders([...boxes])) {
    const packing = packInOrder(order, maxWidth, gap);
    if (!best || measureHeight(packing) < measureHeight(best)) best = packing;
  }
  return best ?? { width: 0, height: 0, boxes: {} };
}

/** The height of a screen that all of it fits on: less is better. */
const measureHeight = ({ width, height }: Size): number => Math.max(width / 1.6, height);

function* listOrders<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries()) {
    for (const rest of listOrders(items.toSpliced(index, 1))) yield [item, ...rest];
  }
}

/** What was packed, and the size of all together. */
interface Packing extends Size {
  readonly boxes: Record<string, Box>;
}

function packInOrder(order: readonly (readonly [string, Size])[], maxWidth: number, gap: number): Packing {
  const placed: [string, Box][] = [];
  for (const [name, size] of order) {
    const others = placed.map(([, box]) => box);
    const corners = [0, ...others.map(({ x, width }) => x + width + gap)].flatMap((x) =>
      [0, ...others.map(({ y, height }) => y + height + gap)].map((y) => ({ x, y, ...size })),
    );
    const free = corners.filter(
      (box) =>
        box.x + box.width <= Math.max(maxWidth, size.width) &&
        !others.some((other) => isTouching(box, other, gap)),
    );
    const [first] = free.sort((one, other) => one.y - other.y || one.x - other.x);
    placed.push([name, first ?? { x: 0, y: 0, ...size }]);
  }
  const width = Math.max(0, ...placed.map(([, box]) => box.x + box.width));
  const height = Math.max(0, ...placed.map(([, box]) => box.y + box.height));
  return { width, height, boxes: Object.fromEntries(placed) };
}

function isTouching(one: Box, other: Box, gap: number): boolean {
  const isApart = (a: number, aSize: number, b: number, bSize: number) =>
    a >= b + bSize + gap || b >= a + aSize + gap;
  return (
    !isApart(one.x, one.width, other.x, other.width) && !isApart(one.y, one.height, other.y, other.height)
  );
}
