import { PhoenixKitError } from "../error.ts";
import type { Connection } from "../postgres/connection.ts";
import { isInTransaction, readSnapshot, withSavepoint } from "../postgres/transaction.ts";
import { type Catalog, emptyCatalog } from "./catalog.ts";
import { selectCatalogsSql, useSystemSearchPath } from "./queries.ts";

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
  return getOnly(await readCatalogs(connection, [schema]), schema);
}

/**
 * Reads several schemas as {@link readCatalog} reads one, with one query. A schema that cannot be read gets the error.
 * Tables named `without` are left out: PostgreSQL cannot print the definition of what another session has locked.
 */
export async function readCatalogs(
  connection: Queryable,
  schemas: readonly string[],
  without: ReadonlySet<string> = new Set(),
): Promise<Map<string, Catalog | PhoenixKitError>> {
  const catalogs = await readAndUndo(connection, { schemas, qualified: false, without });
  for (const [schema, catalog] of catalogs) {
    if (catalog instanceof PhoenixKitError) continue;
    for (const routine of Object.values(catalog.functions))
      routine.body = withoutPrefix(routine.body, schema);
  }
  return catalogs;
}

/**
 * Like {@link readCatalog}, but each name in a definition has its schema, so that a statement made of the definition
 * means the same under any search path. Not for comparing.
 */
export async function readQualifiedCatalog(connection: Queryable, schema: string): Promise<Catalog> {
  return getOnly(await readAndUndo(connection, { schemas: [schema], qualified: true }), schema);
}

function getOnly(catalogs: Map<string, Catalog | PhoenixKitError>, schema: string): Catalog {
  const catalog = catalogs.get(schema) ?? emptyCatalog();
  if (catalog instanceof PhoenixKitError) throw catalog;
  return catalog;
}

interface CatalogRequest {
  readonly schemas: readonly string[];
  readonly qualified: boolean;
  readonly without?: ReadonlySet<string>;
}

async function readAndUndo(
  connection: Queryable,
  request: CatalogRequest,
): Promise<Map<string, Catalog | PhoenixKitError>> {
  const read = () => selectCatalogs(connection, request);
  const isInside = await isInTransaction(connection);
  return isInside ? withSavepoint(connection, read) : readSnapshot(connection, read);
}

async function selectCatalogs(
  connection: Queryable,
  { schemas, qualified, without = new Set() }: CatalogRequest,
): Promise<Map<string, Catalog | PhoenixKitError>> {
  await connection.query(useSystemSearchPath);
  const { rows } = await connection.query(selectCatalogsSql, [schemas, qualified, [...without]]);
  const catalogs = new Map<string, Catalog | PhoenixKitError>(
    schemas.map((schema) => [schema, emptyCatalog()]),
  );
  for (const { schema, entered, catalog } of rows) {
    const name = String(schema);
    const read = entered === true ? (JSON.parse(String(catalog)) as Catalog) : notEnteredError(name);
    catalogs.set(name, read);
  }
  return catalogs;
}

function notEnteredError(schema: string): PhoenixKitError {
  return new PhoenixKitError(
    `Can't read schema ${JSON.stringify(schema)}: this role has no USAGE on it, or its name can't be on the search path.`,
    { code: "insufficient_privilege", remedy: "Grant USAGE on the schema to this role." },
  );
}

/**
 * PostgreSQL keeps the text of a body, with the names as their author qualified them. In a literal within that text,
 * single quotes in the name are doubled.
 */
function withoutPrefix(body: string, schema: string): string {
  const prefix = `"${schema.replaceAll('"', '""')}".`;
  return body.replaceAll(prefix.replaceAll("'", "''"), "").replaceAll(prefix, "");
}
