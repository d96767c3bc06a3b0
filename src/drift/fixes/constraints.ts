import type { Catalog, Constraint, Index } from "../../catalog/catalog.ts";
import { normalizeDefinition } from "../../catalog/compare.ts";
import { findActualName, isSameKey } from "../../catalog/match-definitions.ts";
import type { ObjectRef } from "../../migrate/reference-catalogs.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import type { SchemaComparison } from "../compare-schema.ts";
import { listNeeds } from "../dependencies.ts";
import type { SchemaDifference } from "../differences.ts";
import {
  type BlockingQuery,
  dropItFirstMessage,
  type Fix,
  leaveToUser,
  qualifyName,
  type RepairDecision,
  runInTransaction,
  type Stage,
} from "./fix.ts";
import { buildIndex, rebuildIndex, selectDuplicateRows } from "./indexes.ts";

/** A constraint of the reference, and where it belongs. */
interface ConstraintFix {
  readonly difference: SchemaDifference;
  readonly table: string;
  readonly constraint: Constraint;
  readonly needs: readonly ObjectRef[];
}

export function fixConstraint(difference: SchemaDifference, comparison: SchemaComparison): RepairDecision[] {
  const { actual, matched, otherNames, reference } = comparison;
  const { table = "", name, outcome, property } = difference;
  const constraint = reference.qualified.tables[table]?.constraints[name];
  if (!constraint) return [];
  const needs: ObjectRef[] = [
    ...listNeeds(reference.dependencies, { kind: "constraint", table, name }),
    { kind: "table", name: table },
  ];
  const target = { difference, table, constraint, needs };
  if (outcome === "missing") {
    if (constraint.type === "check" || constraint.type === "foreign key") {
      return [addConstraint(target, actual, constraint.type)];
    }
    const definition = reference.qualified.tables[table]?.indexes[name]?.definition ?? "";
    return [addKey(target, definition, actual.tables[table]?.indexes[name])];
  }
  const actualName = findActualName(otherNames, difference);
  if (property === "validated" && hasSameDefinition(difference, comparison)) {
    const statements = [runInTransaction(validateSql(table, actualName))];
    const blocking = listViolations(table, constraint, actual);
    return [{ difference, stage: "validation", statements, needs, blocking, whileBlocked: [] }];
  }
  const manualSql = `ALTER TABLE ${qualifyName(table)} DROP CONSTRAINT ${quoteIdentifier(actualName)};`;
  const present = matched.tables[table]?.constraints[name];
  if (isSameKey(present, reference.catalog.tables[table]?.constraints[name])) {
    return [{ ...leaveToUser(difference, otherRulesMessage), manualSql, isAdoptable: true }];
  }
  return [{ ...leaveToUser(difference, dropItFirstMessage), manualSql }];
}

const otherRulesMessage =
  "It refers to the same columns under another rule, which may be the host's decision. To get the rule of the version, " +
  "drop it, and repair creates it again.";

/** Whether a constraint has the expected definition: another one must not be validated. */
function hasSameDefinition(
  { table = "", name }: SchemaDifference,
  { matched, reference }: SchemaComparison,
): boolean {
  const [present = "", wanted = ""] = [matched, reference.catalog].map(
    ({ tables }) => tables[table]?.constraints[name]?.definition,
  );
  return normalizeDefinition(present) === normalizeDefinition(wanted);
}

function addConstraint(target: ConstraintFix, actual: Catalog, stage: Stage): Fix {
  const { difference, table, constraint, needs } = target;
  const name = quoteIdentifier(difference.name);
  const add = `ALTER TABLE ${qualifyName(table)} ADD CONSTRAINT ${name} ${constraint.definition} NOT VALID;`;
  // Oban creates its check NOT VALID
  if (!constraint.validated)
    return { difference, stage, statements: [runInTransaction(add)], needs, blocking: [] };
  const statements = [add, validateSql(table, difference.name)].map(runInTransaction);
  const blocking = listViolations(table, constraint, actual);
  return { difference, stage, statements, needs, blocking, whileBlocked: statements.slice(0, 1) };
}

/** Builds the index CONCURRENTLY, or uses the one that an earlier attempt has built. */
function addKey(
  { difference, table, constraint, needs }: ConstraintFix,
  index: string,
  existing?: Index,
): Fix {
  const name = quoteIdentifier(difference.name);
  const isPrimary = constraint.type === "primary key";
  const kind = isPrimary ? "PRIMARY KEY" : "UNIQUE";
  const build = existing ? rebuildIndex(difference.name) : buildIndex(difference.name, index);
  const take = runInTransaction(
    `ALTER TABLE ${qualifyName(table)} ADD CONSTRAINT ${name} ${kind} USING INDEX ${name};`,
  );
  return {
    difference,
    stage: "key",
    statements: existing?.valid ? [take] : [build, take],
    needs,
    blocking: [
      ...selectDuplicateRows(table, index),
      ...(isPrimary ? selectRowsWithoutKey(table, constraint.definition) : []),
    ],
  };
}

function validateSql(table: string, name: string): string {
  return `ALTER TABLE ${qualifyName(table)} VALIDATE CONSTRAINT ${quoteIdentifier(name)};`;
}

const foreignKey = /^FOREIGN KEY \((?<own>.+?)\) REFERENCES (?<parent>.+?)\((?<keys>.+?)\)/;
const check = /^CHECK (?<condition>\(.*\))(?: NO INHERIT)?$/s;

function listViolations(table: string, { type, definition }: Constraint, actual: Catalog): BlockingQuery[] {
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
  // a missing parent table is created without rows
  const conditions = actual.tables[parent.replace(/^"public"\./, "")] ? [...given, found] : given;
  const query = `SELECT child.* FROM ${qualifyName(table)} child
WHERE ${conditions.join(" AND ")}`;
  return [{ what: "rows refer to nothing", query }];
}

function selectRowsWithoutKey(table: string, definition: string): BlockingQuery[] {
  const columns = /\((.+)\)/.exec(definition)?.[1]?.split(", ") ?? [];
  const conditions = columns.map((column) => `${column} IS NULL`).join(" OR ");
  return [{ what: "rows have no key", query: `SELECT * FROM ${qualifyName(table)} WHERE ${conditions}` }];
}
