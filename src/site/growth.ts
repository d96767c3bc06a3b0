import { formatVersion } from "../error.ts";
import { groupByTable } from "./changes.ts";
import type { Mark } from "./diagram/parts.ts";
import type { VersionChange } from "./history.ts";
import type { SiteModel } from "./model.ts";
import { summarizeChanges } from "./pages/change-list.ts";
import { identifyRelation, listRelations } from "./relations.ts";

/** A version that changes tables, as the time line shows it. */
export interface GrowthStep {
  readonly version: number;
  readonly title: string;
  /** Counts what is new, removed and changed. */
  readonly summary: string;
  /** The changed tables, with the number of columns that they have from then on; 0 for a removed table. */
  readonly tables: Readonly<Record<string, readonly [mark: Mark, columns: number]>>;
  /** The new and the removed lines between tables, by `identifyRelation`. */
  readonly cameRelations: readonly string[];
  readonly wentRelations: readonly string[];
  /** How many tables and columns there are from then on. */
  readonly tableCount: number;
  readonly columnCount: number;
}

/** Lists how the schema grows, with one step for each version that changes tables. */
export function listGrowth({ history, versions }: SiteModel): GrowthStep[] {
  const titles = new Map(versions.map(({ version, title }) => [version, title]));
  let before = new Set<string>();
  return history
    .filter(({ differences }) => differences.length > 0)
    .map((change) => {
      const relations = new Set(listRelations(change.catalog).map(identifyRelation));
      const step = describeStep(change, { before, relations, title: titles.get(change.version) ?? "" });
      before = relations;
      return step;
    });
}

function describeStep(
  { version, catalog, differences }: VersionChange,
  {
    before,
    relations,
    title,
  }: {
    readonly before: ReadonlySet<string>;
    readonly relations: ReadonlySet<string>;
    readonly title: string;
  },
): GrowthStep {
  const changes = groupByTable(differences);
  const countColumns = (table: string) => Object.keys(catalog.tables[table]?.columns ?? {}).length;
  const tables = Object.keys(catalog.tables);
  return {
    version,
    title,
    summary: summarizeChanges(changes),
    tables: Object.fromEntries(changes.map(({ table, mark }) => [table, [mark, countColumns(table)]])),
    cameRelations: [...relations].filter((relation) => !before.has(relation)),
    wentRelations: [...before].filter((relation) => !relations.has(relation)),
    tableCount: tables.length,
    columnCount: tables.reduce((sum, table) => sum + countColumns(table), 0),
  };
}

/** Creates the script with the data of the time line. */
export function createGrowthData(model: SiteModel): string {
  const steps = listGrowth(model).map((step) => ({ ...step, label: formatVersion(step.version) }));
  return `window.siteGrowth = ${JSON.stringify(steps)};\n`;
}
