import type { Catalog } from "../catalog/catalog.ts";

/** By this comment a way back knows that what it finds is ours; see the patches of V27 and V40. */
const made = /^Made by V\d+ of phoenix_kit(?:, together with (?<tables>\w+(?:(?:, | and )\w+)*))?/;

/** Names of objects, by kind. */
interface Names {
  readonly tables: ReadonlySet<string>;
  readonly enums?: ReadonlySet<string>;
  readonly functions?: ReadonlySet<string>;
}

/** The names of all kinds. */
export type HostObjects = Required<Names>;

/**
 * What a schema's host has brought itself where a version of ours would have: Oban's tables, a function that makes
 * UUIDs. Our versions leave these alone, whatever they look like.
 *
 * @param actual what is there
 * @param expected what our version makes where nothing is there
 * @example
 * hostsOwn(actual, reference.catalog).tables.has("oban_jobs")
 */
export function hostsOwn(actual: Catalog, expected: Catalog): HostObjects {
  const tables = new Set<string>();
  const enums = new Set<string>();
  const functions = new Set<string>();
  for (const [name, { comment }] of Object.entries(expected.functions)) {
    const there = actual.functions[name];
    if (there && made.test(comment ?? "") && there.comment !== comment) functions.add(name);
  }
  for (const [name, { comment }] of Object.entries(expected.enums)) {
    const found = made.exec(comment ?? "");
    if (!found || actual.enums[name]?.comment === comment) continue;
    const companions = found.groups?.tables?.split(/, | and /) ?? [];
    if (!actual.enums[name] && !companions.some((table) => actual.tables[table])) continue;
    enums.add(name);
    for (const table of companions) tables.add(table);
  }
  return { tables, enums, functions };
}

/**
 * A catalog without some of its objects, and without the sequences of its left out tables.
 *
 * @param catalog any
 * @param names what to leave out
 * @returns a new catalog
 * @example
 * without(reference.catalog, hostsOwn(actual, reference.catalog))
 */
export function without(catalog: Catalog, { tables, enums, functions }: Names): Catalog {
  const owners = [...tables].map((table) => `${table}.`);
  return {
    ...catalog,
    tables: rest(catalog.tables, (name) => tables.has(name)),
    enums: rest(catalog.enums, (name) => enums?.has(name) === true),
    functions: rest(catalog.functions, (name) => functions?.has(name) === true),
    sequences: rest(catalog.sequences, (_, { ownedBy }) =>
      owners.some((owner) => ownedBy?.startsWith(owner)),
    ),
  };
}

function rest<T>(
  objects: Record<string, T>,
  leftOut: (name: string, object: T) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(objects).filter(([name, object]) => !leftOut(name, object)));
}
