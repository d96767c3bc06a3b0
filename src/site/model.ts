import type { Catalog, Table } from "../catalog/catalog.ts";
import { emptyCatalog } from "../catalog/catalog.ts";
import { type KnownVersion, type Migration, readVersions } from "../migrations/migrations.ts";
import { type Facts, type RuleFacts, readFacts, type TableFacts } from "./facts.ts";
import { type ColumnHistory, collectColumnHistories, readHistory, type VersionChange } from "./history.ts";
import { listRelations, type Relation } from "./relations.ts";

/** A table with everything that is known about it. */
export interface SiteTable {
  /** In SQL. */
  readonly name: string;
  readonly domain: string;
  /** Undefined for a table that no version creates. */
  readonly facts: TableFacts | undefined;
  /** The version that creates it. */
  readonly since: number;
  readonly parts: Table;
  readonly relations: readonly Relation[];
  /** The foreign keys of other tables to it, and its own to itself. */
  readonly referrers: readonly Relation[];
  readonly rules: readonly string[];
}

/** A version with everything that is known about it. */
export interface SiteVersion extends KnownVersion {
  /** Undefined if it changes no managed table. */
  readonly migration: Migration | undefined;
  readonly change: VersionChange | undefined;
}

/** Everything that the pages of a site show. */
export interface SiteModel {
  /** The version that the pages describe. */
  readonly version: number;
  readonly catalog: Catalog;
  readonly tables: readonly SiteTable[];
  readonly domains: readonly string[];
  readonly versions: readonly SiteVersion[];
  readonly history: readonly VersionChange[];
  /** By `table.column`. */
  readonly columns: ReadonlyMap<string, ColumnHistory>;
  readonly rules: Readonly<Record<string, RuleFacts>>;
  readonly relations: readonly Relation[];
}

/** The order of the domains on the pages. */
const domainOrder = ["people", "e-mail", "content", "storage", "system"];

/** Collects what the package knows about its schema at a version. */
export function buildModel(version: number): SiteModel {
  const facts = readFacts();
  const history = readHistory(version);
  const catalog = history.at(-1)?.catalog ?? emptyCatalog();
  const relations = listRelations(catalog);
  const created = new Map(
    history.flatMap(({ version: since, differences }) =>
      differences.flatMap(({ kind, name, outcome }): [string, number][] =>
        kind === "table" && outcome === "extra" ? [[name, since]] : [],
      ),
    ),
  );
  const tables = Object.entries(catalog.tables).map(([name, parts]) =>
    describeTable({ name, parts, since: created.get(name) ?? 0 }, { facts, relations }),
  );
  return {
    version,
    catalog,
    tables,
    domains: domainOrder.filter((domain) => tables.some((table) => table.domain === domain)),
    versions: listVersions(version, history),
    history,
    columns: collectColumnHistories(history),
    rules: facts.rules,
    relations,
  };
}

function describeTable(
  { name, parts, since }: { readonly name: string; readonly parts: Table; readonly since: number },
  { facts, relations }: { readonly facts: Facts; readonly relations: readonly Relation[] },
): SiteTable {
  const own = facts.tables[name];
  return {
    name,
    domain: own?.domain ?? "system",
    facts: own,
    since,
    parts,
    relations: relations.filter(({ table }) => table === name),
    referrers: relations.filter(({ target }) => target === name),
    rules: Object.keys(facts.rules).filter((rule) => facts.rules[rule]?.writes.includes(name)),
  };
}

function listVersions(newest: number, history: readonly VersionChange[]): SiteVersion[] {
  const { all, migrations } = readVersions();
  return all
    .filter(({ version }) => version <= newest)
    .map((known) => ({
      ...known,
      migration: migrations.find(({ version }) => version === known.version),
      change: history.find(({ version }) => version === known.version),
    }));
}
