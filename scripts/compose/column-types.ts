import type { Snapshot } from "./drizzle-kit.ts";

const integers: Record<string, string> = { smallserial: "smallint", serial: "integer", bigserial: "bigint" };

/** The type of a serial's column without its sequence; any other type as it is. */
export function toInteger(type: string): string {
  return integers[type] ?? type;
}

/**
 * A snapshot in which a column that gains or loses its sequence has the type that it had before: `serial` is no
 * type to alter a column to, and sequences are a patch's business.
 *
 * @param to the shape after
 * @param from the shape before
 * @example
 * withoutSerials(v75, v74).tables["public.phoenix_kit"].columns.id.type // "serial"
 */
export function withoutSerials(to: Snapshot, from: Snapshot): Snapshot {
  const copy = structuredClone(to);
  for (const [key, table] of Object.entries(copy.tables)) {
    for (const column of Object.values(table.columns)) {
      const before = from.tables[key]?.columns[column.name]?.type;
      if (before && toInteger(before) === toInteger(column.type)) {
        column.type = before;
      }
    }
  }
  return copy;
}

const columnChange = /^ALTER TABLE "public"\."(\w+)" (ALTER COLUMN "(\w+)" (?:SET DATA TYPE (.+)|.+));$/;

/**
 * Statements that say how a column's values come into its new type, where drizzle-kit leaves that to the server:
 * as declared, and times to the second are cut, since rounding makes some that are still to come. What changes
 * in one table is one statement then, so that its rows and indexes are written once.
 *
 * @param statements drizzle-kit's, naming everything `"public".x`
 * @param using expressions by `table.column`
 * @example
 * withCasts([`ALTER TABLE "public"."t" ALTER COLUMN "c" SET DATA TYPE jsonb;`], { "t.c": "to_jsonb(c)" })
 */
export function withCasts(statements: readonly string[], using: Readonly<Record<string, string>>): string[] {
  const groups: { table: string | undefined; typed: boolean; statements: string[]; changes: string[] }[] = [];
  for (const statement of statements) {
    const [, table, change = "", column = "", type] = columnChange.exec(statement) ?? [];
    const seconds = type === "timestamp (0)" ? `date_trunc('second', "${column}")` : undefined;
    const expression = using[`${table}.${column}`] ?? seconds;
    const cast = type && expression ? ` USING ${expression}` : "";
    const last = groups.at(-1);
    const group =
      last && table && last.table === table
        ? last
        : { table, typed: false, statements: [] as string[], changes: [] as string[] };
    if (group !== last) groups.push(group);
    group.typed ||= type !== undefined;
    group.statements.push(statement);
    group.changes.push(change + cast);
  }
  return groups.flatMap(({ table, typed, statements, changes }) =>
    typed ? [`ALTER TABLE "public"."${table}"${formatChanges(changes)};`] : statements,
  );
}

function formatChanges(changes: readonly string[]): string {
  return changes.length === 1 ? ` ${changes[0]}` : `\n  ${changes.join(",\n  ")}`;
}
