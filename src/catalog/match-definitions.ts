import type { Catalog, Constraint, Index, Table } from "./catalog.ts";
import { normalizeDefinition } from "./compare.ts";

/** An expected constraint or index that a schema has under another name. */
export interface OtherName {
  readonly kind: "constraint" | "index";
  readonly table: string;
  /** The expected name. */
  readonly name: string;
  /** The name in the schema. */
  readonly actualName: string;
}

/** A catalog in which constraints and indexes have their expected names. */
export interface MatchedCatalog {
  readonly catalog: Catalog;
  readonly otherNames: readonly OtherName[];
}

/**
 * Finds the expected constraints and indexes that a schema has under other names, and gives them their expected names. A
 * foreign key also matches if only its rules differ, for example the one for deletes: it then differs, but is not missing.
 */
export function matchDefinitions(actual: Catalog, expected: Catalog): MatchedCatalog {
  const otherNames: OtherName[] = [];
  const tables: Record<string, Table> = {};
  for (const [name, table] of Object.entries(actual.tables)) {
    const wanted = expected.tables[name];
    const found = wanted ? findOtherNames(name, table, wanted) : [];
    tables[name] = found.length > 0 ? renameParts(table, found) : table;
    otherNames.push(...found);
  }
  return { catalog: { ...actual, tables }, otherNames };
}

/** The name of an expected constraint or index in the schema. */
export function findActualName(
  otherNames: readonly OtherName[],
  { kind, table, name }: { readonly kind: string; readonly table?: string; readonly name: string },
): string {
  const other = otherNames.find((one) => one.kind === kind && one.table === table && one.name === name);
  return other?.actualName ?? name;
}

function findOtherNames(table: string, actual: Table, expected: Table): OtherName[] {
  const found: OtherName[] = [];
  const extraConstraints = listExtraNames(actual.constraints, expected.constraints);
  for (const [name, wanted] of Object.entries(expected.constraints)) {
    const present = actual.constraints[name];
    if (present && isSameConstraint(present, wanted)) continue;
    // a constraint of the expected name that only has other rules is not replaced by another one of that kind
    const isTaken = present !== undefined && isSameKey(present, wanted);
    const actualName =
      takeFirstMatch(extraConstraints, (one) => isSameConstraint(actual.constraints[one], wanted)) ??
      (isTaken
        ? undefined
        : takeFirstMatch(extraConstraints, (one) => isSameKey(actual.constraints[one], wanted)));
    if (actualName !== undefined) found.push({ kind: "constraint", table, name, actualName });
  }
  const extraIndexes = listExtraNames(actual.indexes, expected.indexes);
  for (const [name, wanted] of Object.entries(expected.indexes)) {
    const present = actual.indexes[name];
    if (wanted.constraint || (present && isSameIndex(present, wanted))) continue;
    const actualName = takeFirstMatch(extraIndexes, (one) => isSameIndex(actual.indexes[one], wanted));
    if (actualName !== undefined) found.push({ kind: "index", table, name, actualName });
  }
  return found;
}

function listExtraNames(actual: object, expected: object): string[] {
  return Object.keys(actual).filter((name) => !Object.hasOwn(expected, name));
}

/** Removes and returns the first name that fits. */
function takeFirstMatch(names: string[], isFitting: (name: string) => boolean): string | undefined {
  const index = names.findIndex(isFitting);
  return index < 0 ? undefined : names.splice(index, 1)[0];
}

function isSameConstraint(actual: Constraint | undefined, expected: Constraint): boolean {
  if (actual?.type !== expected.type) return false;
  return (
    actual.definition === expected.definition ||
    normalizeDefinition(actual.definition) === normalizeDefinition(expected.definition)
  );
}

const foreignKey = /^FOREIGN KEY \(.+?\) REFERENCES .+?\(.+?\)/;

/**
 * Whether two foreign keys refer from the same columns to the same columns, regardless of their ON DELETE and ON UPDATE
 * rules.
 */
export function isSameKey(actual: Constraint | undefined, expected: Constraint | undefined): boolean {
  const [key] = foreignKey.exec(expected?.definition ?? "") ?? [];
  return key !== undefined && foreignKey.exec(actual?.definition ?? "")?.[0] === key;
}

const indexName = /^(CREATE (?:UNIQUE )?INDEX )(?:"(?:[^"]|"")+"|\S+) ON /;

function isSameIndex(actual: Index | undefined, expected: Index): boolean {
  if (actual?.valid && actual.definition === expected.definition) return true;
  const [present = "", wanted] = [actual, expected].map((index) =>
    normalizeDefinition(index?.definition ?? "").replace(indexName, "$1ON "),
  );
  return actual?.valid === true && present === wanted;
}

/**
 * Gives objects their expected names. An object of the host that has such a name but another definition is left out.
 */
function renameParts(table: Table, names: readonly OtherName[]): Table {
  const constraints = { ...table.constraints };
  const indexes = { ...table.indexes };
  for (const { kind, name, actualName } of names) {
    const constraint = constraints[actualName];
    const index = indexes[actualName];
    if (kind === "constraint" && constraint) {
      delete constraints[actualName];
      constraints[name] = constraint;
      // the index of a key is named like the key
      if (index?.constraint) {
        delete indexes[actualName];
        indexes[name] = renameIndex(index, name);
      }
    } else if (kind === "index" && index) {
      if (!index.constraint) delete indexes[actualName];
      indexes[name] = { ...renameIndex(index, name), constraint: false };
    }
  }
  return { ...table, constraints, indexes };
}

function renameIndex(index: Index, name: string): Index {
  const quoted = /^[a-z_][a-z\d_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
  return { ...index, definition: index.definition.replace(indexName, `$1${quoted} ON `) };
}
