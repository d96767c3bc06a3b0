import { normalizeDefinition } from "../../catalog/compare.ts";
import type { SchemaComparison } from "../compare-schema.ts";
import type { SchemaDifference } from "../findings.ts";
import { leaveToUser, nothingIsDropped, type Obstacle, qualifyName, type RepairDecision } from "./fix.ts";

/**
 * What can be done about an index.
 *
 * @param finding a fault of an index
 * @param examination that found it
 * @example
 * indexAnswers(finding, examination)
 */
export function indexAnswers(
  finding: SchemaDifference,
  { actual, reference }: SchemaComparison,
): RepairDecision[] {
  const table = finding.table ?? "";
  const definition = reference.qualified.tables[table]?.indexes[finding.name]?.definition ?? "";
  const obstacles = duplicates(table, definition);
  if (finding.outcome === "missing") {
    const statement = `${definition.replace(/^CREATE (UNIQUE )?INDEX /, "CREATE $1INDEX CONCURRENTLY ")};`;
    return [{ difference: finding, stage: "index", statements: [statement], obstacles }];
  }
  const [there, wanted] = [actual, reference.catalog].map(
    ({ tables }) => tables[table]?.indexes[finding.name]?.definition ?? "",
  );
  if (
    finding.property === "valid" &&
    normalizeDefinition(there ?? "") === normalizeDefinition(wanted ?? "")
  ) {
    const statement = `REINDEX INDEX CONCURRENTLY ${qualifyName(finding.name)};`;
    return [{ difference: finding, stage: "index", statements: [statement], obstacles }];
  }
  const byHand = `DROP INDEX CONCURRENTLY ${qualifyName(finding.name)};`;
  return [{ ...leaveToUser(finding, nothingIsDropped), byHand }];
}

const uniqueIndex = /^CREATE UNIQUE INDEX .+? USING \w+ \((?<keys>.*?)\)(?: WHERE (?<condition>.*))?$/;
const oneKey = /(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|\((?:[^()]|\([^()]*\))*\)|[^,'"()])+/g;
const keySuffix = /(?: [a-z_]+_ops)?(?: DESC| ASC)?(?: NULLS (?:FIRST|LAST))?$/;

/**
 * The rows that a unique index does not allow.
 *
 * @param table the index's
 * @param definition of the index, as PostgreSQL prints it
 * @returns nothing for an index that is not unique
 * @example
 * duplicates("t", 'CREATE UNIQUE INDEX i ON "public".t USING btree (a)')
 */
export function duplicates(table: string, definition: string): Obstacle[] {
  const { keys, condition } = uniqueIndex.exec(definition)?.groups ?? {};
  if (!keys) return [];
  // a comma within brackets or quotes parts no keys
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
