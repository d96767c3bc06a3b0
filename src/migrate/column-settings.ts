import type { TableChange } from "../migrations/table-changes.ts";
import type { Connection } from "../postgres/connection.ts";
import { describeChange, type HostObject } from "./host-object.ts";

interface ColumnSettings {
  readonly table: string;
  readonly column: string;
  /** Qualified, and quoted as SQL. */
  readonly tableSql: string;
  /** As actions of ALTER TABLE. */
  readonly actions: readonly string[];
}

/** Finds storage and compression that the host chose for columns: PostgreSQL resets both when the type changes. */
export async function findColumnSettings(
  connection: Connection,
  prefix: string,
  changes: readonly TableChange[],
): Promise<HostObject[]> {
  const retyped = changes.filter(({ kind, column }) => kind === "retype" && column !== undefined);
  if (retyped.length === 0) return [];
  const tables = [...new Set(retyped.map(({ table }) => table))];
  const { rows } = await connection.query(selectSettings, [prefix, tables]);
  return (rows as unknown as ColumnSettings[]).flatMap(({ table, column, tableSql, actions }) => {
    const change = retyped.find((one) => one.table === table && one.column === column);
    if (!change) return [];
    return [
      {
        version: change.version,
        effect: "dropped" as const,
        name: `storage settings of ${tableSql}.${column}`,
        message: `${describeChange(change, prefix)}, which resets how it is stored.`,
        remedy: `After the migration, set it again: ALTER TABLE ${tableSql} ${actions.join(", ")};`,
      },
    ];
  });
}

const selectSettings = `SELECT c.relname::text AS "table", a.attname::text AS "column",
  format('%I.%I', n.nspname, c.relname) AS "tableSql",
  array_remove(ARRAY[
    CASE WHEN a.attstorage <> t.typstorage THEN format('ALTER COLUMN %I SET STORAGE %s', a.attname,
      CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END) END,
    CASE a.attcompression
      WHEN 'p' THEN format('ALTER COLUMN %I SET COMPRESSION pglz', a.attname)
      WHEN 'l' THEN format('ALTER COLUMN %I SET COMPRESSION lz4', a.attname)
    END
  ], NULL) AS actions
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND (a.attstorage <> t.typstorage OR a.attcompression <> '')
ORDER BY 1, 2`;
