import type { Connection } from "../postgres/connection.ts";
import { isHiddenByPolicy } from "../postgres/errors.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { withSavepoint } from "../postgres/transaction.ts";

/** A row that a version inserts and that the application relies on. */
export interface GuaranteedRow {
  readonly table: string;
  /** The column that identifies the row. */
  readonly key: string;
  readonly name: string;
  /** The columns whose values have to be these. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** All columns that the server does not fill by itself. */
  readonly values: Readonly<Record<string, unknown>>;
}

const guaranteed = [
  { table: "phoenix_kit_user_roles", key: "name", fixed: ["is_system_role"], where: "is_system_role" },
  // users change their values
  { table: "phoenix_kit_settings", key: "key", fixed: [], where: "true" },
] as const;

/** Reads the rows that a freshly migrated schema guarantees: system roles and settings. */
export async function readGuaranteedRows(connection: Connection, prefix: string): Promise<GuaranteedRow[]> {
  const rows: GuaranteedRow[] = [];
  for (const { table, key, fixed, where } of guaranteed) {
    const filled = await listFilledColumns(connection, prefix, table);
    if (!filled) continue;
    for (const row of await readJsonRows(connection, prefix, { table, where })) {
      const values = Object.fromEntries(Object.entries(row).filter(([column]) => !filled.includes(column)));
      const name = String(row[key]);
      rows.push({ table, key, name, fixed: Object.fromEntries(fixed.map((c) => [c, row[c]])), values });
    }
  }
  return rows;
}

/** A guaranteed row that is missing or has other values. */
export interface RowDifference {
  readonly row: GuaranteedRow;
  /** The fixed columns that differ, with what is there; null if the row is missing. */
  readonly actual: Readonly<Record<string, unknown>> | null;
}

/**
 * Finds the guaranteed rows that a schema lacks, or has with other values. A row that a row security policy may hide is
 * not reported. Runs inside of a transaction.
 */
export async function findRowDifferences(
  connection: Connection,
  prefix: string,
  rows: readonly GuaranteedRow[],
): Promise<RowDifference[]> {
  const differences: RowDifference[] = [];
  for (const { table, key } of guaranteed) {
    const wanted = rows.filter((row) => row.table === table);
    const isPresent = wanted.length > 0 && (await listFilledColumns(connection, prefix, table)) !== undefined;
    const names = wanted.map(({ name }) => name);
    const found = isPresent ? await readNamedRows(connection, prefix, { table, key, names }) : [];
    if (found === "hidden") continue;
    const present = new Map(found.map((row) => [String(row[key]), row]));
    for (const row of wanted) {
      const actual = present.get(row.name);
      const wrong = Object.entries(row.fixed).filter(([column, value]) => actual && actual[column] !== value);
      if (!actual) differences.push({ row, actual: null });
      else if (wrong.length > 0) {
        differences.push({
          row,
          actual: Object.fromEntries(wrong.map(([column]) => [column, actual[column]])),
        });
      }
    }
  }
  return differences;
}

async function readNamedRows(
  connection: Connection,
  prefix: string,
  { table, key, names }: { table: string; key: string; names: readonly string[] },
): Promise<Record<string, unknown>[] | "hidden"> {
  try {
    return await withSavepoint(connection, () =>
      readJsonRows(connection, prefix, { table, where: `${key} = ANY ($1)`, values: [names] }),
    );
  } catch (error) {
    if (isHiddenByPolicy(error)) return "hidden";
    throw error;
  }
}

/** Columns that the server fills with a value of its own for each row; undefined if there is no such table. */
async function listFilledColumns(
  connection: Connection,
  prefix: string,
  table: string,
): Promise<string[] | undefined> {
  const { rows } = await connection.query(
    `SELECT c.oid, (
       SELECT pg_catalog.json_agg(a.attname) FROM pg_catalog.pg_attribute a
       JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = c.oid AND pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE '%(%'
     ) AS filled
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p')`,
    [prefix, table],
  );
  const [found] = rows;
  return found && ((found.filled as string[] | null) ?? []);
}

async function readJsonRows(
  connection: Connection,
  prefix: string,
  { table, where, values }: { table: string; where: string; values?: unknown[] },
): Promise<Record<string, unknown>[]> {
  const { rows } = await connection.query(
    `SELECT pg_catalog.to_jsonb(t) AS row FROM ${quoteIdentifier(prefix)}.${table} t WHERE ${where}`,
    values,
  );
  return rows.map(({ row }) => row as Record<string, unknown>);
}
