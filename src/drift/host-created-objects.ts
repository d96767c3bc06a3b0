import type { Catalog } from "../catalog/catalog.ts";
import { hasTypeElsewhere } from "./tolerances.ts";

/** The comment by which a down migration recognizes a managed object; see the patches of V27 and V40. */
const madeByVersion = /^Made by V\d+ of phoenix_kit(?:, together with (?<tables>\w+(?:(?:, | and )\w+)*))?/;

/** Names of objects, by kind. */
interface ObjectNames {
  readonly tables: ReadonlySet<string>;
  readonly enums?: ReadonlySet<string>;
  readonly functions?: ReadonlySet<string>;
}

/** The names of all kinds. */
export type HostCreatedObjects = Required<ObjectNames>;

/**
 * Finds objects that a version would create but that the host has created itself: Oban's tables, a function that
 * generates UUIDs. Migrations leave these alone, whatever they look like.
 */
export function findHostCreatedObjects(actual: Catalog, expected: Catalog): HostCreatedObjects {
  const tables = new Set<string>();
  const enums = new Set<string>();
  const functions = new Set<string>();
  for (const [name, { comment }] of Object.entries(expected.functions)) {
    const present = actual.functions[name];
    if (present && madeByVersion.test(comment ?? "") && present.comment !== comment) functions.add(name);
  }
  for (const [name, { comment }] of Object.entries(expected.enums)) {
    const found = madeByVersion.exec(comment ?? "");
    if (!found || actual.enums[name]?.comment === comment) continue;
    const companions = found.groups?.tables?.split(/, | and /) ?? [];
    const present = companions.flatMap((table) => actual.tables[table] ?? []);
    const columns = present.flatMap((table) => Object.values(table.columns));
    const isCopied = columns.some((column) => hasTypeElsewhere(column, name));
    if (!actual.enums[name] && (present.length === 0 || isCopied)) continue;
    enums.add(name);
    for (const table of companions) tables.add(table);
  }
  return { tables, enums, functions };
}

/** A catalog without some of its objects, and without the sequences of the omitted tables. */
export function omitObjects(catalog: Catalog, { tables, enums, functions }: ObjectNames): Catalog {
  const owners = [...tables].map((table) => `${table}.`);
  return {
    ...catalog,
    tables: omitEntries(catalog.tables, (name) => tables.has(name)),
    enums: omitEntries(catalog.enums, (name) => enums?.has(name) === true),
    functions: omitEntries(catalog.functions, (name) => functions?.has(name) === true),
    sequences: omitEntries(catalog.sequences, (_, { ownedBy }) =>
      owners.some((owner) => ownedBy?.startsWith(owner)),
    ),
  };
}

function omitEntries<T>(
  objects: Record<string, T>,
  isOmitted: (name: string, object: T) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(objects).filter(([name, object]) => !isOmitted(name, object)));
}
