-- V76's way back: UUID setting keys. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(76|77|78|79)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V76''s way back needs version 76 or 77 or 78 or 79, the marker says ' ||
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
  "public"."phoenix_kit_users",
  "public"."phoenix_kit_settings"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v76.down.after.sql
UPDATE "public".phoenix_kit_settings
SET key = 'storage_default_bucket_id'
WHERE key = 'storage_default_bucket_uuid'
  AND NOT EXISTS (SELECT FROM "public".phoenix_kit_settings WHERE key = 'storage_default_bucket_id');
--> statement-breakpoint
UPDATE "public".phoenix_kit_users
SET custom_fields = custom_fields - 'avatar_file_uuid' || jsonb_build_object('avatar_file_id', custom_fields -> 'avatar_file_uuid')
WHERE jsonb_typeof(custom_fields) = 'object' AND custom_fields ? 'avatar_file_uuid' AND NOT custom_fields ? 'avatar_file_id';
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 75;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '75';
