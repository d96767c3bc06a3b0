import { isDeepStrictEqual } from "node:util";
import type { Catalog, Index, Table, Value } from "./catalog.ts";
import type { Difference } from "./difference.ts";
import { normalizeDefinition } from "./spelling.ts";

export { type Difference, formatDifference } from "./difference.ts";

type Objects = Record<string, Record<string, unknown>>;
type Place = Pick<Difference, "kind" | "table">;

/**
 * Tells in what a schema is not as expected.
 *
 * An object that is missing or extra is told once, without its parts; one that is different, once for each
 * property. The order of columns doesn't count, and an index that a constraint keeps is told by that
 * constraint alone.
 *
 * @param actual - what is there.
 * @param expected - what should be.
 * @returns the differences, in an order that depends on the two catalogs only; none if they are equal.
 * @example
 * ```ts
 * import { emptyCatalog } from "./catalog.ts";
 * import { compareCatalogs } from "./compare.ts";
 *
 * const expected = { ...emptyCatalog(), enums: { mood: { labels: ["good"], comment: null } } };
 * compareCatalogs(emptyCatalog(), expected); // [{ kind: "enum", name: "mood", outcome: "missing" }]
 * ```
 */
export function compareCatalogs(actual: Catalog, expected: Catalog): Difference[] {
  return [
    ...compareProperties(
      { kind: "schema" },
      "",
      { comment: actual.schemaComment },
      { comment: expected.schemaComment },
    ),
    ...compareObjects({ kind: "extension" }, named(actual.extensions), named(expected.extensions)),
    ...compareObjects({ kind: "enum" }, actual.enums, expected.enums),
    ...compareObjects({ kind: "type" }, actual.types, expected.types),
    ...compareObjects({ kind: "sequence" }, actual.sequences, expected.sequences),
    ...compareObjects({ kind: "function" }, actual.functions, expected.functions),
    ...compareObjects({ kind: "table" }, actual.tables, expected.tables),
    ...sorted(actual.tables)
      .filter((table) => Object.hasOwn(expected.tables, table))
      .flatMap((table) =>
        compareParts(table, actual.tables[table] as Table, expected.tables[table] as Table),
      ),
  ];
}

function compareParts(table: string, actual: Table, expected: Table): Difference[] {
  return [
    ...compareObjects({ kind: "column", table }, actual.columns, expected.columns),
    ...compareObjects({ kind: "constraint", table }, actual.constraints, expected.constraints),
    ...compareObjects({ kind: "index", table }, freeStanding(actual.indexes), freeStanding(expected.indexes)),
    ...compareObjects({ kind: "trigger", table }, actual.triggers, expected.triggers),
  ];
}

function compareObjects(place: Place, actual: Objects, expected: Objects): Difference[] {
  return sorted({ ...expected, ...actual }).flatMap((name): Difference[] => {
    if (!Object.hasOwn(actual, name)) return [{ ...place, name, outcome: "missing" }];
    if (!Object.hasOwn(expected, name)) return [{ ...place, name, outcome: "extra" }];
    return compareProperties(place, name, actual[name] ?? {}, expected[name] ?? {});
  });
}

/** Parts (records of further objects) are compared by {@link compareParts}, not as a property. */
function compareProperties(
  place: Place,
  name: string,
  actual: Record<string, unknown>,
  expected: Record<string, unknown>,
): Difference[] {
  return sorted({ ...expected, ...actual })
    .filter(
      (property) => property !== "position" && !isParts(expected[property]) && !isParts(actual[property]),
    )
    .filter((property) => !isDeepStrictEqual(settled(actual[property]), settled(expected[property])))
    .map((property) => ({
      ...place,
      name,
      outcome: "different",
      property,
      expected: expected[property] as Value,
      actual: actual[property] as Value,
    }));
}

/** A restored dump prints the same definitions, some of them in another spelling. */
const settled = (value: unknown): unknown => (typeof value === "string" ? normalizeDefinition(value) : value);

const isParts = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const sorted = (objects: object): string[] => Object.keys(objects).sort();

const named = (names: string[]): Objects => Object.fromEntries(names.map((name) => [name, {}]));

const freeStanding = (indexes: Record<string, Index>): Record<string, Index> =>
  Object.fromEntries(Object.entries(indexes).filter(([, index]) => !index.constraint));
