-- V124's way back: Folder names outside the trash. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(124|125|126|127|128|129|130|131)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V124''s way back needs version 124 or 125 or 126 or 127 or 128 or 129 or 130 or 131, the marker says ' ||
        coalesce(pg_catalog.quote_literal(pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class')), 'nothing'),
      HINT = 'Another runner may have moved the schema; look with phoenix-kit status.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
SELECT
  pg_catalog.set_config('TimeZone', 'UTC', true),
  pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'pg_catalog', (
    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(n.nspname), ', ')
    FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname IN ('citext', 'pg_trgm')
  ), 'pg_temp'), true);
--> statement-breakpoint
-- locks
LOCK TABLE
  "public"."phoenix_kit_media_folders"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v124.down.before.sql
DO $do$
DECLARE
  alike bigint := (
    SELECT coalesce(sum(copies - 1), 0) FROM (
      SELECT count(*) AS copies FROM "public".phoenix_kit_media_folders GROUP BY name, parent_uuid
    ) AS named
  );
BEGIN
  IF alike > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'unique_violation',
      MESSAGE = alike || ' folder(s) have the name of another in the same place, which is not allowed below V124, even in the trash',
      DETAIL = 'SELECT name, parent_uuid, array_agg(uuid ORDER BY trashed_at NULLS FIRST) AS folders '
        'FROM "public".phoenix_kit_media_folders GROUP BY name, parent_uuid HAVING count(*) > 1',
      HINT = 'Rename or delete all but one of each; then migrate again.';
  END IF;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
DROP INDEX "public"."phoenix_kit_media_folders_name_parent_idx";
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_media_folders_name_parent_idx" ON "public"."phoenix_kit_media_folders" USING btree ("name",coalesce(parent_uuid, '00000000-0000-0000-0000-000000000000'::uuid));
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 123;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '123';
