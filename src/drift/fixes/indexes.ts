import type { Index } from "../../catalog/catalog.ts";
import { normalizeDefinition } from "../../catalog/compare.ts";
import { findActualName } from "../../catalog/match-definitions.ts";
import type { ObjectRef } from "../../migrate/reference-catalogs.ts";
import type { SchemaComparison } from "../compare-schema.ts";
import { listNeeds } from "../dependencies.ts";
import type { SchemaDifference } from "../differences.ts";
import {
  type BlockingQuery,
  dropItFirstMessage,
  type FixStatement,
  leaveToUser,
  qualifyName,
  type RepairDecision,
} from "./fix.ts";

export function fixIndex(
  difference: SchemaDifference,
  { actual, matched, otherNames, reference }: SchemaComparison,
): RepairDecision[] {
  const { table = "", name, outcome, property } = difference;
  const definition = reference.qualified.tables[table]?.indexes[name]?.definition ?? "";
  const needs: ObjectRef[] = [
    ...listNeeds(reference.dependencies, { kind: "index", table, name }),
    { kind: "table", name: table },
  ];
  const fix = {
    difference,
    stage: "index",
    needs,
    blocking: selectDuplicateRows(table, definition),
  } as const;
  if (outcome === "missing") return [{ ...fix, statements: [buildIndex(name, definition)] }];
  const actualName = findActualName(otherNames, difference);
  const [present = "", wanted = ""] = [matched, reference.catalog].map(
    ({ tables }) => tables[table]?.indexes[name]?.definition,
  );
  if (property === "valid" && normalizeDefinition(present) === normalizeDefinition(wanted)) {
    const leftovers = listLeftovers(actual.tables[table]?.indexes ?? {}, actualName);
    return [{ ...fix, statements: [...leftovers.map(dropIndex), rebuildIndex(actualName)] }];
  }
  return [{ ...leaveToUser(difference, dropItFirstMessage), manualSql: dropIndex(actualName).sql }];
}

/** Builds an index CONCURRENTLY. A failed attempt may have left it INVALID. */
export function buildIndex(name: string, definition: string): FixStatement {
  const build = (existing: string) =>
    `${definition.replace(/^CREATE (UNIQUE )?INDEX /, `CREATE $1INDEX CONCURRENTLY ${existing}`)};`;
  const retrySql = [build("IF NOT EXISTS "), rebuildIndex(name).sql];
  return { sql: build(""), concurrent: true, retrySql };
}

export function rebuildIndex(name: string): FixStatement {
  return { sql: `REINDEX INDEX CONCURRENTLY ${qualifyName(name)};`, concurrent: true };
}

function dropIndex(name: string): FixStatement {
  return { sql: `DROP INDEX CONCURRENTLY ${qualifyName(name)};`, concurrent: true };
}

/** Lists the INVALID copies of an index that interrupted REINDEXes have left. Each one slows down every write. */
function listLeftovers(indexes: Readonly<Record<string, Index>>, name: string): string[] {
  return Object.keys(indexes).filter((other) => {
    const [, original] = /^(.+)_ccnew\d*$/.exec(other) ?? [];
    const isCopy = original === name || (other.length === 63 && original && name.startsWith(original));
    return isCopy && !indexes[other]?.valid;
  });
}

const uniqueIndex = /^CREATE UNIQUE INDEX .+? USING \w+ \((?<keys>.*?)\)(?: WHERE (?<condition>.*))?$/;
const oneKey = /(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|\((?:[^()]|\([^()]*\))*\)|[^,'"()])+/g;
const keySuffix = /(?: [a-z_]+_ops)?(?: DESC| ASC)?(?: NULLS (?:FIRST|LAST))?$/;

/** Selects the rows that a unique index does not allow; nothing for other indexes. */
export function selectDuplicateRows(table: string, definition: string): BlockingQuery[] {
  const { keys, condition } = uniqueIndex.exec(definition)?.groups ?? {};
  if (!keys) return [];
  // a comma within brackets or quotes does not separate keys
  const expressions = (keys.match(oneKey) ?? []).map((key) => key.trim().replace(keySuffix, ""));
  const conditions = [condition, ...expressions.map((expression) => `${expression} IS NOT NULL`)];
  const query = `SELECT * FROM (
  SELECT *, pg_catalog.count(*) OVER (PARTITION BY ${expressions.join(", ")}) AS copies
  FROM ${qualifyName(table)} WHERE ${conditions
    .filter(Boolean)
    .map((one) => `(${one})`)
    .join(" AND ")}
) counted WHERE copies > 1 ORDER BY ${expressions.join(", ")}`;
  return [{ what: "rows have the same key", query }];
}
