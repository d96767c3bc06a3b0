import type { Catalog } from "../catalog/catalog.ts";
import type { GuaranteedRow } from "../migrate/reference-catalogs.ts";
import type { Connection } from "../postgres/connection.ts";
import { isHiddenByPolicy } from "../postgres/errors.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { withSavepoint } from "../postgres/transaction.ts";

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
  /** The fixed columns that differ, with their actual values; null if the row is missing. */
  readonly actual: Readonly<Record<string, unknown>> | null;
}

/** A schema whose rows are compared. */
interface SchemaWithRows {
  readonly prefix: string;
  readonly actual: Catalog;
  readonly reference: { readonly rows: readonly GuaranteedRow[] };
}

/**
 * Finds, by schema, the guaranteed rows that are missing or have other values. If a row security policy may hide rows
 * of a table, none of it are reported. Runs inside of a transaction.
 */
export async function findRowDifferences(
  connection: Connection,
  schemas: readonly SchemaWithRows[],
): Promise<Map<string, RowDifference[]>> {
  const differences = new Map<string, RowDifference[]>(schemas.map(({ prefix }) => [prefix, []]));
  for (const { table, key } of guaranteed) {
    const wanted = schemas.map(({ prefix, actual, reference }): WantedRows => {
      const rows = reference.rows.filter((row) => row.table === table);
      return { prefix, rows, isReadable: rows.length > 0 && hasColumn(actual, table, key) };
    });
    const found = await readNamedRows(connection, wanted, { table, key });
    for (const { prefix, rows } of wanted) {
      const present = found.get(prefix) ?? new Map<string, Row>();
      if (present !== "hidden")
        differences.get(prefix)?.push(...rows.flatMap((row) => compareRow(row, present)));
    }
  }
  return differences;
}

interface WantedRows {
  readonly prefix: string;
  readonly rows: readonly GuaranteedRow[];
  readonly isReadable: boolean;
}

type Row = Readonly<Record<string, unknown>>;
type NamedRows = ReadonlyMap<string, Row>;

function hasColumn(catalog: Catalog, table: string, column: string): boolean {
  const { kind, columns } = catalog.tables[table] ?? {};
  return (kind === "table" || kind === "partitioned") && columns?.[column] !== undefined;
}

function compareRow(row: GuaranteedRow, present: NamedRows): RowDifference[] {
  const actual = present.get(row.name);
  if (!actual) return [{ row, actual: null }];
  const wrong = Object.entries(row.fixed).filter(([column, value]) => actual[column] !== value);
  if (wrong.length === 0) return [];
  return [{ row, actual: Object.fromEntries(wrong.map(([column]) => [column, actual[column]])) }];
}

/**
 * Reads the rows of one table in several schemas. If the policies of one schema hide rows, the others are still read.
 */
async function readNamedRows(
  connection: Connection,
  wanted: readonly WantedRows[],
  place: { readonly table: string; readonly key: string },
): Promise<Map<string, NamedRows | "hidden">> {
  const readable = wanted.filter(({ isReadable }) => isReadable);
  if (readable.length === 0) return new Map();
  try {
    return await withSavepoint(connection, () => selectNamedRows(connection, readable, place));
  } catch (error) {
    if (!isHiddenByPolicy(error)) throw error;
    if (readable.length === 1) return new Map(readable.map(({ prefix }) => [prefix, "hidden"]));
    const found = new Map<string, NamedRows | "hidden">();
    for (const one of readable)
      for (const [prefix, rows] of await readNamedRows(connection, [one], place)) found.set(prefix, rows);
    return found;
  }
}

async function selectNamedRows(
  connection: Connection,
  wanted: readonly WantedRows[],
  { table, key }: { readonly table: string; readonly key: string },
): Promise<Map<string, NamedRows>> {
  const selects = wanted.map(
    ({ prefix }, index) =>
      `SELECT ${index} AS number, pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t)) AS rows
       FROM ${quoteIdentifier(prefix)}.${table} t WHERE ${key} = ANY ($${index + 1})`,
  );
  const names = wanted.map(({ rows }) => rows.map(({ name }) => name));
  const { rows } = await connection.query(selects.join(" UNION ALL "), names);
  return new Map(
    rows.map((found) => {
      const { prefix } = wanted[Number(found.number)] as WantedRows;
      const present = (found.rows as Row[] | null) ?? [];
      return [prefix, new Map(present.map((row) => [String(row[key]), row]))];
    }),
  );
}

/** Lists the columns that the server fills with a new value for each row; undefined if the table does not exist. */
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
  { table, where }: { table: string; where: string },
): Promise<Row[]> {
  const { rows } = await connection.query(
    `SELECT pg_catalog.to_jsonb(t) AS row FROM ${quoteIdentifier(prefix)}.${table} t WHERE ${where}`,
  );
  return rows.map(({ row }) => row as Row);
}
