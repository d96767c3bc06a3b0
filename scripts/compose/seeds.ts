import type { Client } from "pg";
import { versionTable } from "../../src/migrate/marker.ts";
import { quoteIdentifier, quoteLiteral } from "../../src/postgres/sql.ts";

/** The rows that the versions leave in a table, as SQL. */
export interface SeededTable {
  readonly table: string;
  readonly columns: readonly string[];
  /** One expression a column. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads all rows of a schema but those of the history. Times become that of the transaction; keys are left to their
 * defaults, and a row that refers to another one is an error.
 */
export async function readSeeds(client: Client, schema: string): Promise<SeededTable[]> {
  const { rows: columns } = await client.query<SeedColumn>(selectColumns, [schema]);
  const tables = [...new Set(columns.map(({ table }) => table))].filter((table) => table !== versionTable);
  const seeds: SeededTable[] = [];
  for (const table of tables) {
    const ofTable = columns.filter((column) => column.table === table);
    const kept = ofTable.filter(({ isKey }) => !isKey);
    const { rows } = await client.query<Record<string, string | null>>(
      `SELECT ${kept.map(({ name }) => `${quoteIdentifier(name)}::text`).join(", ")} FROM ${schema}.${quoteIdentifier(table)}`,
    );
    if (rows.length === 0) continue;
    const used = kept.filter(({ name }) => rows.some((row) => row[name] !== null));
    const expressions = rows.map((row) =>
      used.map((column) => renderValue(column, row[column.name] ?? null)),
    );
    seeds.push({
      table,
      columns: used.map(({ name }) => name),
      rows: expressions.sort((a, b) => (a.join() < b.join() ? -1 : 1)),
    });
  }
  return seeds;
}

export function insertRowsSql({ table, columns, rows }: SeededTable): string {
  const names = columns.map(quoteIdentifier).join(", ");
  const tuples = rows.map((row) => `  (${row.join(", ")})`);
  return `INSERT INTO "public".${quoteIdentifier(table)} (${names}) VALUES\n${tuples.join(",\n")};`;
}

interface SeedColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  /** Whether it is a primary key with a default. */
  readonly isKey: boolean;
}

const selectColumns = `SELECT c.relname AS "table", a.attname AS name, a.atttypid::regtype::text AS type,
  a.atthasdef AND EXISTS (
    SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)
  ) AS "isKey"
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname COLLATE "C", a.attnum`;

function renderValue({ table, name, type }: SeedColumn, value: string | null): string {
  if (value === null) return "NULL";
  if (type.startsWith("timestamp")) return "now()";
  if (type === "uuid") throw new Error(`A row of ${table} refers to another one by ${name}`);
  return type === "boolean" || type === "integer" ? value : quoteLiteral(value);
}
