import { isDeepStrictEqual } from "node:util";
import type { Catalog, Index, Table, Value } from "./catalog.ts";

/** One way in which a schema differs from what is expected. */
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
  /** The property that differs, and its two values. */
  property?: string;
  expected?: Value;
  actual?: Value;
};

type Objects = Record<string, Record<string, unknown>>;
type Place = Pick<Difference, "kind" | "table">;

/**
 * Lists the differences between two schemas, in an order that depends on the two catalogs only. A missing or extra
 * object is one difference, whatever parts it has; a different one is one difference for each property. The order of
 * columns is ignored, and an index that belongs to a constraint is compared as part of that constraint.
 */
export function compareCatalogs(actual: Catalog, expected: Catalog): Difference[] {
  return [
    ...compareProperties(
      { kind: "schema", name: "" },
      { comment: actual.schemaComment },
      { comment: expected.schemaComment },
    ),
    ...compareObjects(
      { kind: "extension" },
      indexByName(actual.extensions),
      indexByName(expected.extensions),
    ),
    ...compareObjects({ kind: "enum" }, actual.enums, expected.enums),
    ...compareObjects({ kind: "type" }, actual.types, expected.types),
    ...compareObjects({ kind: "sequence" }, actual.sequences, expected.sequences),
    ...compareObjects({ kind: "function" }, actual.functions, expected.functions),
    ...compareObjects({ kind: "table" }, actual.tables, expected.tables),
    ...sortNames(actual.tables)
      .filter((table) => Object.hasOwn(expected.tables, table))
      .flatMap((table) =>
        compareTable(table, actual.tables[table] as Table, expected.tables[table] as Table),
      ),
  ];
}

/** Catalogs of many schemas share their tables, which are compared once. */
const compared = new WeakMap<Table, { readonly expected: Table; readonly differences: Difference[] }>();

function compareTable(name: string, actual: Table, expected: Table): Difference[] {
  const before = compared.get(actual);
  if (before?.expected === expected) return before.differences;
  const differences = compareParts(name, actual, expected);
  compared.set(actual, { expected, differences });
  return differences;
}

function compareParts(table: string, actual: Table, expected: Table): Difference[] {
  return [
    ...compareObjects({ kind: "column", table }, actual.columns, expected.columns),
    ...compareObjects({ kind: "constraint", table }, actual.constraints, expected.constraints),
    ...compareObjects(
      { kind: "index", table },
      omitConstraintIndexes(actual.indexes),
      omitConstraintIndexes(expected.indexes),
    ),
    ...compareObjects({ kind: "trigger", table }, actual.triggers, expected.triggers),
  ];
}

function compareObjects(place: Place, actual: Objects, expected: Objects): Difference[] {
  return listUnequalNames(actual, expected).flatMap((name): Difference[] => {
    if (!Object.hasOwn(actual, name)) return [{ ...place, name, outcome: "missing" }];
    if (!Object.hasOwn(expected, name)) return [{ ...place, name, outcome: "extra" }];
    return compareProperties({ ...place, name }, actual[name] ?? {}, expected[name] ?? {});
  });
}

/** Records of further objects are not properties: {@link compareParts} compares them. */
function compareProperties(
  object: Place & Pick<Difference, "name">,
  actual: Record<string, unknown>,
  expected: Record<string, unknown>,
): Difference[] {
  return listUnequalNames(actual, expected)
    .filter(
      (property) => property !== "position" && !isParts(expected[property]) && !isParts(actual[property]),
    )
    .filter((property) => !isDeepStrictEqual(normalize(actual[property]), normalize(expected[property])))
    .map((property) => ({
      ...object,
      outcome: "different",
      property,
      expected: expected[property] as Value,
      actual: actual[property] as Value,
    }));
}

/** Lists, sorted, the names whose values are not identical. Most are, so few are left to compare in depth. */
function listUnequalNames(actual: Record<string, unknown>, expected: Record<string, unknown>): string[] {
  const names = Object.keys(expected).filter((name) => actual[name] !== expected[name]);
  const extra = Object.keys(actual).filter((name) => !Object.hasOwn(expected, name));
  return [...names, ...extra].sort();
}

const normalize = (value: unknown): unknown =>
  typeof value === "string" ? normalizeDefinition(value) : value;

const isParts = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const sortNames = (objects: object): string[] => Object.keys(objects).sort();

const indexByName = (names: string[]): Objects => Object.fromEntries(names.map((name) => [name, {}]));

const omitConstraintIndexes = (indexes: Record<string, Index>): Record<string, Index> =>
  Object.fromEntries(Object.entries(indexes).filter(([, index]) => !index.constraint));

/** Puts a difference in words, on one line. Long values are cut to the part that differs. */
export function formatDifference(difference: Difference): string {
  const { kind, table, name, outcome, property, expected, actual } = difference;
  const path = [table, name]
    .filter(Boolean)
    .join(".")
    .replace(/\p{Cc}/gu, " ");
  const object = [kind, path].filter(Boolean).join(" ");
  if (outcome === "missing") return `${object} is missing`;
  if (outcome === "extra") return `${object} is not expected`;
  const [is, wanted] = cutToDifference(JSON.stringify(actual ?? null), JSON.stringify(expected ?? null));
  return `${object}: ${property} is ${is}, expected ${wanted}`;
}

/** Of two long texts, such as function bodies, returns the parts around the first difference. */
function cutToDifference(...texts: [string, string]): string[] {
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

const literal = "'(?:[^']|'')*'";
const list = `ARRAY\\[(?:${literal}::character varying(?:, )?)+\\]`;
const castAsWhole = new RegExp(`(?:\\((?<bracketed>${list})\\)|(?<bare>${list}))::text\\[\\]`, "g");
const castEach = new RegExp(`(${literal})::character varying(?:\\(\\d+\\))?::text`, "g");

/**
 * Spells a definition as PostgreSQL does after a dump and restore: a list of literals that was cast as a whole then has
 * a cast on each literal.
 */
export function normalizeDefinition(definition: string): string {
  return definition
    .replace(castAsWhole, (_, bracketed?: string, bare?: string) =>
      (bracketed ?? bare ?? "").replaceAll("'::character varying", "'::text"),
    )
    .replace(castEach, "$1::text");
}
