import type { Column } from "../../catalog/catalog.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import type { SchemaComparison } from "../compare-schema.ts";
import type { SchemaDifference } from "../findings.ts";
import { type Fix, leaveToUser, type Obstacle, qualifyName, type RepairDecision } from "./fix.ts";

/**
 * What can be done about a column.
 *
 * @param finding a fault of a column
 * @param examination that found it
 * @example
 * columnAnswers(finding, examination)
 */
export function columnAnswers(
  finding: SchemaDifference,
  { actual, reference }: SchemaComparison,
): RepairDecision[] {
  const table = finding.table ?? "";
  const column = reference.qualified.tables[table]?.columns[finding.name];
  const there = actual.tables[table]?.columns[finding.name];
  if (!column) {
    const byHand = `ALTER TABLE ${qualifyName(table)} ALTER COLUMN ${quoteIdentifier(finding.name)} DROP NOT NULL;`;
    return [{ ...leaveToUser(finding, "No insert of the application gives it a value."), byHand }];
  }
  if (finding.outcome === "missing") return missingColumn(finding, table, column);
  switch (finding.property) {
    case "default":
      return [defaultAnswer(finding, column, there)];
    case "notNull":
      return [column.notNull ? notNull(finding, table) : loosened(finding, table)];
    case "type":
      return [typeAnswer(finding, table, column, there)];
    default:
      return [leaveToUser(finding, "It was made otherwise. Only a rewrite of the table can change that.")];
  }
}

/**
 * A column as in CREATE TABLE and ADD COLUMN.
 *
 * @param name the column's
 * @param column of a qualified catalog
 * @example
 * `CREATE TABLE t (${columnSql("id", { ...column, type: "integer", notNull: true })})` // "id" integer NOT NULL
 */
export function columnSql(name: string, column: Column): string {
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

function missingColumn(finding: SchemaDifference, table: string, column: Column): RepairDecision[] {
  const add = (shape: Column) =>
    `ALTER TABLE ${qualifyName(table)} ADD COLUMN ${columnSql(finding.name, shape)};`;
  // what each row would be given anew was another value once
  const unknowable = column.default === null ? column.notNull : column.default.includes("(");
  const mend = { difference: finding, stage: "column", statements: [add(column)], obstacles: [] } as const;
  if (!unknowable) return [mend];
  if (column.notNull) {
    const obstacles = [{ what: "rows have no value for it", query: allRows(table) }];
    return [{ ...mend, obstacles, byHand: add({ ...column, notNull: false }) }];
  }
  const later = changed(finding, "default", `SET DEFAULT ${column.default}`);
  return [{ ...mend, statements: [add({ ...column, default: null }), ...later.statements] }];
}

function defaultAnswer(finding: SchemaDifference, wanted: Column, there: Column | undefined): RepairDecision {
  if (there?.identity || there?.generated || there?.type !== wanted.type) {
    return leaveToUser(finding, "The column is another. Mend that by hand, then repair again.");
  }
  return changed(finding, "default", wanted.default ? `SET DEFAULT ${wanted.default}` : "DROP DEFAULT");
}

function changed(finding: SchemaDifference, stage: Fix["stage"], action: string): Fix {
  const column = quoteIdentifier(finding.name);
  const statement = `ALTER TABLE ${qualifyName(finding.table ?? "")} ALTER COLUMN ${column} ${action};`;
  return { difference: finding, stage, statements: [statement], obstacles: [] };
}

/** By way of a check that is validated beside writers: SET NOT NULL then needs no look at the rows under its lock. */
function notNull(finding: SchemaDifference, table: string): Fix {
  const column = quoteIdentifier(finding.name);
  const check = quoteIdentifier(`${finding.name.slice(0, 40)}_is_not_null`);
  const alter = `ALTER TABLE ${qualifyName(table)}`;
  return {
    difference: finding,
    stage: "not null",
    statements: [
      `${alter} DROP CONSTRAINT IF EXISTS ${check}, ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID;`,
      `${alter} VALIDATE CONSTRAINT ${check};`,
      `${alter} ALTER COLUMN ${column} SET NOT NULL, DROP CONSTRAINT ${check};`,
    ],
    obstacles: [{ what: "rows have no value", query: `${allRows(table)} WHERE ${column} IS NULL` }],
  };
}

function loosened(finding: SchemaDifference, table: string): RepairDecision {
  const byHand = `ALTER TABLE ${qualifyName(table)} ALTER COLUMN ${quoteIdentifier(finding.name)} DROP NOT NULL;`;
  return { ...leaveToUser(finding, "It may be empty, unless somebody wants it otherwise."), byHand };
}

const varchar = /^character varying\((\d+)\)$/;

function typeAnswer(
  finding: SchemaDifference,
  table: string,
  wanted: Column,
  there: Column | undefined,
): RepairDecision {
  const column = quoteIdentifier(finding.name);
  const [, now] = varchar.exec(there?.type ?? "") ?? [];
  const [, limit] = varchar.exec(wanted.type) ?? [];
  const wider = now !== undefined && (wanted.type === "text" || Number(limit) > Number(now));
  if (wider) return changed(finding, "column", `TYPE ${wanted.type}`);
  const misfits: Obstacle =
    limit === undefined
      ? { what: "rows have a value of that type", query: `${allRows(table)} WHERE ${column} IS NOT NULL` }
      : {
          what: `rows are longer than ${limit} characters`,
          query: `${allRows(table)} WHERE pg_catalog.length(${column}::pg_catalog.text) > ${limit}`,
        };
  const byHand = `ALTER TABLE ${qualifyName(table)} ALTER COLUMN ${column} TYPE ${wanted.type} USING ${column}::${wanted.type};`;
  return { ...leaveToUser(finding, "Another type rewrites rows, which have to fit.", [misfits]), byHand };
}

function allRows(table: string): string {
  return `SELECT * FROM ${qualifyName(table)}`;
}
