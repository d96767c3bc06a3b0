import type { Column } from "../../catalog/catalog.ts";
import type { ObjectRef } from "../../migrate/reference-catalogs.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import type { SchemaComparison } from "../compare-schema.ts";
import { listNeeds } from "../dependencies.ts";
import type { SchemaDifference } from "../differences.ts";
import { hasTypeElsewhere, isWiderType } from "../tolerances.ts";
import {
  type BlockingQuery,
  type Fix,
  leaveToUser,
  qualifyName,
  type RepairDecision,
  runInTransaction,
} from "./fix.ts";

/** What is fixed: a column's difference, in its table. */
interface ColumnFix {
  readonly difference: SchemaDifference;
  readonly table: string;
  /** The column's name, quoted. */
  readonly name: string;
  /** The objects that the column needs. */
  readonly needs: readonly ObjectRef[];
}

export function fixColumn(
  difference: SchemaDifference,
  { actual, reference }: SchemaComparison,
): RepairDecision[] {
  const { table = "", name, outcome, property } = difference;
  const column = reference.qualified.tables[table]?.columns[name];
  const present = actual.tables[table]?.columns[name];
  const needs = listNeeds(reference.dependencies, { kind: "column", table, name });
  const target = { difference, table, name: quoteIdentifier(name), needs };
  if (!column) {
    const manualSql = alterColumnSql(target, "DROP NOT NULL");
    return [{ ...leaveToUser(difference, "No insert of the application gives it a value."), manualSql }];
  }
  if (outcome === "missing") return [addColumn(target, column)];
  switch (property) {
    case "default":
      return [fixDefault(target, column, present)];
    case "notNull":
      return [column.notNull ? fixNotNull(target) : leaveNotNullToUser(target)];
    case "type":
      return [fixType(target, column, present)];
    default:
      return [leaveToUser(difference, "It was made otherwise. Only a rewrite of the table can change that.")];
  }
}

/** A column as in CREATE TABLE and ADD COLUMN: `"id" integer NOT NULL`. */
export function renderColumn(name: string, column: Column): string {
  const { type, collation, default: value, identity, generated, notNull } = column;
  return [
    `${quoteIdentifier(name)} ${type}`,
    collation && `COLLATE ${collation}`,
    value && `DEFAULT ${value}`,
    identity && `GENERATED ${identity.toUpperCase()} AS IDENTITY`,
    generated && `GENERATED ALWAYS AS ${generated.toUpperCase()}`,
    notNull && "NOT NULL",
  ]
    .filter(Boolean)
    .join(" ");
}

function addColumn(target: ColumnFix, column: Column): Fix {
  const { difference, table } = target;
  const add = (shape: Column) =>
    `ALTER TABLE ${qualifyName(table)} ADD COLUMN ${renderColumn(difference.name, shape)};`;
  const fix = (...statements: string[]): Fix => ({
    difference,
    stage: "column",
    statements: statements.map(runInTransaction),
    needs: [...target.needs, { kind: "table", name: table }],
    blocking: [],
  });
  // a volatile default would give existing rows new values, not the lost ones
  const isUnknowable = column.default === null ? column.notNull : column.default.includes("(");
  if (!isUnknowable) return fix(add(column));
  if (column.notNull) {
    const blocking = [{ what: "rows have no value for it", query: selectAllRows(table) }];
    return { ...fix(add(column)), blocking, manualSql: add({ ...column, notNull: false }) };
  }
  return fix(add({ ...column, default: null }), alterColumnSql(target, `SET DEFAULT ${column.default}`));
}

function fixDefault(target: ColumnFix, wanted: Column, present: Column | undefined): RepairDecision {
  const hasType = present?.type === wanted.type || isTypeElsewhere(wanted, present);
  if (present?.identity || present?.generated || !hasType) {
    return leaveToUser(
      target.difference,
      "The column is generated or has another type. Change it by hand, then run repair again.",
    );
  }
  return createAlterFix(target, "default", wanted.default ? `SET DEFAULT ${wanted.default}` : "DROP DEFAULT");
}

function alterColumnSql({ table, name }: ColumnFix, action: string): string {
  return `ALTER TABLE ${qualifyName(table)} ALTER COLUMN ${name} ${action};`;
}

function createAlterFix(target: ColumnFix, stage: Fix["stage"], action: string): Fix {
  const { difference, table, needs } = target;
  return {
    difference,
    stage,
    statements: [runInTransaction(alterColumnSql(target, action))],
    needs: [...needs, { kind: "table", name: table }],
    blocking: [],
  };
}

/** Adds and validates a check first, which does not block writers: SET NOT NULL then skips the table scan. */
function fixNotNull({ difference, table, name }: ColumnFix): Fix {
  const check = quoteIdentifier(`${difference.name.slice(0, 40)}_is_not_null`);
  const alter = `ALTER TABLE ${qualifyName(table)}`;
  return {
    difference,
    stage: "not null",
    statements: [
      `${alter} DROP CONSTRAINT IF EXISTS ${check}, ADD CONSTRAINT ${check} CHECK (${name} IS NOT NULL) NOT VALID;`,
      `${alter} VALIDATE CONSTRAINT ${check};`,
      `${alter} ALTER COLUMN ${name} SET NOT NULL, DROP CONSTRAINT ${check};`,
    ].map(runInTransaction),
    needs: [{ kind: "table", name: table }],
    blocking: [{ what: "rows have no value", query: `${selectAllRows(table)} WHERE ${name} IS NULL` }],
  };
}

function leaveNotNullToUser(target: ColumnFix): RepairDecision {
  const manualSql = alterColumnSql(target, "DROP NOT NULL");
  const reason = "In its version it may be empty; somebody may have decided against that.";
  return { ...leaveToUser(target.difference, reason), manualSql };
}

const varchar = /^character varying\((\d+)\)$/;

function fixType(target: ColumnFix, wanted: Column, present: Column | undefined): RepairDecision {
  const { difference, table, name } = target;
  if (isWiderType(wanted.type, present?.type ?? ""))
    return createAlterFix(target, "column", `TYPE ${wanted.type}`);
  if (isTypeElsewhere(wanted, present)) {
    // the default also has the other type, and is fixed as a difference of its own
    const change = `DROP DEFAULT, ALTER COLUMN ${name} TYPE ${wanted.type} USING ${name}::pg_catalog.text::${wanted.type}`;
    return createAlterFix(target, "column", change);
  }
  const [, limit] = varchar.exec(wanted.type) ?? [];
  const misfits: BlockingQuery =
    limit === undefined
      ? { what: "rows have a value of that type", query: `${selectAllRows(table)} WHERE ${name} IS NOT NULL` }
      : {
          what: `rows are longer than ${limit} characters`,
          query: `${selectAllRows(table)} WHERE pg_catalog.length(${name}::pg_catalog.text) > ${limit}`,
        };
  const manualSql = alterColumnSql(target, `TYPE ${wanted.type} USING ${name}::${wanted.type}`);
  return {
    ...leaveToUser(difference, "Another type rewrites the table, and its rows must fit.", [misfits]),
    manualSql,
  };
}

/** Whether a column has its type from another schema. */
function isTypeElsewhere({ type }: Column, present: Column | undefined): boolean {
  const bareName = type.slice(type.lastIndexOf(".") + 1);
  return bareName !== type && present !== undefined && hasTypeElsewhere(present, bareName);
}

function selectAllRows(table: string): string {
  return `SELECT * FROM ${qualifyName(table)}`;
}
