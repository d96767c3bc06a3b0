import { type Catalog, emptyCatalog } from "./catalog.ts";
import { enterSystemCatalog, selectCatalog } from "./queries.ts";

/**
 * The little that is asked of a connection: a `Client` or `PoolClient` of pg. A `Pool` is refused by its
 * type, because its queries may each run on another connection and these must share a transaction.
 */
export type Queryable = {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  totalCount?: never;
};

/**
 * Reads what a schema contains, told the same way whatever the schema's name is.
 *
 * Own objects and those of extensions appear without their schema, what a foreign key points to in another
 * schema with it. (Own types and functions named like one of PostgreSQL's own keep it, as it hides them.)
 * Left out are extensions' objects themselves, temporary tables and NOT NULL constraints.
 *
 * Opens a read-only transaction; inside the caller's, a savepoint, which leaves everything as it was.
 *
 * @param client - one connection; nothing else may query it meanwhile.
 * @param schema - the schema's name as it is, unquoted.
 * @returns the catalog; an empty one if there is no such schema.
 * @throws Error if the schema can't be put on the search path: the role lacks USAGE on it, or its name is
 *   `$user`; and PostgreSQL's own errors as they are.
 * @example
 * ```ts
 * import pg from "pg";
 * import { readCatalog } from "./read.ts";
 *
 * const client = new pg.Client(process.env.DATABASE_URL);
 * await client.connect();
 * const catalog = await readCatalog(client, "public");
 * console.log(Object.keys(catalog.tables));
 * await client.end();
 * ```
 */
export async function readCatalog(client: Queryable, schema: string): Promise<Catalog> {
  return inSavepoint(client, async () => {
    const catalog = await readInside(client, schema, false);
    for (const routine of Object.values(catalog.functions))
      routine.body = withoutPrefix(routine.body, schema);
    return catalog;
  });
}

/**
 * Like {@link readCatalog}, but each name in a definition has its schema, so that a statement made of it means
 * the same under any search path. Not for comparing.
 *
 * @param client - one connection; nothing else may query it meanwhile.
 * @param schema - the schema's name as it is, unquoted.
 * @returns the catalog; an empty one if there is no such schema.
 * @throws PostgreSQL's own errors as they are.
 * @example
 * ```ts
 * const { tables } = await readQualifiedCatalog(client, "tenant");
 * console.log(tables.users?.indexes.users_email?.definition); // CREATE INDEX … ON tenant.users …
 * ```
 */
export async function readQualifiedCatalog(client: Queryable, schema: string): Promise<Catalog> {
  return inSavepoint(client, () => readInside(client, schema, true));
}

async function inSavepoint<T>(client: Queryable, read: () => Promise<T>): Promise<T> {
  const inside = await inTransaction(client);
  await client.query(inside ? "SAVEPOINT read_catalog" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const leave = async (): Promise<void> => {
    await client.query(inside ? "ROLLBACK TO SAVEPOINT read_catalog" : "ROLLBACK");
    if (inside) await client.query("RELEASE SAVEPOINT read_catalog");
  };
  try {
    const result = await read();
    await leave();
    return result;
  } catch (error) {
    // A connection that broke can't roll back either; what broke it is the error to tell.
    await leave().catch(() => undefined);
    throw error;
  }
}

/** A local setting outlives its statement only inside a transaction; asking so raises no error in the log. */
async function inTransaction(client: Queryable): Promise<boolean> {
  await client.query("SELECT set_config('read_catalog.probe', 'on', true)");
  const { rows } = await client.query("SELECT current_setting('read_catalog.probe', true) = 'on' AS inside");
  return rows[0]?.inside === true;
}

async function readInside(client: Queryable, schema: string, qualified: boolean): Promise<Catalog> {
  await client.query(enterSystemCatalog);
  const { rows } = await client.query(selectCatalog, [schema, qualified]);
  if (rows.length === 0) return emptyCatalog();
  if (rows[0]?.entered !== true) {
    throw new Error(
      `Can't read schema ${JSON.stringify(schema)}: this role has no USAGE on it, or its name can't be on the search path.`,
    );
  }
  return JSON.parse(String(rows[0].catalog)) as Catalog;
}

/**
 * PostgreSQL keeps a body as the text that it was given, so names in it are as the author qualified them;
 * within a literal of that text, single quotes in the name are doubled.
 */
function withoutPrefix(body: string, schema: string): string {
  const prefix = `"${schema.replaceAll('"', '""')}".`;
  return body.replaceAll(prefix.replaceAll("'", "''"), "").replaceAll(prefix, "");
}
