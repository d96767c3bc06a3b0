import { escapeIdentifier, type Pool } from "pg";
import { expect } from "vitest";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { compareCatalogs, formatDifference } from "../../src/catalog/compare.ts";
import { readCatalog } from "../../src/catalog/read.ts";

/**
 * Reads the catalog of a schema, without the comment on the schema itself: `public` has one of PostgreSQL's,
 * a schema that the migrator made one of its own, a host's schema none.
 *
 * @example
 * expectSame(await catalogOf(pool, "tenant"), await catalogOf(pool, "public"));
 */
export async function catalogOf(pool: Pool, schema: string): Promise<Catalog> {
  const client = await pool.connect();
  try {
    return { ...(await readCatalog(client, schema)), schemaComment: null };
  } finally {
    client.release();
  }
}

/**
 * Fails with one line a difference unless two catalogs are the same, column order aside.
 *
 * @example
 * expectSame(await catalogOf(pool, "tenant"), expected);
 */
export function expectSame(actual: Catalog, expected: Catalog): void {
  expect(compareCatalogs(actual, expected).map(formatDifference)).toEqual([]);
}

/**
 * All rows of all tables of a schema, as text, so that equal means untouched.
 *
 * @example
 * const before = await rowsOf(pool, "public");
 */
export async function rowsOf(pool: Pick<Pool, "query">, schema: string): Promise<Record<string, string[]>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
     ORDER BY relname`,
    [schema],
  );
  const contents: Record<string, string[]> = {};
  for (const { name } of tables) {
    const table = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
    const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t ORDER BY 1`);
    contents[name] = rows.map(({ row }) => row);
  }
  return contents;
}

/** Everything there is to know of a schema, for asserting that something changed nothing. */
export interface Contents {
  catalog: Catalog;
  rows: Record<string, string[]>;
}

/**
 * The catalog and the rows of a schema.
 *
 * @example
 * const before = await contentsOf(pool, "tenant");
 * expect(await contentsOf(pool, "tenant")).toEqual(before);
 */
export async function contentsOf(pool: Pool, schema: string): Promise<Contents> {
  return { catalog: await catalogOf(pool, schema), rows: await rowsOf(pool, schema) };
}

/**
 * What there is in the whole database, PostgreSQL's own and extensions' objects left out: schemas, relations,
 * types, functions, and the comments on all of them, one line each.
 *
 * @example
 * expect(await databaseObjects(pool)).toEqual(before);
 */
export async function databaseObjects(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(`
    WITH object AS (
      SELECT 'pg_namespace'::regclass AS catalog, oid, oid AS namespace, 'schema' AS kind, '' AS name
      FROM pg_namespace
      UNION ALL
      SELECT 'pg_class'::regclass, oid, relnamespace, 'relation ' || relkind::text, relname FROM pg_class
      UNION ALL
      SELECT 'pg_type'::regclass, oid, typnamespace, 'type', typname FROM pg_type
      UNION ALL
      SELECT 'pg_proc'::regclass, oid, pronamespace, 'function', oid::regprocedure::text FROM pg_proc
    )
    SELECT concat_ws(' ', kind, n.nspname, name, obj_description(object.oid, catalog::text)) AS line
    FROM object JOIN pg_namespace n ON n.oid = namespace
    WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d
                      WHERE d.classid = catalog AND d.objid = object.oid AND d.deptype = 'e')
    ORDER BY line`);
  return rows.map(({ line }) => line);
}
