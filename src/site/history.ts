import type { Catalog, Table } from "../catalog/catalog.ts";
import { emptyCatalog } from "../catalog/catalog.ts";
import { compareCatalogs, type Difference } from "../catalog/compare.ts";
import { readReferenceCatalogs, stripSchemas } from "../migrate/reference-catalogs.ts";
import { type Rename, readVersions } from "../migrations/migrations.ts";

/** What a version changes, and what the schema is from then on. */
export interface VersionChange {
  readonly version: number;
  readonly catalog: Catalog;
  /**
   * The differences from the version before: what is extra was added, what is missing was removed. A renamed column has
   * a different `name`.
   */
  readonly differences: readonly Difference[];
}

/** Reads the changes of all versions that change something, up to `newest`. */
export function readHistory(newest: number): VersionChange[] {
  const renames = new Map(readVersions().all.map((known) => [known.version, known.renames]));
  let before = emptyCatalog();
  const changes: VersionChange[] = [];
  for (const [version, { catalog: qualified }] of readReferenceCatalogs()) {
    if (version > newest) break;
    const catalog = withoutMarker(stripSchemas(qualified));
    const renamed = renames.get(version) ?? [];
    const differences = [
      ...renamed.map(describeRename),
      ...compareCatalogs(catalog, renameColumns(before, renamed)),
    ];
    changes.push({ version, catalog, differences });
    before = catalog;
  }
  return changes;
}

function describeRename({ table, from, to }: Rename): Difference {
  return {
    kind: "column",
    table,
    name: to,
    outcome: "different",
    property: "name",
    expected: from,
    actual: to,
  };
}

/** Gives columns of a catalog other names. What refers to them keeps its definition. */
export function renameColumns(catalog: Catalog, renames: readonly Rename[]): Catalog {
  const tables: Record<string, Table> = { ...catalog.tables };
  for (const { table: name, from, to } of renames) {
    const table = tables[name];
    const { [from]: column, ...others } = table?.columns ?? {};
    if (table && column) tables[name] = { ...table, columns: { ...others, [to]: column } };
  }
  return { ...catalog, tables };
}

/** Removes the comment of the version table: it is the marker, which every version changes. */
function withoutMarker(catalog: Catalog): Catalog {
  const { phoenix_kit: table } = catalog.tables;
  if (!table) return catalog;
  return { ...catalog, tables: { ...catalog.tables, phoenix_kit: { ...table, comment: null } } };
}

/** One change of a column. */
export interface ColumnChange {
  readonly version: number;
  readonly text: string;
}

/** The version that added a column, and how it changed since. */
export interface ColumnHistory {
  readonly since: number;
  readonly changes: readonly ColumnChange[];
}

const changeTexts: Readonly<Record<string, (difference: Difference) => string>> = {
  name: ({ expected }) => `renamed from ${expected}`,
  type: ({ expected, actual }) => `${expected} became ${actual}`,
  notNull: ({ actual }) => (actual ? "became required" : "may be null"),
  default: ({ expected, actual }) => describeDefault(expected, actual),
  identity: ({ actual }) => (actual === null ? "no longer an identity" : `became an identity (${actual})`),
  generated: ({ actual }) => (actual === null ? "no longer generated" : "became generated"),
};

function describeDefault(before: unknown, after: unknown): string {
  if (after === null) return "lost its default";
  return before === null ? `got the default ${after}` : `default ${before} became ${after}`;
}

/** Collects the history of each column that exists at the end, by `table.column`. */
export function collectColumnHistories(history: readonly VersionChange[]): Map<string, ColumnHistory> {
  const found = new Map<string, { since: number; changes: ColumnChange[] }>();
  for (const { version, catalog, differences } of history) {
    for (const difference of differences) {
      const { kind, table, name, outcome } = difference;
      if (kind === "table" && outcome === "extra") {
        for (const column of Object.keys(catalog.tables[name]?.columns ?? {})) {
          found.set(`${name}.${column}`, { since: version, changes: [] });
        }
      }
      if (kind !== "column") continue;
      const key = `${table}.${name}`;
      if (difference.property === "name") moveKey(found, `${table}.${difference.expected}`, key);
      if (outcome === "extra") found.set(key, { since: version, changes: [] });
      if (outcome === "missing") found.delete(key);
      const describe = changeTexts[difference.property ?? ""];
      if (outcome === "different" && describe) {
        found.get(key)?.changes.push({ version, text: describe(difference) });
      }
    }
  }
  return found;
}

function moveKey<T>(map: Map<string, T>, from: string, to: string): void {
  const value = map.get(from);
  if (value === undefined) return;
  map.delete(from);
  map.set(to, value);
}
