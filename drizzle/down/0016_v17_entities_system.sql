-- V17's way back: Entities system. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: rows of phoenix_kit_entities :: SELECT count(*) FROM "public"."phoenix_kit_entities"
-- loses: rows of phoenix_kit_entity_data :: SELECT count(*) FROM "public"."phoenix_kit_entity_data"
-- loses: entity settings that were changed :: SELECT count(*) FROM "public".phoenix_kit_settings AS setting JOIN (VALUES ('entities_enabled', 'false'), ('entities_max_per_user', '100'), ('entities_allow_relations', 'true'), ('entities_file_upload', 'false')) AS seeded (key, value) ON seeded.key = setting.key WHERE setting.module = 'entities' AND (setting.value IS DISTINCT FROM seeded.value OR setting.value_json IS NOT NULL)
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(17)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V17''s way back needs version 17, the marker says ' ||
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
  "public"."phoenix_kit_entities",
  "public"."phoenix_kit_entity_data"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_settings"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v17.down.before.sql
DELETE FROM "public".phoenix_kit_settings
WHERE module = 'entities' AND key IN (
  'entities_enabled',
  'entities_max_per_user',
  'entities_allow_relations',
  'entities_file_upload'
);
--> statement-breakpoint
-- drizzle-kit
DROP TABLE "public"."phoenix_kit_entities", "public"."phoenix_kit_entity_data";
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 16;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '16';
