-- V30's way back: Preferred locale in custom fields. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(30|31|32|33|34|35|36|37|38|39)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V30''s way back needs version 30 or 31 or 32 or 33 or 34 or 35 or 36 or 37 or 38 or 39, the marker says ' ||
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
-- patches/v30.down.before.sql
-- PhoenixKit itself, in one run from below V28, leaves its column and index behind. What stands there and nowhere else
-- goes to where V30 puts it; the way back then finds it there.
DO $do$
DECLARE
  misfits bigint;
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = '"public".phoenix_kit_users'::regclass AND attname = 'preferred_locale' AND NOT attisdropped
  ) THEN
    RETURN;
  END IF;

  SELECT count(*) INTO misfits FROM "public".phoenix_kit_users
  WHERE preferred_locale IS NOT NULL AND jsonb_typeof(custom_fields) NOT IN ('object', 'null');
  IF misfits > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'invalid_parameter_value',
      MESSAGE = misfits || ' user(s) with a preferred locale have custom_fields that are no JSON object',
      DETAIL = 'SELECT id, custom_fields, preferred_locale FROM "public".phoenix_kit_users '
        'WHERE preferred_locale IS NOT NULL AND jsonb_typeof(custom_fields) NOT IN (''object'', ''null'')',
      HINT = 'Make the custom_fields of these users objects, or their locale NULL; then go back again.';
  END IF;

  UPDATE "public".phoenix_kit_users
  SET custom_fields = jsonb_build_object('preferred_locale', preferred_locale)
    || CASE jsonb_typeof(custom_fields) WHEN 'object' THEN custom_fields ELSE '{}' END
  WHERE preferred_locale IS NOT NULL;

  ALTER TABLE "public".phoenix_kit_users DROP COLUMN preferred_locale;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_users" ADD COLUMN "preferred_locale" varchar(10);
--> statement-breakpoint
CREATE INDEX "phoenix_kit_users_preferred_locale_index" ON "public"."phoenix_kit_users" USING btree ("preferred_locale");
--> statement-breakpoint
-- patches/v30.down.after.sql
-- What does not fit into the column stays where it is.
UPDATE "public".phoenix_kit_users
SET preferred_locale = custom_fields ->> 'preferred_locale',
  custom_fields = custom_fields - 'preferred_locale'
WHERE jsonb_typeof(custom_fields -> 'preferred_locale') = 'string'
  AND length(custom_fields ->> 'preferred_locale') <= 10;
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 29;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '29';
