/** The key of a prefix's lock, as SQL for `public`. */
export const lockKeySql = `pg_catalog.hashtextextended('"public".phoenix_kit', 0)`;

/** Takes the lock that one runner at a time holds on a prefix. */
export const lockSql = `SELECT pg_catalog.pg_advisory_xact_lock(${lockKeySql});`;

/**
 * The search_path of every step: the catalog, and the schemas of the extensions, whose types and operators the files do
 * not qualify.
 */
export const searchPathSql = `pg_catalog.concat_ws(', ', 'pg_catalog', (
    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(n.nspname), ', ')
    FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname IN ('citext', 'pg_trgm')
  ), 'pg_temp')`;

const commentSql = `pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class')`;

/** A version of up to nine digits, from 1: at version 0 the table does not exist. */
const anyVersion = "[1-9][0-9]{0,8}";

function buildMarkerPattern(version: string, whitespace = "[[:space:]]"): string {
  return `^${whitespace}*0*(${version})${whitespace}*$`;
}

/** Finds the version in a marker. Its whitespace is what PostgreSQL's `[[:space:]]` matches. */
export const markerRegex = new RegExp(buildMarkerPattern(anyVersion, "[ \\t\\n\\r\\f\\v]"));

/** The marker's version as an integer, or null; SQL for `public`. */
export const markerVersionSql = `pg_catalog.substring(
    ${commentSql},
    '${buildMarkerPattern(anyVersion)}'
  )::pg_catalog.int4`;

/**
 * Refuses to go on unless the marker says one of `accepted`; `[0]` requires that there is no version table. `step` is
 * what is about to run, for the message. Returns SQL for `public`.
 */
export function requireMarkerSql(step: string, accepted: readonly number[]): string {
  const wrong =
    accepted[0] === 0
      ? `pg_catalog.to_regclass('"public".phoenix_kit') IS NOT NULL`
      : `(${commentSql} ~ '${buildMarkerPattern(accepted.join("|"))}') IS NOT TRUE`;
  const wanted = accepted[0] === 0 ? "an empty schema" : `version ${accepted.join(" or ")}`;
  return `DO $phoenix_kit$
BEGIN
  IF ${wrong} THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: ${step.replaceAll("'", "''")} needs ${wanted}, the marker says ' ||
        coalesce(pg_catalog.quote_literal(${commentSql}), 'nothing'),
      HINT = 'Another runner may have moved the schema; look with phoenix-kit status.';
  END IF;
END
$phoenix_kit$;`;
}

/** Records that a schema has gone up to a version: its history row and the marker. SQL for `public`. */
export function recordUpSql(version: number): string[] {
  return [
    `DELETE FROM ONLY "public".phoenix_kit WHERE id = ${version} OR version = ${version};`,
    `INSERT INTO "public".phoenix_kit (id, version) VALUES (${version}, ${version});`,
    requireHistorySql(
      `NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = ${version})`,
      `the history did not take the row of version ${version}`,
    ),
    `COMMENT ON TABLE "public".phoenix_kit IS '${version}';`,
  ];
}

/** Records that a schema has gone down to a version, at least 1. SQL for `public`. */
export function recordDownSql(to: number): string[] {
  return [
    `DELETE FROM ONLY "public".phoenix_kit WHERE version > ${to};`,
    requireHistorySql(
      `EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version > ${to})`,
      `the history kept rows of versions above ${to}`,
    ),
    `COMMENT ON TABLE "public".phoenix_kit IS '${to}';`,
  ];
}

/** Refuses to go on if a trigger or rule of the host has kept the history from changing. */
export function requireHistorySql(failed: string, message: string): string {
  return `DO $phoenix_kit$
BEGIN
  IF ${failed} THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: ${message}',
      HINT = '${historyHint}';
  END IF;
END
$phoenix_kit$;`;
}

/** What to do if a trigger or rule of the host keeps the version table from changing. */
export const historyHint =
  "A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on " +
  "new tables, then run again; nothing was changed.";
