import { listManagedTables } from "../migrations/managed-objects.ts";
import type { Connection } from "../postgres/connection.ts";

/** A role that owns managed objects which the current role cannot alter. */
export interface ForeignOwner {
  readonly owner: string;
  /** The current role. */
  readonly role: string;
  /** Tables, and functions with their parentheses. */
  readonly names: readonly string[];
}

/**
 * Finds the owners of managed tables and functions whose roles the current role is not a member of, those of most
 * objects first.
 */
export async function findForeignOwners(connection: Connection, prefix: string): Promise<ForeignOwner[]> {
  const { rows } = await connection.query(selectForeignOwners, [prefix, listManagedTables()]);
  return rows as unknown as ForeignOwner[];
}

const selectForeignOwners = `SELECT r.rolname::pg_catalog.text AS owner, current_user::pg_catalog.text AS role,
  pg_catalog.array_agg(o.name ORDER BY o.name) AS names
FROM (
  SELECT c.relowner AS owner, c.relname::pg_catalog.text AS name
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = ANY ($2::pg_catalog.text[]) AND c.relkind IN ('r', 'p')
  UNION ALL
  SELECT p.proowner, pg_catalog.concat(p.proname, '()')
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname = $1
    AND (p.proname = 'uuid_generate_v7' OR pg_catalog.starts_with(p.proname::pg_catalog.text, 'phoenix_kit'))
) o JOIN pg_catalog.pg_roles r ON r.oid = o.owner
WHERE NOT pg_catalog.pg_has_role(o.owner, 'USAGE')
GROUP BY r.rolname
ORDER BY pg_catalog.count(*) DESC, r.rolname`;
