import { PhoenixKitError } from "../error.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier, quoteLiteral } from "../postgres/sql.ts";
import { locateJournal } from "./journal.ts";

/** The comment on a schema that the first step created, so that the last down migration may drop it. */
const mark = "Made by phoenix-kit-schema; dropped with its last table.";

/**
 * Builds the statements that create a prefix's schema; none if it exists, because the role may lack the right to create
 * schemas. Throws `schema_missing` if the caller does not want it created.
 */
export async function buildSchemaStatements(
  connection: Connection,
  prefix: string,
  createSchema: boolean,
): Promise<string[]> {
  const { rows } = await connection.query("SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1", [prefix]);
  if (rows.length > 0) {
    const found = await connection.query(findDrizzleKitSchemaSql(prefix));
    return found.rows.length > 0 ? [markSchemaSql(prefix)] : [];
  }
  const name = quoteIdentifier(prefix);
  if (!createSchema) {
    throw new PhoenixKitError(`Schema ${name} does not exist.`, {
      code: "schema_missing",
      remedy: `Create it (CREATE SCHEMA ${name}), or leave createSchema on.`,
    });
  }
  return [`CREATE SCHEMA ${name};`, commentSchemaSql(name)];
}

function commentSchemaSql(name: string): string {
  return `COMMENT ON SCHEMA ${name} IS ${quoteLiteral(mark)};`;
}

/** Finds a schema that drizzle-kit has created for an exported folder: it holds the journal and nothing else. */
function findDrizzleKitSchemaSql(prefix: string): string {
  return `SELECT
    FROM pg_catalog.pg_namespace n
    JOIN pg_catalog.pg_class journal ON journal.relnamespace = n.oid
    WHERE n.nspname = ${quoteLiteral(prefix)} AND journal.relname = ${quoteLiteral(locateJournal(prefix).table)}
      AND pg_catalog.pg_has_role(n.nspowner, 'USAGE')
      AND n.nspacl IS NULL AND pg_catalog.obj_description(n.oid, 'pg_namespace') IS NULL
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend d
        WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid = n.oid
          AND d.objid <> journal.oid
          AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend own
            WHERE own.objid = d.objid AND own.refobjid = journal.oid AND own.deptype = 'a'
          )
      )`;
}

/** Marks a schema that drizzle-kit has created for an exported folder as created by the first step. */
export function markSchemaSql(prefix: string): string {
  const body = `BEGIN
  IF EXISTS (${findDrizzleKitSchemaSql(prefix)}) THEN
    ${commentSchemaSql(quoteIdentifier(prefix))}
  END IF;
END`;
  return `DO ${quoteLiteral(body)};`;
}

/** Drops a prefix's schema if the first step created it and nothing is left in it. */
export function dropSchemaSql(prefix: string): string {
  const name = quoteIdentifier(prefix);
  const body = `BEGIN
  IF EXISTS (
    SELECT FROM pg_catalog.pg_namespace n
    WHERE n.nspname = ${quoteLiteral(prefix)}
      AND pg_catalog.obj_description(n.oid, 'pg_namespace') = ${quoteLiteral(mark)}
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend d
        WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid = n.oid
      )
  ) THEN
    IF pg_catalog.to_regclass('pg_catalog.pg_dist_schema') IS NULL THEN
      DROP SCHEMA ${name};
    ELSE
      -- a step that was rolled back leaves its sequences on the workers of Citus
      DROP SCHEMA ${name} CASCADE;
    END IF;
  END IF;
END`;
  return `DO ${quoteLiteral(body)};`;
}
