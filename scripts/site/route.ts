import type { Graphviz } from "@hpcc-js/wasm-graphviz";
import type { Box } from "../../src/site/diagram/layout.ts";
import type { Relation } from "../../src/site/relations.ts";
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
  const keys = [...relations.keys()].sort();
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
  return Object.fromEntries(drawn.edges.map(({ id, pos }) => [keys[Number(id)] ?? "", toPath(pos, offset)]));
}

interface Drawn {
  readonly objects: readonly { readonly name: string; readonly pos: string }[];
  readonly edges: readonly { readonly id: string; readonly pos: string }[];
}

function parsePoint(text: string): [x: number, y: number] {
  const [x = 0, y = 0] = text.split(",").map(Number);
  return [x, y];
}

/** A spline of Graphviz, which begins with one point and goes on by threes, as a path in SVG. */
function toPath(pos: string, offset: { readonly x: number; readonly y: number }): string {
  const points = pos.split(" ").map((point) => {
    const [x, y] = parsePoint(point);
    return `${Math.round(x + offset.x)} ${Math.round(offset.y - y)}`;
  });
  return `M${points[0]}C${points.slice(1).join(" ")}`;
}
