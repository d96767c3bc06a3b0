-- V26's way back: Per-user file deduplication. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: files with the content of an earlier one, when onConflict is "dedupe" :: SELECT CASE WHEN current_setting('phoenix_kit.on_conflict', true) = 'dedupe' THEN count(*) - count(DISTINCT file_checksum) ELSE 0 END FROM "public".phoenix_kit_files
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(26)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V26''s way back needs version 26, the marker says ' ||
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
LOCK TABLE
  "public"."phoenix_kit"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v26.down.before.sql
-- Below V26 a file exists once, whoever uploaded it.
DO $do$
DECLARE
  copies bigint;
BEGIN
  IF current_setting('phoenix_kit.on_conflict', true) = 'dedupe' THEN
    DELETE FROM "public".phoenix_kit_files AS file
    USING (
      SELECT id, row_number() OVER (PARTITION BY file_checksum ORDER BY inserted_at, id) AS place
      FROM "public".phoenix_kit_files
    ) AS copy
    WHERE copy.id = file.id AND copy.place > 1;
  END IF;

  SELECT count(*) - count(DISTINCT file_checksum) INTO copies FROM "public".phoenix_kit_files;
  IF copies > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'unique_violation',
      MESSAGE = format('%s file(s) have the same content as an earlier one, which is not allowed below V26', copies),
      DETAIL = 'SELECT file_checksum, array_agg(id ORDER BY inserted_at, id) AS files, array_agg(DISTINCT user_id) AS users '
        'FROM "public".phoenix_kit_files GROUP BY file_checksum HAVING count(*) > 1',
      HINT = 'Delete all but one of each yourself, or go down with onConflict "dedupe" (--on-conflict dedupe), which keeps the earliest.';
  END IF;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_files" RENAME COLUMN "file_checksum" TO "checksum";
--> statement-breakpoint
DROP INDEX "public"."public_phoenix_kit_files_user_file_checksum_index";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" DROP COLUMN "user_file_checksum";
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_files_checksum_index" ON "public"."phoenix_kit_files" USING btree ("checksum");
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 25;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '25';
