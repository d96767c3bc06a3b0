import type { SchemaDifference } from "./differences.ts";

/** The exported tables that an application cannot use, because the schema differs. */
export interface TableAccess {
  /** Tables that are missing, lack a column, or have one of another type: a query for all columns fails. */
  readonly unreadableTables: readonly string[];
  /** The unreadable tables, and tables with a column that inserts do not know but must fill. */
  readonly unwritableTables: readonly string[];
}

export function findTableAccess(differences: readonly SchemaDifference[]): TableAccess {
  const drift = differences.filter(({ isDrift }) => isDrift);
  const unreadable = [
    // a table that later versions may lack is missing without being drift
    ...differences.filter(({ kind, outcome }) => kind === "table" && outcome === "missing"),
    ...drift.filter(
      ({ kind, outcome, property }) =>
        (kind === "table" && property === "kind") ||
        (kind === "column" && (outcome === "missing" || property === "type")),
    ),
  ];
  const required = drift.filter(({ kind, outcome }) => kind === "column" && outcome === "extra");
  return {
    unreadableTables: listTables(unreadable),
    unwritableTables: listTables([...unreadable, ...required]),
  };
}

function listTables(differences: readonly SchemaDifference[]): readonly string[] {
  return Object.freeze([...new Set(differences.map(({ table, name }) => table ?? name))].sort());
}
