import type { TableChange } from "../migrations/table-changes.ts";
import type { Connection } from "../postgres/connection.ts";

/**
 * Leaves out what a step drops only if an earlier version created it: Oban's tables, a function that makes UUIDs.
 * If the host has its own, the step keeps them.
 */
export async function withoutHostsOwn<T extends Pick<TableChange, "made">>(
  connection: Connection,
  prefix: string,
  changes: readonly T[],
): Promise<T[]> {
  if (changes.every(({ made }) => made === undefined)) return [...changes];
  const { rows } = await connection.query(selectMade, [prefix]);
  const comments = rows.map(({ comment }) => String(comment));
  return changes.filter(
    ({ made }) => made === undefined || comments.some((comment) => comment.startsWith(made)),
  );
}

/** Statements ask for the comments of a type or a function. */
const selectMade = `SELECT pg_catalog.obj_description(o.oid, o.catalog) AS comment
FROM (
  SELECT oid, typnamespace AS namespace, 'pg_type' AS catalog FROM pg_catalog.pg_type
  UNION ALL
  SELECT oid, pronamespace, 'pg_proc' FROM pg_catalog.pg_proc
) o JOIN pg_catalog.pg_namespace n ON n.oid = o.namespace
WHERE n.nspname = $1 AND pg_catalog.starts_with(pg_catalog.obj_description(o.oid, o.catalog), 'Made by V')`;
