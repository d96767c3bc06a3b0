import type { Rename } from "../../src/migrations/migrations.ts";
import type { Snapshot, SnapshotTable } from "./drizzle-kit.ts";

const versionTable = "phoenix_kit";

/**
 * The header lines that say what a step destroys: `-- loses: <what> :: <query that counts it>`. It destroys
 * the rows of dropped tables and the values of dropped columns, unless a value is just the column's default.
 *
 * @param from the shape before the step
 * @param to the shape after it
 * @param renames columns that stay under another name
 * @param derived columns (`table.column`) that are computed from others, so that nothing is lost with them
 * @returns one line per table or column
 * @example
 * composeLossLines(v08, v07) // [ '-- loses: values of phoenix_kit_users.username :: SELECT count(*) …' ]
 */
export function composeLossLines(
  from: Snapshot,
  to: Snapshot,
  renames: readonly Rename[] = [],
  derived: readonly string[] = [],
): string[] {
  return Object.entries(from.tables).flatMap(([key, table]) => {
    if (table.name === versionTable) return [];
    const target = to.tables[key];
    if (!target) {
      return [`-- loses: rows of ${table.name} :: SELECT count(*) FROM ONLY "public"."${table.name}"`];
    }
    return Object.values(table.columns)
      .filter(({ name }) => !(name in target.columns) && !isRenamed(table.name, name, renames))
      .filter(({ name }) => !derived.includes(`${table.name}.${name}`))
      .map((column) => countLostValues(table.name, column));
  });
}

function isRenamed(table: string, column: string, renames: readonly Rename[]): boolean {
  return renames.some((rename) => rename.table === table && rename.from === column);
}

function countLostValues(table: string, column: SnapshotTable["columns"][string]): string {
  const literal =
    typeof column.default === "string"
      ? /^'.*'(::[\w ]+)?$/.test(column.default)
      : column.default !== undefined;
  const filled = literal
    ? `"${column.name}" IS DISTINCT FROM ${column.default}`
    : `"${column.name}" IS NOT NULL`;
  return `-- loses: values of ${table}.${column.name} :: SELECT count(*) FROM ONLY "public"."${table}" WHERE ${filled}`;
}
