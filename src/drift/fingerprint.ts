import type { Connection } from "../postgres/connection.ts";

/** The columns of a schema, each as `table.column type`, and its indexes, each as `index table.name`. */
export type Fingerprint = ReadonlySet<string>;

/** Reads the columns of a schema with their types, and its indexes: enough to tell its version by. */
export async function readFingerprint(connection: Connection, prefix: string): Promise<Fingerprint> {
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

/** How far the fingerprint of a schema is from that of a version. */
export interface VersionDistance {
  readonly version: number;
  /** How many of its parts the version does not have. */
  readonly unexpected: number;
  /** How many parts one has and the other has not. */
  readonly distance: number;
}

/**
 * Compares a fingerprint with those of all versions, the nearest first; of those equally far the highest first. What no
 * version has had does not count.
 */
export function rankByDistance(
  fingerprint: Fingerprint,
  fingerprints: ReadonlyMap<number, Fingerprint>,
): VersionDistance[] {
  const known = selectKnownParts(fingerprint, fingerprints);
  return [...fingerprints]
    .map(([version, parts]) => {
      const shared = known.filter((part) => parts.has(part)).length;
      return { version, unexpected: known.length - shared, distance: known.length + parts.size - 2 * shared };
    })
    .sort((a, b) => a.distance - b.distance || b.version - a.version);
}

/** The parts of a fingerprint that some version has had. */
export function selectKnownParts(
  fingerprint: Fingerprint,
  fingerprints: ReadonlyMap<number, Fingerprint>,
): string[] {
  const everHad = new Set([...fingerprints.values()].flatMap((parts) => [...parts]));
  return [...fingerprint].filter((part) => everHad.has(part));
}
