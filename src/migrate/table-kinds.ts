import { PhoenixKitError } from "../error.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteQualified } from "../postgres/sql.ts";

/** Something with a managed table's name that steps cannot migrate. */
export interface UnsuitableTable {
  /** Says what it is instead of a plain table. */
  readonly message: string;
  readonly remedy: string;
}

/**
 * Finds what has the name of a managed table but is not a plain table: a partitioned or foreign table, a view, or a
 * table that inherits. Steps would change the wrong rows, or fail half-way. `tables` are the names to look at.
 */
export async function findUnsuitableTables(
  connection: Connection,
  prefix: string,
  tables: readonly string[],
): Promise<UnsuitableTable[]> {
  const { rows } = await connection.query(selectUnsuitable, [[prefix], tables]);
  return rows.map(({ name, kind, parents, children }) => {
    const table = quoteQualified(prefix, String(name));
    if (kind !== "r") return describeKind(table, String(kind));
    const [above, below] = [parents as string[], children as string[]];
    return above.length > 0 ? describeParents(table, above) : describeChildren(table, below);
  });
}

/** Finds the schemas that have such tables. */
export async function findSchemasWithUnsuitableTables(
  connection: Connection,
  prefixes: readonly string[],
  tables: readonly string[],
): Promise<Set<string>> {
  const { rows } = await connection.query(selectUnsuitable, [prefixes, tables]);
  return new Set(rows.map(({ prefix }) => String(prefix)));
}

/** Throws `dependent_objects` if a schema has such tables. */
export async function assertPlainTables(
  connection: Connection,
  prefix: string,
  tables: readonly string[],
): Promise<void> {
  const [first, ...more] = await findUnsuitableTables(connection, prefix, tables);
  if (!first) return;
  throw new PhoenixKitError(first.message, {
    code: "dependent_objects",
    remedy: first.remedy,
    detail: more.length > 0 ? more.map(({ message }) => message).join("\n") : undefined,
  });
}

const kinds: Record<string, string> = {
  p: "a partitioned table",
  f: "a foreign table",
  v: "a view",
  m: "a materialized view",
};

function describeKind(table: string, kind: string): UnsuitableTable {
  return {
    message: `${table} is ${kinds[kind] ?? "not a table"}, and migrations work on plain tables alone.`,
    remedy:
      kind === "p"
        ? `Put a plain table with its rows in its place: CREATE TABLE … (LIKE ${table} INCLUDING ALL), INSERT, then ` +
          "rename both. Partition a table of your own beside it instead."
        : "Rename it and restore the table that the version made, with its rows (from a backup, or by phoenix-kit repair).",
  };
}

function describeParents(table: string, parents: readonly string[]): UnsuitableTable {
  return {
    message: `${table} inherits from ${parents.join(", ")}, which keeps migrations from changing its columns.`,
    remedy: parents.map((parent) => `ALTER TABLE ${table} NO INHERIT ${parent};`).join(" "),
  };
}

function describeChildren(table: string, children: readonly string[]): UnsuitableTable {
  return {
    message: `${children.join(", ")} ${children.length === 1 ? "inherits" : "inherit"} from ${table}: a migration would change columns there, too, and fail on its rows.`,
    remedy: `Detach each, and read both tables through a view: ${children
      .map((child) => `ALTER TABLE ${child} NO INHERIT ${table};`)
      .join(" ")}`,
  };
}

/** Formats names with their schema, whatever the `search_path` is. */
const selectUnsuitable = `SELECT n.nspname AS prefix, c.relname::pg_catalog.text AS name, c.relkind::pg_catalog.text AS kind, i.parents, i.children
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
  SELECT ARRAY(
      SELECT pg_catalog.format('%I.%I', rn.nspname, r.relname) FROM pg_catalog.pg_inherits h
      JOIN pg_catalog.pg_class r ON r.oid = h.inhparent JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
      WHERE h.inhrelid = c.oid ORDER BY 1
    ) AS parents,
    ARRAY(
      SELECT pg_catalog.format('%I.%I', rn.nspname, r.relname) FROM pg_catalog.pg_inherits h
      JOIN pg_catalog.pg_class r ON r.oid = h.inhrelid JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
      WHERE h.inhparent = c.oid ORDER BY 1
    ) AS children
) i
WHERE n.nspname = ANY ($1::pg_catalog.text[]) AND c.relname = ANY ($2::pg_catalog.text[])
  AND (c.relkind IN ('p', 'f', 'v', 'm') OR c.relkind = 'r' AND (i.parents <> '{}' OR i.children <> '{}'))
ORDER BY c.relname`;
