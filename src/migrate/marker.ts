import { PhoenixKitError } from "../error.ts";
import { markerRegex } from "../migrations/guards.ts";
import { listManagedTables } from "../migrations/managed-objects.ts";
import { getNewestVersion } from "../migrations/migrations.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";

/** The version table; its comment is the version. */
export const versionTable = "phoenix_kit";

/**
 * The version that a schema is at, from the comment on its version table; 0 where neither the version table nor a
 * managed table exists. Throws `marker_missing`, `marker_not_a_table`, `marker_without_comment` or `marker_unreadable`.
 */
export async function readMarker(connection: Connection, prefix: string): Promise<number> {
  const found = (await readMarkers(connection, [prefix])).get(prefix) ?? 0;
  if (typeof found === "number") return found;
  throw found;
}

/** The versions that schemas are at, as `readMarker` reads one; where it would throw an error, that error. */
export async function readMarkers(
  connection: Connection,
  prefixes: readonly string[],
): Promise<Map<string, number | PhoenixKitError>> {
  const { rows } = await connection.query(
    `SELECT n.nspname AS prefix, c.relkind AS kind, pg_catalog.obj_description(c.oid, 'pg_class') AS comment
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname = $1 AND n.nspname = ANY ($2::pg_catalog.text[])`,
    [versionTable, prefixes],
  );
  const markers = new Map(rows.map((row) => [String(row.prefix), toMarker(row)]));
  const others = prefixes.filter((prefix) => !markers.has(prefix));
  const tables = others.length === 0 ? new Map() : await findManagedTables(connection, others);
  for (const prefix of others) {
    const found = tables.get(prefix);
    markers.set(prefix, found ? missingError(prefix, found) : 0);
  }
  return markers;
}

async function findManagedTables(
  connection: Connection,
  prefixes: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await connection.query(
    `SELECT n.nspname AS prefix, pg_catalog.array_agg(c.relname::pg_catalog.text ORDER BY c.relname) AS tables
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY ($1::pg_catalog.text[]) AND c.relname = ANY ($2::pg_catalog.text[])
     GROUP BY n.nspname`,
    [prefixes, listManagedTables()],
  );
  return new Map(rows.map(({ prefix, tables }) => [String(prefix), tables as string[]]));
}

function toMarker({ prefix, kind, comment }: Record<string, unknown>): number | PhoenixKitError {
  if (kind !== "r" && kind !== "p") return notATableError(String(prefix));
  return parseMarker(comment, String(prefix));
}

/** Refuses a version that this package does not know, with `version_unknown`. */
export function assertKnown(version: number, prefix: string): void {
  const newest = getNewestVersion();
  if (version <= newest) return;
  throw new PhoenixKitError(
    `Schema ${quoteIdentifier(prefix)} is at version ${version}; this package knows versions up to ${newest}.`,
    { code: "version_unknown", remedy: "Install a newer phoenix-kit-schema; nothing was touched." },
  );
}

function parseMarker(comment: unknown, prefix: string): number | PhoenixKitError {
  const name = `${quoteIdentifier(prefix)}.${versionTable}`;
  if (typeof comment !== "string") {
    return new PhoenixKitError(`${name} has no comment, so the version is unknown.`, {
      code: "marker_without_comment",
      remedy: describeMarkerRemedy(prefix),
    });
  }
  const [, version] = markerRegex.exec(comment) ?? [];
  if (version !== undefined) return Number(version);
  return new PhoenixKitError(`The comment on ${name} is ${JSON.stringify(comment)}, not a version.`, {
    code: "marker_unreadable",
    remedy: describeMarkerRemedy(prefix),
  });
}

function missingError(prefix: string, tables: string[]): PhoenixKitError {
  return new PhoenixKitError(
    `Schema ${quoteIdentifier(prefix)} has ${tables.join(", ")} but no version table ${versionTable}.`,
    {
      code: "marker_missing",
      remedy:
        "If these tables are PhoenixKit's, restore the version table from a backup, or say at which version they are " +
        "with phoenix-kit adopt --at <version>; if they are yours, choose another prefix.",
    },
  );
}

function notATableError(prefix: string): PhoenixKitError {
  return new PhoenixKitError(`${quoteIdentifier(prefix)}.${versionTable} is not a table.`, {
    code: "marker_not_a_table",
    remedy: "Rename it, or choose another prefix: that name is the version table's.",
  });
}

function describeMarkerRemedy(prefix: string): string {
  const table = `${quoteIdentifier(prefix)}.${versionTable}`;
  return (
    "Find out at which version the tables are and say it with phoenix-kit adopt --at <version>, which checks it " +
    `against them; or write it: COMMENT ON TABLE ${table} IS '<version>';`
  );
}
