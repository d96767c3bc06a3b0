-- V113: Derived files. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(111|112)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V113 needs version 111 or 112, the marker says ' ||
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
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_files" ALTER COLUMN "user_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD COLUMN "system_managed" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD COLUMN "parent_file_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD CONSTRAINT "phoenix_kit_files_parent_file_uuid_fkey" FOREIGN KEY ("parent_file_uuid") REFERENCES "public"."phoenix_kit_files"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "phoenix_kit_files_parent_uuid_index" ON "public"."phoenix_kit_files" USING btree ("parent_file_uuid") WHERE parent_file_uuid IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_files_system_dedup_index" ON "public"."phoenix_kit_files" USING btree ("parent_file_uuid","file_name") WHERE system_managed = true;
--> statement-breakpoint
CREATE INDEX "phoenix_kit_files_system_managed_index" ON "public"."phoenix_kit_files" USING btree ("inserted_at" DESC NULLS FIRST) WHERE system_managed = false;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD CONSTRAINT "phoenix_kit_files_user_or_parent_check" CHECK (user_uuid IS NOT NULL OR parent_file_uuid IS NOT NULL);
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 113 OR version = 113;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (113, 113);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '113';
