import type { Catalog, Constraint, Index } from "../../catalog/catalog.ts";
import { normalizeDefinition } from "../../catalog/compare.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import type { SchemaComparison } from "../compare-schema.ts";
import type { SchemaDifference } from "../findings.ts";
import {
  type Fix,
  leaveToUser,
  nothingIsDropped,
  type Obstacle,
  qualifyName,
  type RepairDecision,
  type Stage,
} from "./fix.ts";
import { duplicates } from "./indexes.ts";

/**
 * What can be done about a constraint.
 *
 * @param finding a fault of a constraint
 * @param examination that found it
 * @example
 * constraintAnswers(finding, examination)
 */
export function constraintAnswers(
  finding: SchemaDifference,
  { actual, reference }: SchemaComparison,
): RepairDecision[] {
  const table = finding.table ?? "";
  const constraint = reference.qualified.tables[table]?.constraints[finding.name];
  if (!constraint) return [];
  if (finding.outcome === "missing") {
    if (constraint.type === "check" || constraint.type === "foreign key") {
      return [added(finding, actual, constraint, constraint.type)];
    }
    const definition = reference.qualified.tables[table]?.indexes[finding.name]?.definition ?? "";
    return [keyed(finding, constraint, definition, actual.tables[table]?.indexes[finding.name])];
  }
  if (finding.property === "validated" && isAlike(finding, { actual, reference })) {
    return [
      {
        difference: finding,
        stage: "validation",
        statements: [validated(table, finding.name)],
        obstacles: violations(table, constraint, actual),
      },
    ];
  }
  const byHand = `ALTER TABLE ${qualifyName(table)} DROP CONSTRAINT ${quoteIdentifier(finding.name)};`;
  return [{ ...leaveToUser(finding, nothingIsDropped), byHand }];
}

/** Otherwise it is another constraint that would be validated. */
function isAlike(
  { table = "", name }: SchemaDifference,
  { actual, reference }: Pick<SchemaComparison, "actual" | "reference">,
): boolean {
  const [there, wanted] = [actual, reference.catalog].map(
    ({ tables }) => tables[table]?.constraints[name]?.definition ?? "",
  );
  return normalizeDefinition(there ?? "") === normalizeDefinition(wanted ?? "");
}

function added(finding: SchemaDifference, actual: Catalog, constraint: Constraint, stage: Stage): Fix {
  const table = finding.table ?? "";
  const name = quoteIdentifier(finding.name);
  const add = `ALTER TABLE ${qualifyName(table)} ADD CONSTRAINT ${name} ${constraint.definition} NOT VALID;`;
  // Oban's check is not validated
  if (!constraint.validated) return { difference: finding, stage, statements: [add], obstacles: [] };
  const statements = [add, validated(table, finding.name)];
  return { difference: finding, stage, statements, obstacles: violations(table, constraint, actual) };
}

/** The index is built beside writers, unless an earlier attempt has left it, and then only taken over. */
function keyed(
  finding: SchemaDifference,
  { type, definition }: Constraint,
  index: string,
  left?: Index,
): Fix {
  const table = finding.table ?? "";
  const name = quoteIdentifier(finding.name);
  const kind = type === "primary key" ? "PRIMARY KEY" : "UNIQUE";
  const build = left
    ? `REINDEX INDEX CONCURRENTLY ${qualifyName(finding.name)};`
    : `${index.replace(/^CREATE UNIQUE INDEX /, "CREATE UNIQUE INDEX CONCURRENTLY ")};`;
  const take = `ALTER TABLE ${qualifyName(table)} ADD CONSTRAINT ${name} ${kind} USING INDEX ${name};`;
  return {
    difference: finding,
    stage: "key",
    statements: left?.valid ? [take] : [build, take],
    obstacles: [...duplicates(table, index), ...(type === "primary key" ? empty(table, definition) : [])],
  };
}

function validated(table: string, name: string): string {
  return `ALTER TABLE ${qualifyName(table)} VALIDATE CONSTRAINT ${quoteIdentifier(name)};`;
}

const foreignKey = /^FOREIGN KEY \((?<own>.+?)\) REFERENCES (?<parent>.+?)\((?<keys>.+?)\)/;
const check = /^CHECK (?<condition>\(.*\))(?: NO INHERIT)?$/s;

function violations(table: string, { type, definition }: Constraint, actual: Catalog): Obstacle[] {
  if (type === "check") {
    const { condition } = check.exec(definition)?.groups ?? {};
    const query = `SELECT * FROM ${qualifyName(table)} WHERE NOT ${condition}`;
    return [{ what: "rows do not meet it", query }];
  }
  const { own = "", parent = "", keys = "" } = foreignKey.exec(definition)?.groups ?? {};
  const columns = own.split(", ");
  const same = keys.split(", ").map((key, index) => `parent.${key} = child.${columns[index]}`);
  const given = columns.map((column) => `child.${column} IS NOT NULL`);
  const found = `NOT EXISTS (SELECT FROM ${parent} parent WHERE ${same.join(" AND ")})`;
  // where the parents are missing they come back without rows
  const conditions = actual.tables[parent.replace(/^"public"\./, "")] ? [...given, found] : given;
  const query = `SELECT child.* FROM ${qualifyName(table)} child
WHERE ${conditions.join(" AND ")}`;
  return [{ what: "rows refer to nothing", query }];
}

function empty(table: string, definition: string): Obstacle[] {
  const columns = /\((.+)\)/.exec(definition)?.[1]?.split(", ") ?? [];
  const conditions = columns.map((column) => `${column} IS NULL`).join(" OR ");
  return [{ what: "rows have no key", query: `SELECT * FROM ${qualifyName(table)} WHERE ${conditions}` }];
}
