import type { Difference } from "../catalog/compare.ts";
import type { Mark } from "./diagram/parts.ts";

/** The changes of a table, one for each column, constraint, index or trigger. */
export interface TableChanges {
  readonly table: string;
  readonly mark: Mark;
  readonly parts: readonly PartChange[];
}

/** A part of a table that was added, dropped or changed. */
export interface PartChange {
  readonly kind: string;
  readonly name: string;
  readonly mark: Mark;
  /** What changed, as in `notNull: false → true`; empty if it was added or dropped. */
  readonly details: readonly string[];
  /** The name that a column had before; undefined unless it was renamed. */
  readonly renamedFrom: string | undefined;
}

/** A difference between catalogs, or between guaranteed rows. */
type AnyDifference = Omit<Difference, "kind"> & { readonly kind: string };

const marks = { extra: "came", missing: "went", different: "changed" } as const;

/** Groups differences by table. `listOtherChanges` lists those that belong to no table. */
export function groupByTable(differences: readonly AnyDifference[]): TableChanges[] {
  const tables = new Map<string, { mark: Mark; parts: Map<string, PartChange & { details: string[] }> }>();
  for (const difference of differences) {
    const { kind, name, outcome } = difference;
    const table = kind === "table" ? name : difference.table;
    if (table === undefined) continue;
    const found = tables.get(table) ?? { mark: "changed", parts: new Map() };
    tables.set(table, found);
    if (kind === "table" && outcome !== "different") found.mark = marks[outcome];
    else addPart(found.parts, difference);
  }
  return [...tables]
    .map(([table, { mark, parts }]) => ({ table, mark, parts: [...parts.values()] }))
    .sort((one, other) => (one.table < other.table ? -1 : 1));
}

/** Lists the changes of what belongs to no table: extensions, types, functions, sequences. */
export function listOtherChanges(differences: readonly AnyDifference[]): PartChange[] {
  const parts = new Map<string, PartChange & { details: string[] }>();
  for (const difference of differences) {
    if (difference.kind === "table" || difference.kind === "schema" || difference.table !== undefined)
      continue;
    addPart(parts, difference);
  }
  return [...parts.values()];
}

function addPart(parts: Map<string, PartChange & { details: string[] }>, difference: AnyDifference): void {
  const { kind, name, outcome, property } = difference;
  const key = `${kind} ${name}`;
  const renamedFrom = property === "name" ? String(difference.expected) : undefined;
  const part = parts.get(key) ?? { kind, name, mark: marks[outcome], details: [], renamedFrom };
  parts.set(key, part);
  if (renamedFrom !== undefined) part.details.push(`renamed from ${renamedFrom}`);
  else if (outcome === "different" && property !== "body") {
    part.details.push(`${property}: ${print(difference.expected)} → ${print(difference.actual)}`);
  }
}

const print = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));
