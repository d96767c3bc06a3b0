-- V20's way back: Distributed file storage. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: rows of phoenix_kit_file_instances :: SELECT count(*) FROM "public"."phoenix_kit_file_instances"
-- loses: rows of phoenix_kit_file_locations :: SELECT count(*) FROM "public"."phoenix_kit_file_locations"
-- loses: rows of phoenix_kit_files :: SELECT count(*) FROM "public"."phoenix_kit_files"
-- loses: rows of phoenix_kit_storage_dimensions :: SELECT count(*) FROM "public"."phoenix_kit_storage_dimensions"
-- loses: storage settings that were changed :: SELECT count(*) FROM "public".phoenix_kit_settings AS setting JOIN (VALUES ('storage_redundancy_copies', '1'), ('storage_auto_generate_variants', 'true'), ('storage_default_bucket_id', NULL)) AS seeded (key, value) ON seeded.key = setting.key WHERE setting.module IS NULL AND (setting.value IS DISTINCT FROM seeded.value OR setting.value_json IS NOT NULL)
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(20)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V20''s way back needs version 20, the marker says ' ||
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
  "public"."phoenix_kit_buckets"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_files",
  "public"."phoenix_kit_file_instances",
  "public"."phoenix_kit_file_locations"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_settings"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_storage_dimensions"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v20.down.before.sql
DELETE FROM "public".phoenix_kit_settings
WHERE module IS NULL AND key IN (
  'storage_redundancy_copies',
  'storage_auto_generate_variants',
  'storage_default_bucket_id'
);
--> statement-breakpoint
-- The table of buckets stays, being V19's; of its rows goes the one that V20 brought, if it is still as V20 made it.
-- One that is older than all of V20's dimensions was there before.
DELETE FROM "public".phoenix_kit_buckets
WHERE name = 'Local Storage'
  AND provider = 'local'
  AND endpoint = 'priv/media'
  AND enabled
  AND priority = 0
  AND num_nonnulls(region, bucket_name, access_key_id, secret_access_key, cdn_url, path_prefix, max_size_mb) = 0
  AND NOT EXISTS (
    SELECT FROM "public".phoenix_kit_storage_dimensions
    HAVING min(inserted_at) > phoenix_kit_buckets.inserted_at
  );
--> statement-breakpoint
-- drizzle-kit
DROP TABLE "public"."phoenix_kit_file_instances", "public"."phoenix_kit_file_locations", "public"."phoenix_kit_files", "public"."phoenix_kit_storage_dimensions";
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 19;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '19';
