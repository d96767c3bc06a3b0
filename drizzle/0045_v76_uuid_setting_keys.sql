-- V76: UUID setting keys. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(75)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V76 needs version 75, the marker says ' ||
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
-- patches/v76.after.sql
-- Only where the new name is free; else both stay.
UPDATE "public".phoenix_kit_settings
SET key = 'storage_default_bucket_uuid'
WHERE key = 'storage_default_bucket_id'
  AND NOT EXISTS (SELECT FROM "public".phoenix_kit_settings WHERE key = 'storage_default_bucket_uuid');
--> statement-breakpoint
UPDATE "public".phoenix_kit_users
SET custom_fields = custom_fields - 'avatar_file_id' || jsonb_build_object('avatar_file_uuid', custom_fields -> 'avatar_file_id')
WHERE jsonb_typeof(custom_fields) = 'object' AND custom_fields ? 'avatar_file_id' AND NOT custom_fields ? 'avatar_file_uuid';
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 76 OR version = 76;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (76, 76);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '76';
