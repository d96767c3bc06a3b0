/** The lock that one runner at a time holds on a prefix; the migrator takes the same one before it looks. */
export const lockSql = `SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));`;

const marker = `pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class')`;

/**
 * The statement that refuses to go on unless the marker says one of `accepted`.
 *
 * @param step what is about to run, for the message: "V08" or "V08's way back"
 * @param accepted the versions from which it may run; `[0]` means that there must be no version table
 * @returns SQL for `public`
 * @example
 * guard("V08", [7])
 */
export function requireMarkerSql(step: string, accepted: readonly number[]): string {
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

/**
 * The statements that close a step up: its history row and the marker.
 *
 * @param version the version that the schema is at now
 * @returns SQL for `public`
 * @example
 * markerUp(8)
 */
export function recordUpSql(version: number): string[] {
  return [
    `DELETE FROM "public".phoenix_kit WHERE id = ${version} OR version = ${version};`,
    `INSERT INTO "public".phoenix_kit (id, version) VALUES (${version}, ${version});`,
    `COMMENT ON TABLE "public".phoenix_kit IS '${version}';`,
  ];
}

/**
 * The same for a way back.
 *
 * @param to the version that the schema is at now, at least 1
 * @returns SQL for `public`
 * @example
 * markerDown(7)
 */
export function recordDownSql(to: number): string[] {
  return [
    `DELETE FROM "public".phoenix_kit WHERE version > ${to};`,
    `COMMENT ON TABLE "public".phoenix_kit IS '${to}';`,
  ];
}
