import type { Connection } from "../postgres/connection.ts";
import { isHiddenByPolicy } from "../postgres/errors.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { withSavepoint } from "../postgres/transaction.ts";

/** A row that a version brings and that the application counts on. */
export interface GuaranteedRow {
  readonly table: string;
  /** The column that tells the rows apart. */
  readonly key: string;
  readonly name: string;
  /** The columns whose values have to be these. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** All columns that the server does not fill by itself. */
  readonly values: Readonly<Record<string, unknown>>;
}

const guaranteed = [
  { table: "phoenix_kit_user_roles", key: "name", fixed: ["is_system_role"], where: "is_system_role" },
  // their values are the users' to change
  { table: "phoenix_kit_settings", key: "key", fixed: [], where: "true" },
] as const;

/**
 * Reads the rows that a freshly migrated schema guarantees: system roles and settings.
 *
 * @param connection a connection
 * @param prefix the freshly migrated schema
 * @returns the rows; none of a table that the version has not
 * @example
 * (await readGuaranteedRows(client, "public")).map(({ name }) => name)
 */
export async function readGuaranteedRows(connection: Connection, prefix: string): Promise<GuaranteedRow[]> {
  const found: GuaranteedRow[] = [];
  for (const { table, key, fixed, where } of guaranteed) {
    const filled = await filledColumns(connection, prefix, table);
    if (!filled) continue;
    for (const row of await jsonRows(connection, prefix, table, `WHERE ${where}`)) {
      const values = Object.fromEntries(Object.entries(row).filter(([column]) => !filled.includes(column)));
      const name = String(row[key]);
      found.push({ table, key, name, fixed: Object.fromEntries(fixed.map((c) => [c, row[c]])), values });
    }
  }
  return found;
}

/** One of the rows that is not as it should be. */
export interface RowFault {
  readonly row: GuaranteedRow;
  /** The fixed columns that differ, with what is there; null where the row is missing. */
  readonly actual: Readonly<Record<string, unknown>> | null;
}

/**
 * Tells which guaranteed rows a schema lacks, or has with another value. A row that a row security policy may hide is
 * neither. Runs inside of a transaction.
 *
 * @param connection a connection
 * @param prefix the schema
 * @param rows of a {@link readGuaranteedRows}
 * @example
 * await findRowDifferences(client, "public", reference.rows)
 */
export async function findRowDifferences(
  connection: Connection,
  prefix: string,
  rows: readonly GuaranteedRow[],
): Promise<RowFault[]> {
  const faults: RowFault[] = [];
  for (const { table, key } of guaranteed) {
    const wanted = rows.filter((row) => row.table === table);
    const isThere = wanted.length > 0 && (await filledColumns(connection, prefix, table)) !== undefined;
    const names = wanted.map(({ name }) => name);
    const found = isThere ? await readNamedRows(connection, prefix, { table, key, names }) : [];
    if (found === "hidden") continue;
    const present = new Map(found.map((row) => [String(row[key]), row]));
    for (const row of wanted) {
      const there = present.get(row.name);
      const wrong = Object.entries(row.fixed).filter(([column, value]) => there && there[column] !== value);
      if (!there) faults.push({ row, actual: null });
      else if (wrong.length > 0) {
        faults.push({ row, actual: Object.fromEntries(wrong.map(([column]) => [column, there[column]])) });
      }
    }
  }
  return faults;
}

async function readNamedRows(
  connection: Connection,
  prefix: string,
  { table, key, names }: { table: string; key: string; names: readonly string[] },
): Promise<Record<string, unknown>[] | "hidden"> {
  try {
    return await withSavepoint(connection, () =>
      jsonRows(connection, prefix, table, `WHERE ${key} = ANY ($1)`, [names]),
    );
  } catch (error) {
    if (isHiddenByPolicy(error)) return "hidden";
    throw error;
  }
}

/** Columns that the server fills with a value of its own for each row; undefined where there is no such table. */
async function filledColumns(
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

async function jsonRows(
  connection: Connection,
  prefix: string,
  table: string,
  where: string,
  values?: unknown[],
): Promise<Record<string, unknown>[]> {
  const { rows } = await connection.query(
    `SELECT pg_catalog.to_jsonb(t) AS row FROM ${quoteIdentifier(prefix)}.${table} t ${where}`,
    values,
  );
  return rows.map(({ row }) => row as Record<string, unknown>);
}
