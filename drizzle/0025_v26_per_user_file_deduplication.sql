-- V26: Per-user file deduplication. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(25)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V26 needs version 25, the marker says ' ||
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
-- patches/v26.before.sql
-- User and checksum are joined without a separator, so '2ab' of user 1 would count as 'ab' of user 12.
DO $do$
DECLARE
  alike bigint := (
    SELECT count(*) - count(DISTINCT user_id::text || checksum) FROM "public".phoenix_kit_files
  );
BEGIN
  IF alike > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'unique_violation',
      MESSAGE = format('%s file(s) would get the same user_file_checksum as another', alike),
      DETAIL = 'SELECT user_id::text || checksum AS hashed, array_agg(id ORDER BY inserted_at, id) AS files '
        'FROM "public".phoenix_kit_files GROUP BY 1 HAVING count(*) > 1',
      HINT = 'Give these files the checksum of their content (SHA-256 in hex), or delete all but one; then migrate again.';
  END IF;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_files" RENAME COLUMN "checksum" TO "file_checksum";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_files_checksum_index";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD COLUMN "user_file_checksum" varchar(255);
--> statement-breakpoint
-- patches/v26.after.sql
UPDATE "public".phoenix_kit_files
SET user_file_checksum = encode(sha256(convert_to(user_id::text || file_checksum, 'UTF8')), 'hex')
WHERE user_file_checksum IS NULL;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_files" ALTER COLUMN "user_file_checksum" SET NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "public_phoenix_kit_files_user_file_checksum_index" ON "public"."phoenix_kit_files" USING btree ("user_file_checksum");
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 26 OR version = 26;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (26, 26);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '26';
