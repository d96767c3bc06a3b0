import type { Value } from "./catalog.ts";

/** One thing in which a schema is not as expected. */
export type Difference = {
  kind:
    | "schema"
    | "extension"
    | "enum"
    | "type"
    | "sequence"
    | "function"
    | "table"
    | "column"
    | "constraint"
    | "index"
    | "trigger";
  /** The table that the object belongs to, for columns, constraints, indexes and triggers. */
  table?: string;
  /** The object's name; a function's signature; empty for the schema itself. */
  name: string;
  outcome: "missing" | "different" | "extra";
  /** What of the object is different, and its two values. */
  property?: string;
  expected?: Value;
  actual?: Value;
};

/**
 * Puts a difference in words, on one line.
 *
 * @param difference - one of what `compareCatalogs` returned.
 * @returns the line, without a line break; long values are cut down to where they part.
 * @example
 * ```ts
 * import { formatDifference } from "./difference.ts";
 *
 * formatDifference({ kind: "column", table: "users", name: "email", outcome: "different",
 *   property: "type", expected: "citext", actual: "text" }); // 'column users.email: type is "text", expected "citext"'
 * ```
 */
export function formatDifference(difference: Difference): string {
  const { kind, table, name, outcome, property, expected, actual } = difference;
  const path = [table, name]
    .filter(Boolean)
    .join(".")
    .replace(/\p{Cc}/gu, " ");
  const object = [kind, path].filter(Boolean).join(" ");
  if (outcome === "missing") return `${object} is missing`;
  if (outcome === "extra") return `${object} is not expected`;
  const [is, wanted] = excerpts(JSON.stringify(actual ?? null), JSON.stringify(expected ?? null));
  return `${object}: ${property} is ${is}, expected ${wanted}`;
}

/** Function bodies run over many lines: of two long texts, what stands around the first difference. */
function excerpts(...texts: [string, string]): string[] {
  const length = 100;
  const [a, b] = texts;
  if (Math.max(a.length, b.length) <= length) return texts;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const start = Math.max(0, same - 20);
  return texts.map((text) => {
    const excerpt = text.slice(start, start + length);
    return `${start > 0 ? "…" : ""}${excerpt}${start + length < text.length ? "…" : ""}`;
  });
}
