import { PhoenixKitError } from "../error.ts";
import type { Connection } from "../postgres/connection.ts";
import { isInTransaction, readSnapshot, withSavepoint } from "../postgres/transaction.ts";
import { type Catalog, emptyCatalog } from "./catalog.ts";
import { selectCatalogSql, useSystemSearchPath } from "./queries.ts";

/**
 * The parts of a connection that this module uses. The type excludes a `Pool`, whose queries do not share a transaction.
 */
export type Queryable = Pick<Connection, "query" | "totalCount">;

/**
 * Reads what a schema contains, in the same form whatever the schema's name is. Returns an empty catalog if the schema
 * does not exist.
 *
 * Objects of the schema and of extensions appear without their schema. Tables in other schemas that foreign keys refer to
 * appear with it, and so do types and functions that are named like one of PostgreSQL's own. The objects of extensions,
 * temporary tables and NOT NULL constraints are left out.
 *
 * It opens a read-only transaction, or a savepoint inside the caller's, and leaves everything as it was.
 */
export async function readCatalog(connection: Queryable, schema: string): Promise<Catalog> {
  const catalog = await readAndUndo(connection, schema, false);
  for (const routine of Object.values(catalog.functions)) routine.body = withoutPrefix(routine.body, schema);
  return catalog;
}

/**
 * Like {@link readCatalog}, but each name in a definition has its schema, so that a statement made of the definition
 * means the same under any search path. Not for comparing.
 */
export async function readQualifiedCatalog(connection: Queryable, schema: string): Promise<Catalog> {
  return readAndUndo(connection, schema, true);
}

async function readAndUndo(connection: Queryable, schema: string, qualified: boolean): Promise<Catalog> {
  const read = () => selectCatalog(connection, schema, qualified);
  const isInside = await isInTransaction(connection);
  return isInside ? withSavepoint(connection, read) : readSnapshot(connection, read);
}

async function selectCatalog(connection: Queryable, schema: string, qualified: boolean): Promise<Catalog> {
  await connection.query(useSystemSearchPath);
  const { rows } = await connection.query(selectCatalogSql, [schema, qualified]);
  if (rows.length === 0) return emptyCatalog();
  if (rows[0]?.entered !== true) {
    throw new PhoenixKitError(
      `Can't read schema ${JSON.stringify(schema)}: this role has no USAGE on it, or its name can't be on the search path.`,
      { code: "insufficient_privilege", remedy: "Grant USAGE on the schema to this role." },
    );
  }
  return JSON.parse(String(rows[0].catalog)) as Catalog;
}

/**
 * PostgreSQL keeps the text of a body, with the names as their author qualified them. In a literal within that text,
 * single quotes in the name are doubled.
 */
function withoutPrefix(body: string, schema: string): string {
  const prefix = `"${schema.replaceAll('"', '""')}".`;
  return body.replaceAll(prefix.replaceAll("'", "''"), "").replaceAll(prefix, "");
}
