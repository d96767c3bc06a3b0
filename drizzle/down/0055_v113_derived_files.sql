-- V113's way back: Derived files. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: values of phoenix_kit_files.system_managed :: SELECT count(*) FROM "public"."phoenix_kit_files" WHERE "system_managed" IS DISTINCT FROM false
-- loses: values of phoenix_kit_files.parent_file_uuid :: SELECT count(*) FROM "public"."phoenix_kit_files" WHERE "parent_file_uuid" IS NOT NULL
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(113|114|115)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V113''s way back needs version 113 or 114 or 115, the marker says ' ||
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
  "public"."phoenix_kit_files"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v113.down.before.sql
DO $do$
DECLARE
  ownerless bigint := (SELECT count(*) FROM "public".phoenix_kit_files WHERE user_uuid IS NULL);
BEGIN
  IF ownerless > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'not_null_violation',
      MESSAGE = ownerless || ' file(s) belong to another file and to no user, which is not allowed below V113',
      DETAIL = 'SELECT uuid, file_name, parent_file_uuid FROM "public".phoenix_kit_files WHERE user_uuid IS NULL',
      HINT = 'Give each of these files a user, or delete it; then migrate again.';
  END IF;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_files" DROP CONSTRAINT "phoenix_kit_files_user_or_parent_check";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" DROP CONSTRAINT "phoenix_kit_files_parent_file_uuid_fkey";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_files_parent_uuid_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_files_system_dedup_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_files_system_managed_index";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" DROP COLUMN "system_managed";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" DROP COLUMN "parent_file_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ALTER COLUMN "user_uuid" SET NOT NULL;
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 112;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '112';
