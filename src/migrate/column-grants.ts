import type { TableChange } from "../migrations/table-changes.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { describeChange, type HostObject } from "./host-object.ts";

interface ColumnGrant {
  readonly table: string;
  readonly column: string;
  /** Qualified, and quoted as SQL, as are the column and the role. */
  readonly tableSql: string;
  readonly columnSql: string;
  readonly role: string;
  readonly privileges: readonly string[];
}

/**
 * Finds rights that a role has on a single column and that are lost with it. Rights on the whole table also cover its
 * new columns.
 */
export async function findColumnGrants(
  connection: Connection,
  prefix: string,
  changes: readonly TableChange[],
): Promise<HostObject[]> {
  const gone = changes.filter(({ kind, column }) => kind === "drop" && column !== undefined);
  if (gone.length === 0) return [];
  const tables = [...new Set(gone.map(({ table }) => table))];
  const { rows } = await connection.query(selectGrants, [prefix, tables]);
  return (rows as unknown as ColumnGrant[]).flatMap((grant) => {
    const change = gone.find(({ table, column }) => table === grant.table && column === grant.column);
    return change ? [describe(grant, change, prefix)] : [];
  });
}

function describe(grant: ColumnGrant, change: TableChange, prefix: string): HostObject {
  const { column, tableSql, columnSql, role, privileges } = grant;
  const rights = privileges.join(", ");
  const successor = guessSuccessor(column);
  const grants = privileges.map((privilege) => `${privilege} (${quoteIdentifier(successor)})`).join(", ");
  return {
    version: change.version,
    effect: "dropped",
    name: `rights of ${role} on ${tableSql}.${columnSql}`,
    message: `${describeChange(change, prefix)}; what ${role} may do with this column alone (${rights}) goes with it.`,
    remedy: `After the migration, grant it on the column that takes its place: GRANT ${grants} ON ${tableSql} TO ${role};`,
  };
}

/** Going up, UUIDs replace integer ids; going down, the ids come back. */
function guessSuccessor(column: string): string {
  if (/(^|_)id$/.test(column)) return column.replace(/id$/, "uuid");
  if (/(^|_)uuid$/.test(column)) return column.replace(/uuid$/, "id");
  return "…";
}

const selectGrants = `SELECT c.relname::text AS "table", a.attname::text AS "column",
  format('%I.%I', n.nspname, c.relname) AS "tableSql", quote_ident(a.attname) AS "columnSql",
  coalesce(quote_ident(r.rolname), 'PUBLIC') AS role,
  array_agg(DISTINCT g.privilege_type ORDER BY g.privilege_type) AS privileges
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped
CROSS JOIN LATERAL aclexplode(a.attacl) g
LEFT JOIN pg_roles r ON r.oid = g.grantee
WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND g.grantee <> c.relowner
GROUP BY n.nspname, c.relname, a.attname, r.rolname
ORDER BY 1, 2, 4`;
