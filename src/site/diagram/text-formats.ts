import type { SiteModel } from "../model.ts";
import type { Relation } from "../relations.ts";
import { type Card, createCards, shortenTable } from "./cards.ts";

/** A diagram as text for other tools. */
export type TextFormat = "mermaid" | "dot";

/** How a format is written, and what its files are called. */
const formats = {
  mermaid: { extension: "mmd", print: printMermaid },
  dot: { extension: "dot", print: printDot },
} as const;

/** Prints the diagrams of the whole schema and of each domain as text, by the names of their files. */
export function printDiagrams(model: SiteModel, format: TextFormat): Map<string, string> {
  const { extension, print } = formats[format];
  const all = createCards(model.catalog, "all");
  const parts = model.domains.map((domain): [string, string] => {
    const own = new Set(model.tables.filter((table) => table.domain === domain).map(({ name }) => name));
    const cards = all.filter(({ table }) => own.has(table));
    return [`${domain.replace(/\W/g, "")}.${extension}`, print(cards, listInside(model, own))];
  });
  return new Map([[`schema.${extension}`, print(all, model.relations)], ...parts]);
}

/**
 * Prints a diagram of some tables, given by their short names, with their keys in Mermaid, for pages of documentation.
 */
export function printSmallMermaid(model: SiteModel, tables: readonly string[]): string {
  const cards = createCards(model.catalog, "keys").filter(({ table }) =>
    tables.includes(shortenTable(table)),
  );
  return printMermaid(cards, listInside(model, new Set(cards.map(({ table }) => table))));
}

function listInside({ relations }: SiteModel, tables: ReadonlySet<string>): Relation[] {
  return relations.filter(({ table, target }) => tables.has(table) && tables.has(target));
}

const mermaidKeys = { primary: " PK", foreign: " FK", unique: " UK" } as const;

function printMermaid(cards: readonly Card[], relations: readonly Relation[]): string {
  const tables = cards.map(({ table, rows }) => {
    // in Mermaid, a type is one word
    const lines = rows.map(
      ({ name, type, key }) => `    ${type.replaceAll(" ", "_")} ${name}${key ? mermaidKeys[key] : ""}\n`,
    );
    return `  ${shortenTable(table)} {\n${lines.join("")}  }\n`;
  });
  const lines = relations.map(({ table, target, columns, isRequired, isUnique }) => {
    const feet = `${isRequired ? "||" : "|o"}--${isUnique ? "o|" : "o{"}`;
    return `  ${shortenTable(target)} ${feet} ${shortenTable(table)} : "${columns.join(", ")}"\n`;
  });
  return `erDiagram\n${tables.join("")}${lines.join("")}`;
}

function printDot(cards: readonly Card[], relations: readonly Relation[]): string {
  const nodes = cards.map(({ table, rows }) => {
    const lines = rows.map(
      ({ name, type, isNullable }) =>
        `<TR><TD ALIGN="LEFT" PORT="${name}">${name}</TD><TD ALIGN="RIGHT">${type}${isNullable ? "?" : ""}</TD></TR>`,
    );
    const head = `<TR><TD COLSPAN="2" BGCOLOR="#e4ecfb"><B>${shortenTable(table)}</B></TD></TR>`;
    return `  "${table}" [label=<<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0">${head}${lines.join("")}</TABLE>>];\n`;
  });
  const edges = relations.map(({ table, target, columns, targetColumns, isRequired, isUnique }) => {
    const [tail, head] = [isUnique ? "teeodot" : "crowodot", isRequired ? "teetee" : "teeodot"];
    return `  "${table}":"${columns[0]}" -> "${target}":"${targetColumns[0]}" [arrowtail=${tail}, arrowhead=${head}];\n`;
  });
  return `digraph {\n  graph [rankdir=LR]; node [shape=plain, fontname="sans-serif"]; edge [dir=both];\n${nodes.join("")}${edges.join("")}}\n`;
}
