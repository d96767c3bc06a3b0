import type { Connection } from "../postgres/connection.ts";

/** Describes the indexes that a concurrent build has left INVALID in a schema; undefined if there are none. */
export async function describeInvalidIndexes(
  connection: Connection,
  prefix: string,
): Promise<string | undefined> {
  const { rows } = await connection.query(selectInvalid, [prefix]);
  if (rows.length === 0) return undefined;
  const names = rows.map(({ index }) => String(index));
  const drops = names.map((name) => `DROP INDEX CONCURRENTLY ${name};`).join(" ");
  return (
    `INVALID, and of no use to queries: ${names.join(", ")}. The next repair builds such an index again. ` +
    `Without a repair, drop it: ${drops}`
  );
}

/** Leaves out partitioned indexes, which become valid in another way. */
const selectInvalid = `SELECT pg_catalog.format('%I.%I', n.nspname, x.relname) AS index
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid AND x.relkind = 'i'
JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
WHERE n.nspname = $1 AND NOT i.indisvalid
ORDER BY 1`;
