-- V05: Settings enhancements. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(4)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V05 needs version 4, the marker says ' ||
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
  "public"."phoenix_kit_settings"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v05.before.sql
DO $do$
DECLARE
  blank bigint := (
    SELECT count(*) FROM "public".phoenix_kit_settings WHERE key !~ '[^[:space:]]'
  );
BEGIN
  IF blank > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'check_violation',
      MESSAGE = format('%s setting(s) have a blank key, which is not allowed from V05 on', blank),
      DETAIL = 'SELECT id, key, value FROM "public".phoenix_kit_settings WHERE key !~ ''[^[:space:]]''',
      HINT = 'Give each of these settings a key, or delete it; then migrate again.';
  END IF;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_settings" ADD COLUMN "module" varchar(255);
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_settings" ADD CONSTRAINT "phoenix_kit_settings_key_not_blank" CHECK (key ~ '[^[:space:]]');
--> statement-breakpoint
-- patches/v05.after.sql
UPDATE "public".phoenix_kit_settings
SET module = 'system'
WHERE key IN ('time_zone', 'date_format', 'time_format', 'project_title');
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 5 OR version = 5;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (5, 5);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '5';
