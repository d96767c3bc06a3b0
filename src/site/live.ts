import type { SchemaDifference } from "../drift/differences.ts";
import { verify } from "../drift/verify.ts";
import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";

/** What a schema of a database is like, beside what its version says. */
export interface LiveSchema {
  readonly prefix: string;
  /** The version that it is at; 0 where no managed table is there. */
  readonly version: number;
  /** What `verify` finds, drift or not. */
  readonly differences: readonly SchemaDifference[];
  /** The tables that no version creates. */
  readonly hostTables: readonly string[];
  readonly sizes: ReadonlyMap<string, TableSize>;
}

/** How large a table is. */
export interface TableSize {
  /** As PostgreSQL estimates; null before the first ANALYZE of the table. */
  readonly rows: number | null;
  /** With its indexes and its large values. */
  readonly bytes: number;
  readonly columns: number;
}

/** Reads what a schema is like. Rows are estimates of the catalog, so that large tables cost nothing. */
export async function readLiveSchema(
  database: DatabaseTarget,
  { prefix, ...options }: ConnectOptions & { readonly prefix: string },
): Promise<LiveSchema> {
  const { version, differences, unmanagedTables } = await verify(database, { ...options, prefix });
  const sizes = await readSizes(database, { ...options, prefix });
  return { prefix, version, differences, hostTables: unmanagedTables, sizes };
}

async function readSizes(
  database: DatabaseTarget,
  { prefix, ...options }: ConnectOptions & { readonly prefix: string },
): Promise<Map<string, TableSize>> {
  return withConnection(
    database,
    async (connection) => {
      const { rows } = await connection.query(
        `SELECT c.relname AS name,
           CASE WHEN c.reltuples >= 0 THEN c.reltuples::pg_catalog.int8 END AS rows,
           pg_catalog.pg_total_relation_size(c.oid) AS bytes,
           (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
         FROM pg_catalog.pg_class c
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')`,
        [prefix],
      );
      return new Map(
        rows.map((row): [string, TableSize] => [
          String(row.name),
          {
            rows: row.rows === null ? null : Number(row.rows),
            bytes: Number(row.bytes),
            columns: Number(row.columns),
          },
        ]),
      );
    },
    options,
  );
}

/** The rows of a table in words. */
export function formatRows({ rows }: TableSize): string {
  return rows === null ? "not counted yet" : `about ${rows.toLocaleString("en")}`;
}

/** Bytes in the largest unit that leaves a number of at least 1. */
export function formatBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${Number((bytes / 1024 ** power).toPrecision(3)).toLocaleString("en")} ${units[power]}`;
}
