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
 * Objects of the schema and of extensions appear without their schema. Tables in other schemas that foreign keys refer
 * to appear with theirs, and so do types and functions that have the name of one of PostgreSQL's own. The objects of
 * extensions, temporary tables and NOT NULL constraints are left out.
 *
 * It opens a read-only transaction, or a savepoint inside the caller's, and leaves everything as it was.
 */
export async function readCatalog(connection: Queryable, schema: string): Promise<Catalog> {
  return getOnly(await readCatalogs(connection, [schema]), schema);
}

/** How several schemas are read. */
export interface CatalogOptions {
  /** Tables to leave out: PostgreSQL cannot print the definition of what another session has locked. */
  readonly without?: ReadonlySet<string> | undefined;
  /** Catalogs that were read before. Schemas with the same catalog share one object, which is not sent again. */
  readonly known?: KnownCatalogs | undefined;
}

/** Catalogs by their digests. */
export type KnownCatalogs = Map<string, Catalog>;

/** Tenants are at a few versions; those with tables of their own would fill the memory. */
const mostKnown = 8;

/** Reads several schemas as {@link readCatalog} reads one, with one query. A schema that cannot be read gets the error. */
export async function readCatalogs(
  connection: Queryable,
  schemas: readonly string[],
  options: CatalogOptions = {},
): Promise<Map<string, Catalog | PhoenixKitError>> {
  return readAndUndo(connection, { schemas, qualified: false, ...options });
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

interface CatalogRequest extends CatalogOptions {
  readonly schemas: readonly string[];
  readonly qualified: boolean;
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
  { schemas, qualified, without = new Set(), known = new Map() }: CatalogRequest,
): Promise<Map<string, Catalog | PhoenixKitError>> {
  await connection.query(useSystemSearchPath);
  // another read may drop some of them meanwhile
  const before = new Map(known);
  const { rows } = await connection.query(selectCatalogsSql, [
    schemas,
    qualified,
    [...without],
    [...before.keys()],
  ]);
  const catalogs = new Map<string, Catalog | PhoenixKitError>(
    schemas.map((schema) => [schema, emptyCatalog()]),
  );
  for (const { schema, entered, digest, catalog } of rows) {
    const name = String(schema);
    if (entered !== true) {
      catalogs.set(name, notEnteredError(name));
      continue;
    }
    const key = String(digest);
    const read = before.get(key) ?? (JSON.parse(String(catalog)) as Catalog);
    before.set(key, read);
    keepCatalog(known, key, read);
    catalogs.set(name, read);
  }
  return catalogs;
}

function keepCatalog(known: KnownCatalogs, digest: string, catalog: Catalog): void {
  known.set(digest, catalog);
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
}

function notEnteredError(schema: string): PhoenixKitError {
  return new PhoenixKitError(
    `Can't read schema ${JSON.stringify(schema)}: this role has no USAGE on it, or its name can't be on the search path.`,
    { code: "insufficient_privilege", remedy: "Grant USAGE on the schema to this role." },
  );
}
