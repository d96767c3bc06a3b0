import { listManagedTables } from "../../migrations/managed-objects.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { type Check, type CheckContext, type CheckResult, formatNames, warn } from "../check.ts";

/**
 * Has the sort order of the operating system or ICU changed since indexes were built? Such indexes miss rows and let
 * duplicates in.
 */
export const collations: Check = {
  name: "collations",
  async run(context) {
    return [...(await checkDatabase(context)), ...(await checkColumns(context))];
  },
};

async function checkDatabase({ connection }: CheckContext): Promise<CheckResult[]> {
  const { rows } = await connection.query(
    `SELECT datname::text AS name, datcollversion AS built, pg_database_collation_actual_version(oid) AS actual
     FROM pg_database WHERE datname = current_database()
       AND datcollversion <> pg_database_collation_actual_version(oid)`,
  );
  return rows.map(({ name, built, actual }) => {
    const database = quoteIdentifier(String(name));
    return warn(
      `The database was built with version ${built} of its collation; the server now has version ${actual}. ` +
        "Until they are rebuilt, indexes on text may miss rows and let duplicates in.",
      `Outside of busy hours, run REINDEX DATABASE ${database}; and then ` +
        `ALTER DATABASE ${database} REFRESH COLLATION VERSION;`,
    );
  });
}

/** Checks the collations that columns and indexes of managed tables have themselves. */
async function checkColumns({ connection, prefix }: CheckContext): Promise<CheckResult[]> {
  const { rows } = await connection.query(
    `WITH managed AS (
       SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relname = ANY ($2::text[])
     ), used AS (
       SELECT i.indexrelid, unnest(i.indcollation::oid[]) AS collation FROM pg_index i JOIN managed ON managed.oid = i.indrelid
       UNION
       SELECT NULL, a.attcollation FROM pg_attribute a JOIN managed ON managed.oid = a.attrelid WHERE NOT a.attisdropped
     )
     SELECT format('%I.%I', n.nspname, l.collname) AS name, l.collversion AS built,
       pg_collation_actual_version(l.oid) AS actual,
       coalesce(array_agg(DISTINCT format('%I.%I', $1, x.relname)) FILTER (WHERE x.oid IS NOT NULL), '{}') AS indexes
     FROM used JOIN pg_collation l ON l.oid = used.collation JOIN pg_namespace n ON n.oid = l.collnamespace
     LEFT JOIN pg_class x ON x.oid = used.indexrelid
     WHERE l.collversion <> pg_collation_actual_version(l.oid)
     GROUP BY l.oid, n.nspname ORDER BY 1`,
    [prefix, listManagedTables()],
  );
  return rows.map(({ name, built, actual, indexes }) => {
    const names = indexes as string[];
    const used = names.length > 0 ? `Indexes ${formatNames(names)} were` : "Columns of managed tables were";
    const rebuild = names.map((index) => `REINDEX INDEX ${index}; `).join("");
    return warn(
      `${used} built with version ${built} of collation ${name}; the server now has version ${actual}.`,
      `Run ${rebuild}ALTER COLLATION ${name} REFRESH VERSION;`,
    );
  });
}
