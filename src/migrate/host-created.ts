import type { TableChange } from "../migrations/table-changes.ts";
import type { Connection } from "../postgres/connection.ts";

/**
 * Leaves out changes to objects of the host. Some objects, such as Oban's tables and a function that generates UUIDs,
 * may be the host's own; a step drops them only if an earlier version created them.
 */
export async function omitHostCreated<T extends Pick<TableChange, "requiredComment">>(
  connection: Connection,
  prefix: string,
  changes: readonly T[],
): Promise<T[]> {
  if (changes.every(({ requiredComment }) => requiredComment === undefined)) return [...changes];
  const { rows } = await connection.query(selectComments, [prefix]);
  const comments = rows.map(({ comment }) => String(comment));
  return changes.filter(
    ({ requiredComment }) =>
      requiredComment === undefined || comments.some((comment) => comment.startsWith(requiredComment)),
  );
}

/** Such statements check the comment of a type or a function. */
const selectComments = `SELECT pg_catalog.obj_description(o.oid, o.catalog) AS comment
FROM (
  SELECT oid, typnamespace AS namespace, 'pg_type' AS catalog FROM pg_catalog.pg_type
  UNION ALL
  SELECT oid, pronamespace, 'pg_proc' FROM pg_catalog.pg_proc
) o JOIN pg_catalog.pg_namespace n ON n.oid = o.namespace
WHERE n.nspname = $1 AND pg_catalog.starts_with(pg_catalog.obj_description(o.oid, o.catalog), 'Made by V')`;
