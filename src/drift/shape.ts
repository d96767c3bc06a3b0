import type { Connection } from "../migrator/connection.ts";

/** The columns of a schema, each as `table.column type`. */
export type Shape = ReadonlySet<string>;

/**
 * Reads which columns a schema has, of which types: enough to tell its version by.
 *
 * @param connection a connection
 * @param prefix the schema
 * @example
 * (await readShape(client, "public")).has("phoenix_kit_users.email citext")
 */
export async function readShape(connection: Connection, prefix: string): Promise<Shape> {
  const { rows } = await connection.query(
    `SELECT pg_catalog.format('%s.%s %s', c.relname, a.attname, y.typname) AS column
     FROM pg_catalog.pg_attribute a
     JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped`,
    [prefix],
  );
  return new Set(rows.map(({ column }) => String(column)));
}

/** How far a shape is from that of a version. */
export interface Likeness {
  readonly version: number;
  /** How many columns the version lacks. */
  readonly more: number;
  /** How many columns one has and the other has not. */
  readonly distance: number;
}

/**
 * Compares a shape with those of all versions. Columns that no version has had do not count.
 *
 * @param shape of the schema in question
 * @param shapes by version
 * @returns all versions, the most alike first; of those equally far the highest first
 * @example
 * likenesses(await readShape(client, "public"), await readShapes(client))[0]?.version
 */
export function likenesses(shape: Shape, shapes: ReadonlyMap<number, Shape>): Likeness[] {
  const known = new Set([...shapes.values()].flatMap((columns) => [...columns]));
  const ours = [...shape].filter((column) => known.has(column));
  return [...shapes]
    .map(([version, columns]) => {
      const shared = ours.filter((column) => columns.has(column)).length;
      return { version, more: ours.length - shared, distance: ours.length + columns.size - 2 * shared };
    })
    .sort((a, b) => a.distance - b.distance || b.version - a.version);
}
