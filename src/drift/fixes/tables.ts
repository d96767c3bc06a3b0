import type { Constraint, Table } from "../../catalog/catalog.ts";
import { versionTable } from "../../migrate/marker.ts";
import type { Dependency, ObjectRef } from "../../migrate/reference-catalogs.ts";
import { quoteIdentifier, quoteLiteral } from "../../postgres/sql.ts";
import type { SchemaComparison } from "../compare-schema.ts";
import { listNeeds, listNeedsOfTable } from "../dependencies.ts";
import type { SchemaDifference } from "../differences.ts";
import { renderColumn } from "./columns.ts";
import {
  type Fix,
  leaveToUser,
  qualifyName,
  type RepairDecision,
  runInTransaction,
  type Stage,
} from "./fix.ts";

export function fixTable(
  difference: SchemaDifference,
  { reference, distributed }: SchemaComparison,
): RepairDecision[] {
  const table = reference.qualified.tables[difference.name];
  if (difference.outcome !== "missing" || !table) {
    return [leaveToUser(difference, "It was made otherwise. Change it by hand with ALTER TABLE.")];
  }
  const fixes = createTable(difference, table, reference.dependencies);
  return distributed ? fixes.filter(({ stage }) => stage !== "trigger") : fixes;
}

/**
 * Creates a table with plain statements, because nobody writes to it yet. Foreign keys come later, after the tables
 * that they refer to.
 */
function createTable(difference: SchemaDifference, table: Table, dependencies: readonly Dependency[]): Fix[] {
  const { constraints, triggers } = table;
  const add = (name: string, { definition, validated }: Constraint) =>
    `ALTER TABLE ${qualifyName(difference.name)} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition}${validated ? "" : " NOT VALID"};`;
  const isForeign = (name: string) => constraints[name]?.type === "foreign key";
  const own = Object.entries(constraints).filter(([name]) => !isForeign(name));
  const foreign = Object.entries(constraints).filter(([name]) => isForeign(name));
  const fix = (stage: Stage, sql: string, needs: readonly ObjectRef[]): Fix => ({
    difference,
    stage,
    statements: [runInTransaction(sql)],
    needs,
    blocking: [],
  });
  const needsOf = (kind: ObjectRef["kind"], name: string) =>
    listNeeds(dependencies, { kind, table: difference.name, name }).filter(
      (need) => need.table !== difference.name && need.name !== difference.name,
    );
  const create = [
    renderTable(difference.name, table),
    ...own.map((one) => add(...one)),
    ...renderIndexes(table),
  ];
  const needs = listNeedsOfTable(
    dependencies,
    difference.name,
    ({ kind, name }) => kind !== "trigger" && !(kind === "constraint" && isForeign(name)),
  );
  return [
    fix("table", create.join("\n"), needs),
    ...foreign.map((one) => fix("foreign key", add(...one), needsOf("constraint", one[0]))),
    ...Object.entries(triggers).map(([name, { definition }]) =>
      fix("trigger", `${definition};`, needsOf("trigger", name)),
    ),
  ];
}

function renderTable(name: string, { columns, persistence, comment }: Table): string {
  const entries = Object.entries(columns).sort(([, a], [, b]) => (a.position ?? 0) - (b.position ?? 0));
  const lines = entries.map(([column, definition]) => `  ${renderColumn(column, definition)}`);
  const unlogged = persistence === "unlogged" ? "UNLOGGED " : "";
  const create = `CREATE ${unlogged}TABLE ${qualifyName(name)} (\n${lines.join(",\n")}\n);`;
  // the marker is written last, with the history
  const comments = [
    comment !== null &&
      name !== versionTable &&
      `COMMENT ON TABLE ${qualifyName(name)} IS ${quoteLiteral(comment)};`,
    ...entries.map(
      ([column, definition]) =>
        definition.comment !== null &&
        `COMMENT ON COLUMN ${qualifyName(name)}.${quoteIdentifier(column)} IS ${quoteLiteral(definition.comment)};`,
    ),
  ];
  return [create, ...comments.filter(Boolean)].join("\n");
}

function renderIndexes({ indexes }: Table): string[] {
  return Object.values(indexes)
    .filter(({ constraint }) => !constraint)
    .map(({ definition }) => `${definition};`);
}
