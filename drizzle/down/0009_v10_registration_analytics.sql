-- V10's way back: Registration analytics. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: values of phoenix_kit_users.registration_ip :: SELECT count(*) FROM "public"."phoenix_kit_users" WHERE "registration_ip" IS NOT NULL
-- loses: values of phoenix_kit_users.registration_country :: SELECT count(*) FROM "public"."phoenix_kit_users" WHERE "registration_country" IS NOT NULL
-- loses: values of phoenix_kit_users.registration_region :: SELECT count(*) FROM "public"."phoenix_kit_users" WHERE "registration_region" IS NOT NULL
-- loses: values of phoenix_kit_users.registration_city :: SELECT count(*) FROM "public"."phoenix_kit_users" WHERE "registration_city" IS NOT NULL
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(10)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V10''s way back needs version 10, the marker says ' ||
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
-- drizzle-kit
DROP INDEX "public"."phoenix_kit_users_reg_ip_date_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_reg_country_date_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_reg_region_date_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_reg_city_date_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_reg_geo_idx";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "registration_ip";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "registration_country";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "registration_region";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "registration_city";
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 9;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '9';
