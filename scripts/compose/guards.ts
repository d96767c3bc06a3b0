import { paddedVersion } from "./versions.ts";

/** The lock that one runner at a time holds on a prefix; the migrator takes the same one before it looks. */
const lock = `SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));`;

const marker = `pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class')`;

/**
 * Local to the transaction: extension types and operator classes resolve wherever the extension lives, nothing
 * else does by accident, and time stamps without zone are UTC.
 */
const settings = `SELECT
  pg_catalog.set_config('TimeZone', 'UTC', true),
  pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'pg_catalog', (
    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(n.nspname), ', ')
    FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname IN ('citext', 'pg_trgm')
  ), 'pg_temp'), true);`;

/**
 * The statements that open a version's file: take the lock, refuse unless the marker says one of `accepted`,
 * make missing extensions, settle what names and times mean.
 *
 * @param step what is about to run, for the message: "V08" or "V08's way back"
 * @param accepted the versions from which it may run; `[0]` means that there must be no version table
 * @param extensions made in `public` where the database does not have them
 * @example
 * preamble("V08", [7], [])
 */
export function preamble(step: string, accepted: readonly number[], extensions: readonly string[]): string[] {
  return [lock, guard(step, accepted), ...extensions.map(extensionMade), settings];
}

function guard(step: string, accepted: readonly number[]): string {
  const wrong =
    accepted[0] === 0
      ? `pg_catalog.to_regclass('"public".phoenix_kit') IS NOT NULL`
      : `(${marker} ~ '^[[:space:]]*0*(${accepted.join("|")})[[:space:]]*$') IS NOT TRUE`;
  const wanted = accepted[0] === 0 ? "an empty schema" : `version ${accepted.join(" or ")}`;
  return `DO $phoenix_kit$
BEGIN
  IF ${wrong} THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: ${step.replaceAll("'", "''")} needs ${wanted}, the marker says ' ||
        coalesce(pg_catalog.quote_literal(${marker}), 'nothing'),
      HINT = 'Another runner may have moved the schema; look with phoenix-kit status.';
  END IF;
END
$phoenix_kit$;`;
}

function extensionMade(name: string): string {
  return `DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = '${name}') THEN
    -- two prefixes of one database must not make it at once
    PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('phoenix_kit extension ${name}', 0));
    CREATE EXTENSION IF NOT EXISTS ${name} SCHEMA public;
  END IF;
END
$phoenix_kit$;`;
}

/**
 * The statements that close a version's file: history row and marker, in the step's own transaction.
 *
 * @param version the version that the file brings
 * @example
 * markerUp(8)
 */
export function markerUp(version: number): string[] {
  return [
    `INSERT INTO "public".phoenix_kit (id, version) VALUES (${version}, ${version})
ON CONFLICT (version) DO UPDATE SET migrated_at = now();`,
    `COMMENT ON TABLE "public".phoenix_kit IS '${version}';`,
  ];
}

/**
 * The same for a way back; the first version's takes the table itself along.
 *
 * @param version the version that the file removes
 * @example
 * markerDown(8)
 */
export function markerDown(version: number): string[] {
  if (version === 1) return [];
  return [
    `DELETE FROM "public".phoenix_kit WHERE version >= ${version};`,
    `COMMENT ON TABLE "public".phoenix_kit IS '${version - 1}';`,
  ];
}

/**
 * How a version is called in messages.
 *
 * @example
 * stepName(8, "down") // "V08's way back"
 */
export function stepName(version: number, direction: "up" | "down"): string {
  return `V${paddedVersion(version)}${direction === "down" ? "'s way back" : ""}`;
}
