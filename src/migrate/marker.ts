import { formatVersion, PhoenixKitError } from "../error.ts";
import { markerRegex } from "../migrations/guards.ts";
import { listManagedTables } from "../migrations/managed-objects.ts";
import { getNewestVersion } from "../migrations/migrations.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { assertCoordinator } from "./citus.ts";

/** The version table; its comment is the version. */
export const versionTable = "phoenix_kit";

/**
 * Reads the version that a schema is at, from the comment on its version table; 0 if neither the version table nor a
 * managed table exists. Throws `marker_missing`, `marker_not_a_table`, `marker_without_comment` or `marker_unreadable`.
 */
export async function readMarker(connection: Connection, prefix: string): Promise<number> {
  const found = (await readMarkers(connection, [prefix])).get(prefix) ?? 0;
  if (typeof found === "number") return found;
  throw found;
}

/**
 * Reads the versions that schemas are at, in the given order. The value is an error where `readMarker` would throw it.
 */
export async function readMarkers(
  connection: Connection,
  prefixes: readonly string[],
): Promise<Map<string, number | PhoenixKitError>> {
  const { rows } = await connection.query(selectMarkers, [versionTable, prefixes, listManagedTables()]);
  if (rows[0]?.citus === true) await assertCoordinator(connection);
  return new Map(rows.map((row) => [String(row.prefix), toMarker(row, String(row.prefix))]));
}

/** One statement, and so one snapshot: another runner may create the schema meanwhile. */
const selectMarkers = `SELECT wanted.prefix, c.relkind AS kind, d.description AS comment,
  pg_catalog.to_regclass('pg_catalog.pg_dist_local_group') IS NOT NULL AS citus,
  CASE WHEN c.oid IS NULL THEN (
    SELECT pg_catalog.array_agg(t.relname::pg_catalog.text ORDER BY t.relname)
    FROM pg_catalog.pg_class t WHERE t.relnamespace = n.oid AND t.relname = ANY ($3::pg_catalog.text[])
  ) END AS tables
FROM pg_catalog.unnest($2::pg_catalog.text[]) WITH ORDINALITY AS wanted (prefix, place)
LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.prefix
LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = $1
LEFT JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = 0
  AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
ORDER BY wanted.place`;

function toMarker(
  { kind, comment, tables }: Record<string, unknown>,
  prefix: string,
): number | PhoenixKitError {
  if (kind === null) return tables === null ? 0 : markerMissingError(prefix, tables as string[]);
  if (kind !== "r" && kind !== "p") return notATableError(prefix);
  return parseMarker(comment, prefix);
}

/** Reads the comment on the version table as it is; null without a comment, and without the table. */
export async function readMarkerComment(connection: Connection, prefix: string): Promise<string | null> {
  const { rows } = await connection.query(
    "SELECT pg_catalog.obj_description(pg_catalog.to_regclass($1), 'pg_class') AS comment",
    [`${quoteIdentifier(prefix)}.${versionTable}`],
  );
  const comment = rows[0]?.comment;
  return typeof comment === "string" ? comment : null;
}

/** Throws `version_unknown` for a version that this package does not know. */
export function assertKnown(version: number, prefix: string): void {
  const newest = getNewestVersion();
  if (version <= newest) return;
  throw new PhoenixKitError(
    `Schema ${quoteIdentifier(prefix)} is at ${formatVersion(version)}, newer than this package (${formatVersion(newest)}).`,
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

function markerMissingError(prefix: string, tables: string[]): PhoenixKitError {
  return new PhoenixKitError(
    `Schema ${quoteIdentifier(prefix)} has ${tables.join(", ")} but no version table ${versionTable}.`,
    {
      code: "marker_missing",
      remedy:
        "If these tables are PhoenixKit's, restore the version table from a backup, or adopt them at their version " +
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
    "Find out at which version the tables are and adopt them with phoenix-kit adopt --at <version>, which checks it " +
    `against them; or write the marker: COMMENT ON TABLE ${table} IS '<version>';`
  );
}
