import type { Connection } from "../postgres/connection.ts";

/** The columns of a schema, each as `table.column type`, and its indexes, each as `index table.name`. */
export type Shape = ReadonlySet<string>;

/**
 * Reads which columns a schema has, of which types, and which indexes: enough to tell its version by.
 *
 * @param connection a connection
 * @param prefix the schema
 * @example
 * (await readShape(client, "public")).has("phoenix_kit_users.email citext")
 */
export async function readShape(connection: Connection, prefix: string): Promise<Shape> {
  const { rows } = await connection.query(
    `SELECT pg_catalog.format('%s.%s %s', c.relname, a.attname, y.typname) AS part
     FROM pg_catalog.pg_attribute a
     JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
     UNION ALL
     SELECT pg_catalog.format('index %s.%s', c.relname, i.relname)
     FROM pg_catalog.pg_index x
     JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
     JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1`,
    [prefix],
  );
  return new Set(rows.map(({ part }) => String(part)));
}

/** How far a shape is from that of a version. */
export interface Likeness {
  readonly version: number;
  /** How many of its parts the version lacks. */
  readonly more: number;
  /** How many parts one has and the other has not. */
  readonly distance: number;
}

/**
 * Compares a shape with those of all versions. What no version has had does not count.
 *
 * @param shape of the schema in question
 * @param shapes by version
 * @returns all versions, the most alike first; of those equally far the highest first
 * @example
 * likenesses(await readShape(client, "public"), await readShapes(client))[0]?.version
 */
export function likenesses(shape: Shape, shapes: ReadonlyMap<number, Shape>): Likeness[] {
  const ours = knownParts(shape, shapes);
  return [...shapes]
    .map(([version, parts]) => {
      const shared = ours.filter((part) => parts.has(part)).length;
      return { version, more: ours.length - shared, distance: ours.length + parts.size - 2 * shared };
    })
    .sort((a, b) => a.distance - b.distance || b.version - a.version);
}

/**
 * The parts of a shape that some version has had.
 *
 * @param shape of the schema in question
 * @param shapes by version
 * @example
 * knownParts(await readShape(client, "public"), await readShapes(client)).length
 */
export function knownParts(shape: Shape, shapes: ReadonlyMap<number, Shape>): string[] {
  const known = new Set([...shapes.values()].flatMap((parts) => [...parts]));
  return [...shape].filter((part) => known.has(part));
}
