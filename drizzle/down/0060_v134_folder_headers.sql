-- V134's way back: Folder headers. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: values of phoenix_kit_media_folders.cover_file_uuid :: SELECT count(*) FROM "public"."phoenix_kit_media_folders" WHERE "cover_file_uuid" IS NOT NULL
-- loses: values of phoenix_kit_media_folders.logo_file_uuid :: SELECT count(*) FROM "public"."phoenix_kit_media_folders" WHERE "logo_file_uuid" IS NOT NULL
-- loses: values of phoenix_kit_media_folders.header_size :: SELECT count(*) FROM "public"."phoenix_kit_media_folders" WHERE "header_size" IS DISTINCT FROM 'medium'
-- loses: values of phoenix_kit_media_folders.header_show_title :: SELECT count(*) FROM "public"."phoenix_kit_media_folders" WHERE "header_show_title" IS DISTINCT FROM true
-- loses: values of phoenix_kit_media_folders.header_show_icon :: SELECT count(*) FROM "public"."phoenix_kit_media_folders" WHERE "header_show_icon" IS DISTINCT FROM true
-- loses: values of phoenix_kit_media_folders.header_show_creator :: SELECT count(*) FROM "public"."phoenix_kit_media_folders" WHERE "header_show_creator" IS DISTINCT FROM true
-- loses: values of phoenix_kit_media_folders.header_show_date :: SELECT count(*) FROM "public"."phoenix_kit_media_folders" WHERE "header_show_date" IS DISTINCT FROM true
-- loses: values of phoenix_kit_media_folders.header_show_file_count :: SELECT count(*) FROM "public"."phoenix_kit_media_folders" WHERE "header_show_file_count" IS DISTINCT FROM true
-- loses: values of phoenix_kit_media_folders.header_show_description :: SELECT count(*) FROM "public"."phoenix_kit_media_folders" WHERE "header_show_description" IS DISTINCT FROM true
-- loses: values of phoenix_kit_media_folders.header_show_background :: SELECT count(*) FROM "public"."phoenix_kit_media_folders" WHERE "header_show_background" IS DISTINCT FROM true
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(134|135|136)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V134''s way back needs version 134 or 135 or 136, the marker says ' ||
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
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_media_folders" DROP CONSTRAINT "phoenix_kit_media_folders_cover_file_uuid_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" DROP CONSTRAINT "phoenix_kit_media_folders_logo_file_uuid_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" DROP COLUMN "cover_file_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" DROP COLUMN "logo_file_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" DROP COLUMN "header_size";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" DROP COLUMN "header_show_title";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" DROP COLUMN "header_show_icon";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" DROP COLUMN "header_show_creator";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" DROP COLUMN "header_show_date";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" DROP COLUMN "header_show_file_count";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" DROP COLUMN "header_show_description";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" DROP COLUMN "header_show_background";
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 133;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '133';
