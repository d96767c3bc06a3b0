import type { Client } from "pg";
import { versionTable } from "../../src/migrate/marker.ts";
import { quoteIdentifier, quoteLiteral } from "../../src/postgres/sql.ts";

/** The rows that the versions leave in a table, as SQL. */
export interface SeededTable {
  readonly table: string;
  readonly columns: readonly string[];
  /** One expression a column. */
  readonly rows: readonly (readonly string[])[];
  /** The row of another table that all of these refer to. */
  readonly referred?: { readonly column: string; readonly table: string; readonly name: string } | undefined;
}

/**
 * Reads all rows of a schema but those of the history, those that refer to others last. Times become that of the
 * transaction; keys are left to their defaults. Rows that refer to another one by two columns, or to several, are an error.
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
    const filled = kept.filter(({ name }) => rows.some((row) => row[name] !== null));
    const [reference, ...others] = filled.filter(({ type }) => type === "uuid");
    if (others.length > 0) throw new Error(`Rows of ${table} refer to others by ${others[0]?.name}, too`);
    const referred = reference && (await findReferredRow(client, schema, reference));
    const used = filled.filter((column) => column !== reference);
    const expressions = rows.map((row) =>
      used.map((column) => renderValue(column, row[column.name] ?? null)),
    );
    seeds.push({
      table,
      columns: used.map(({ name }) => name),
      rows: expressions.sort((a, b) => (a.join() < b.join() ? -1 : 1)),
      referred,
    });
  }
  return seeds.sort((a, b) => Number(a.referred !== undefined) - Number(b.referred !== undefined));
}

/** The one row, by its name, that a seeded table's column refers to. */
async function findReferredRow(client: Client, schema: string, { table, name }: SeedColumn) {
  const { rows: keys } = await client.query<{ table: string }>(
    `SELECT referred.relname AS "table" FROM pg_constraint
    JOIN pg_class referred ON referred.oid = confrelid
    JOIN pg_attribute a ON a.attrelid = conrelid AND conkey = ARRAY[a.attnum]
    WHERE contype = 'f' AND conrelid = $1::regclass AND a.attname = $2`,
    [`${schema}.${quoteIdentifier(table)}`, name],
  );
  const referred = keys[0]?.table ?? "";
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM ${schema}.${quoteIdentifier(referred)}
    WHERE uuid IN (SELECT ${quoteIdentifier(name)} FROM ${schema}.${quoteIdentifier(table)})`,
  );
  const [row, ...others] = rows;
  if (!row || others.length > 0)
    throw new Error(`Rows of ${table} refer to ${rows.length} rows of ${referred}`);
  return { column: name, table: referred, name: row.name };
}

export function insertRowsSql(seeded: SeededTable): string {
  const { table, columns, rows, referred } = seeded;
  if (referred) return insertReferringRowsSql(seeded, referred);
  const names = columns.map(quoteIdentifier).join(", ");
  const tuples = rows.map((row) => `  (${row.join(", ")})`);
  return `INSERT INTO "public".${quoteIdentifier(table)} (${names}) VALUES\n${tuples.join(",\n")};`;
}

/** Citus takes no cross join here, and no subquery in VALUES. */
function insertReferringRowsSql(
  { table, columns, rows }: SeededTable,
  referred: NonNullable<SeededTable["referred"]>,
): string {
  const names = [referred.column, ...columns].map(quoteIdentifier).join(", ");
  const selected = columns.map((_, index) => {
    const values = rows.map((row) => row[index] ?? "NULL");
    return new Set(values).size === 1 ? values[0] : `unnest(ARRAY[${values.join(", ")}])`;
  });
  return `INSERT INTO "public".${quoteIdentifier(table)} (${names})
SELECT ${['"uuid"', ...selected].join(", ")}
FROM ONLY "public".${quoteIdentifier(referred.table)} WHERE "name" = ${quoteLiteral(referred.name)};`;
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

function renderValue({ type }: SeedColumn, value: string | null): string {
  if (value === null) return "NULL";
  if (type.startsWith("timestamp")) return "now()";
  return type === "boolean" || type === "integer" ? value : quoteLiteral(value);
}
