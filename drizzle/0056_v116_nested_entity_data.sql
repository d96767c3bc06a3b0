-- V116: Nested entity data. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(113|114|115)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V116 needs version 113 or 114 or 115, the marker says ' ||
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
  "public"."phoenix_kit_entity_data"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_entity_data" ADD COLUMN "parent_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ADD CONSTRAINT "phoenix_kit_entity_data_parent_uuid_fkey" FOREIGN KEY ("parent_uuid") REFERENCES "public"."phoenix_kit_entity_data"("uuid") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "phoenix_kit_entity_data_parent_index" ON "public"."phoenix_kit_entity_data" USING btree ("parent_uuid");
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 116 OR version = 116;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (116, 116);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '116';
