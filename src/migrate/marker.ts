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
  const { rows } = await connection.query(
    `SELECT c.relname AS name, c.relkind AS kind,
       CASE c.relname WHEN $2 THEN pg_catalog.obj_description(c.oid, 'pg_class') END AS comment
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = ANY ($3::pg_catalog.text[])
     ORDER BY c.relname`,
    [prefix, versionTable, listManagedTables()],
  );
  const table = rows.find(({ name }) => name === versionTable);
  if (!table) {
    if (rows.length === 0) return 0;
    throw missingError(
      prefix,
      rows.map(({ name }) => String(name)),
    );
  }
  if (table.kind !== "r" && table.kind !== "p") throw notATableError(prefix);
  return parseMarker(table.comment, prefix);
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

/** Refuses a version that this package does not know, with `version_unknown`. */
export function assertKnown(version: number, prefix: string): void {
  const newest = getNewestVersion();
  if (version <= newest) return;
  throw new PhoenixKitError(
    `Schema ${quoteIdentifier(prefix)} is at version ${version}; this package knows versions up to ${newest}.`,
    { code: "version_unknown", remedy: "Install a newer phoenix-kit-schema; nothing was touched." },
  );
}

function parseMarker(comment: unknown, prefix: string): number {
  const name = `${quoteIdentifier(prefix)}.${versionTable}`;
  if (typeof comment !== "string") {
    throw new PhoenixKitError(`${name} has no comment, so the version is unknown.`, {
      code: "marker_without_comment",
      remedy: describeMarkerRemedy(prefix),
    });
  }
  const [, version] = markerRegex.exec(comment) ?? [];
  if (version === undefined) {
    throw new PhoenixKitError(`The comment on ${name} is ${JSON.stringify(comment)}, not a version.`, {
      code: "marker_unreadable",
      remedy: describeMarkerRemedy(prefix),
    });
  }
  return Number(version);
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
