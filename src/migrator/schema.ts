import type { Connection } from "./connection.ts";
import { PhoenixKitError } from "./error.ts";
import { quotedIdentifier, quotedLiteral } from "./identifiers.ts";

/** Marks a schema as made by the first step, so that the last way back may drop it again. */
const mark = "Made by phoenix-kit-schema; dropped with its last table.";

/**
 * The statements that make a prefix's schema, none where it is there: a role that owns the schema need not be
 * allowed to create one.
 *
 * @param connection a connection
 * @param prefix a checked prefix
 * @param createSchema whether it may be made
 * @throws PhoenixKitError `schema_missing`
 * @example
 * await schemaStatements(client, "tenant_42", true)
 */
export async function schemaStatements(
  connection: Connection,
  prefix: string,
  createSchema: boolean,
): Promise<string[]> {
  const { rows } = await connection.query("SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1", [prefix]);
  if (rows.length > 0) return [];
  const name = quotedIdentifier(prefix);
  if (!createSchema) {
    throw new PhoenixKitError(`Schema ${name} does not exist.`, {
      code: "schema_missing",
      remedy: `Create it (CREATE SCHEMA ${name}), or leave createSchema on.`,
    });
  }
  return [`CREATE SCHEMA ${name};`, `COMMENT ON SCHEMA ${name} IS ${quotedLiteral(mark)};`];
}

/**
 * The statement that drops a prefix's schema where the first step made it and nothing is left in it.
 *
 * @param prefix a checked prefix
 * @example
 * schemaDropped("tenant_42")
 */
export function schemaDropped(prefix: string): string {
  const name = quotedIdentifier(prefix);
  const body = `BEGIN
  IF EXISTS (
    SELECT FROM pg_catalog.pg_namespace n
    WHERE n.nspname = ${quotedLiteral(prefix)}
      AND pg_catalog.obj_description(n.oid, 'pg_namespace') = ${quotedLiteral(mark)}
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend d
        WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid = n.oid
      )
  ) THEN
    DROP SCHEMA ${name};
  END IF;
END`;
  return `DO ${quotedLiteral(body)};`;
}
