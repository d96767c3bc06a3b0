-- V24: File checksum uniqueness. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: files that are copies of an earlier one, with their variants and locations :: SELECT count(*) - count(DISTINCT checksum) FROM "public".phoenix_kit_files
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(23)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V24 needs version 23, the marker says ' ||
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
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v24.before.sql
-- One file a checksum: the earliest stays, and its id decides between two of the same second.
DELETE FROM "public".phoenix_kit_files AS file
USING (
  SELECT id, row_number() OVER (PARTITION BY checksum ORDER BY inserted_at, id) AS place
  FROM "public".phoenix_kit_files
) AS copy
WHERE copy.id = file.id AND copy.place > 1;
--> statement-breakpoint
-- drizzle-kit
CREATE UNIQUE INDEX "phoenix_kit_files_checksum_index" ON "public"."phoenix_kit_files" USING btree ("checksum");
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 24 OR version = 24;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (24, 24);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '24';
