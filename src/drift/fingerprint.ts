import type { Catalog } from "../catalog/catalog.ts";
import { readReferenceCatalogs, stripSchemas } from "../migrate/reference-catalogs.ts";

/** The columns of a schema, each as `table.column type`, and its indexes, each as `index table.name`. */
export type Fingerprint = ReadonlySet<string>;

/** Lists the columns of a schema with their types, and its indexes, which is enough to tell its version. */
export function toFingerprint(catalog: Catalog, schema = "public"): Fingerprint {
  const parts: string[] = [];
  for (const [name, { kind, columns, indexes }] of Object.entries(catalog.tables)) {
    if (kind !== "table" && kind !== "partitioned") continue;
    for (const [column, { type }] of Object.entries(columns))
      parts.push(`${name}.${column} ${withoutModifier(type)}`);
    for (const index of Object.keys(indexes)) parts.push(`index ${name}.${withoutSchema(index, schema)}`);
  }
  return new Set(parts);
}

/** Reads the fingerprints of all versions with files from the catalogs in the package. */
export function readFingerprints(): Map<number, Fingerprint> {
  const references = [...readReferenceCatalogs()];
  return new Map(references.map(([version, { catalog }]) => [version, toFingerprint(stripSchemas(catalog))]));
}

/** Removes the schema's name from an index's name: PhoenixKit puts it in front of some. */
function withoutSchema(index: string, schema: string): string {
  const schemas = [schema, "public"].filter((one) => index.startsWith(`${one}_phoenix_kit`));
  return schemas.length === 0 ? index : index.slice((schemas[0]?.length ?? 0) + 1);
}

/** Removes a length, as in `character varying(255)`, which does not identify a version. */
function withoutModifier(type: string): string {
  return type.replace(/\(\d+(?:,\d+)?\)/, "");
}

/** How far the fingerprint of a schema is from that of a version. */
export interface VersionDistance {
  readonly version: number;
  /** How many of its parts the version does not have. */
  readonly unexpected: number;
  /** How many parts only one of the two has. */
  readonly distance: number;
}

/**
 * Compares a fingerprint with those of all versions. The most similar version comes first; of equally similar ones, the
 * highest. Parts that no version has ever had are ignored.
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
