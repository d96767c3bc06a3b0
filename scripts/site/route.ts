import type { Graphviz } from "@hpcc-js/wasm-graphviz";
import type { Box } from "../../src/site/diagram/layout.ts";
import type { Relation } from "../../src/site/relations.ts";
import { drawLoop, type Point } from "./loops.ts";
import { inch } from "./place.ts";

/** Lets Graphviz draw relations around cards that have their places; the paths are SVG. */
export function routeEdges(
  graphviz: Graphviz,
  tables: Readonly<Record<string, Box>>,
  relations: ReadonlyMap<string, Relation>,
): Record<string, string> {
  const nodes = Object.entries(tables).map(
    ([table, { x, y, width, height }]) =>
      `${table} [width=${width / inch}, height=${height / inch}, pos="${x + width / 2},${-y - height / 2}"]`,
  );
  const keys = [...relations.keys()].sort().filter((key) => !isLoop(relations.get(key)));
  const edges = keys.map((key, index) => {
    const { table, target } = relations.get(key) as Relation;
    return `${table} -> ${target} [id="${index}"]`;
  });
  const dot = `digraph {
    graph [splines=true, esep="+6", sep="+10"]; node [shape=box, fixedsize=true, label=""]; edge [dir=none];
    ${[...nodes, ...edges].join(";\n")} }`;
  // nop2: the nodes keep their places
  const drawn: Drawn = JSON.parse(graphviz.layout(dot, "json", "nop2"));
  const [node] = drawn.objects;
  const box = tables[node?.name ?? ""];
  if (!node || !box) return {};
  // it moves the whole so that nothing is left of 0 or below it
  const [x, y] = parsePoint(node.pos);
  const offset = { x: box.x + box.width / 2 - x, y: box.y + box.height / 2 + y };
  const lines = new Map(drawn.edges.map(({ id, pos }) => [keys[Number(id)] ?? "", readPoints(pos, offset)]));
  const spread = new Map(
    [...lines].map(([key, points]) => [key, moveLine(points, findSpread(key, { relations, tables }))]),
  );
  const loops = [...relations].filter(([, relation]) => isLoop(relation));
  return Object.fromEntries([
    ...[...spread].map(([key, points]) => [key, toPath(points)]),
    ...loops.map(([key, { table }]) => [key, drawLoop(tables[table] as Box, [...spread.values()])]),
  ]);
}

const isLoop = (relation: Relation | undefined): boolean => relation?.table === relation?.target;

/** How far beside each other lines between the same two tables are. */
const spreadPixels = 15;

interface Spread {
  readonly pixels: number;
  readonly from: Box;
  readonly to: Box;
}

/** Graphviz draws lines between the same two tables on top of each other. */
function findSpread(
  key: string,
  { relations, tables }: { relations: ReadonlyMap<string, Relation>; tables: Readonly<Record<string, Box>> },
): Spread {
  const { table, target } = relations.get(key) as Relation;
  const same = [...relations]
    .filter(([, other]) => [table, target].sort().join() === [other.table, other.target].sort().join())
    .map(([other]) => other)
    .sort();
  const pixels = (same.indexOf(key) - (same.length - 1) / 2) * spreadPixels;
  return { pixels, from: tables[table] as Box, to: tables[target] as Box };
}

/** Moves both halves of a line along the side of the card that it ends at. */
function moveLine(points: readonly Point[], { pixels, from, to }: Spread): Point[] {
  if (pixels === 0) return [...points];
  const middle = points.length / 2;
  const moves = [moveEnd(points[0], from, pixels), moveEnd(points.at(-1), to, pixels)] as const;
  return points.map(([x, y], index) => {
    const [right, down] = moves[index < middle ? 0 : 1];
    return [x + right, y + down];
  });
}

/** How far an end goes right and down, so that it stays at the card. */
function moveEnd([x, y]: Point = [0, 0], card: Box, pixels: number): Point {
  const isAtSide = Math.min(Math.abs(x - card.x), Math.abs(x - card.x - card.width)) < 8;
  const keep = (value: number, start: number, size: number) =>
    Math.min(Math.max(value, start + 12), start + size - 12);
  return isAtSide
    ? [0, keep(y + pixels, card.y, card.height) - y]
    : [keep(x + pixels, card.x, card.width) - x, 0];
}

interface Drawn {
  readonly objects: readonly { readonly name: string; readonly pos: string }[];
  readonly edges: readonly { readonly id: string; readonly pos: string }[];
}

function parsePoint(text: string): Point {
  const [x = 0, y = 0] = text.split(",").map(Number);
  return [x, y];
}

function readPoints(pos: string, offset: { readonly x: number; readonly y: number }): Point[] {
  return pos.split(" ").map((point) => {
    const [x, y] = parsePoint(point);
    return [x + offset.x, offset.y - y];
  });
}

/** A spline of Graphviz, which begins with one point and goes on by threes, as a path in SVG. */
function toPath(points: readonly Point[]): string {
  const [first, ...others] = points.map(([x, y]) => `${Math.round(x)} ${Math.round(y)}`);
  return `M${first}C${others.join(" ")}`;
}
