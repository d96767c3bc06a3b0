-- V30: Preferred locale in custom fields. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(28|29)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V30 needs version 28 or 29, the marker says ' ||
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
  "public"."phoenix_kit_users"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v30.before.sql
-- The locale becomes a key of custom_fields, which has to be an object for that; nothing but NULL can be made one.
DO $do$
DECLARE
  misfits bigint := (
    SELECT count(*) FROM "public".phoenix_kit_users
    WHERE preferred_locale IS NOT NULL AND jsonb_typeof(custom_fields) NOT IN ('object', 'null')
  );
BEGIN
  IF misfits > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'invalid_parameter_value',
      MESSAGE = misfits || ' user(s) with a preferred locale have custom_fields that are no JSON object',
      DETAIL = 'SELECT id, custom_fields, preferred_locale FROM "public".phoenix_kit_users '
        'WHERE preferred_locale IS NOT NULL AND jsonb_typeof(custom_fields) NOT IN (''object'', ''null'')',
      HINT = 'Make the custom_fields of these users objects, or their locale NULL; then migrate again.';
  END IF;
END
$do$;
--> statement-breakpoint
UPDATE "public".phoenix_kit_users
SET custom_fields = CASE jsonb_typeof(custom_fields) WHEN 'object' THEN custom_fields ELSE '{}' END
  || jsonb_build_object('preferred_locale', preferred_locale)
WHERE preferred_locale IS NOT NULL;
--> statement-breakpoint
-- drizzle-kit
DROP INDEX "public"."phoenix_kit_users_preferred_locale_index";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "preferred_locale";
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 30 OR version = 30;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (30, 30);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '30';
