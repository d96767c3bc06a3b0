-- V95: Media folders. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(93|94)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V95 needs version 93 or 94, the marker says ' ||
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
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_files"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
CREATE TABLE "public"."phoenix_kit_media_folder_links" (
	"uuid" uuid PRIMARY KEY DEFAULT "public".uuid_generate_v7() NOT NULL,
	"folder_uuid" uuid NOT NULL,
	"file_uuid" uuid NOT NULL,
	"inserted_at" timestamp (0) DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_media_folders" (
	"uuid" uuid PRIMARY KEY DEFAULT "public".uuid_generate_v7() NOT NULL,
	"name" varchar(255) NOT NULL,
	"color" varchar(20),
	"parent_uuid" uuid,
	"user_uuid" uuid,
	"inserted_at" timestamp (0) DEFAULT now() NOT NULL,
	"updated_at" timestamp (0) DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD COLUMN "folder_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folder_links" ADD CONSTRAINT "phoenix_kit_media_folder_links_file_uuid_fkey" FOREIGN KEY ("file_uuid") REFERENCES "public"."phoenix_kit_files"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folder_links" ADD CONSTRAINT "phoenix_kit_media_folder_links_folder_uuid_fkey" FOREIGN KEY ("folder_uuid") REFERENCES "public"."phoenix_kit_media_folders"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" ADD CONSTRAINT "phoenix_kit_media_folders_parent_uuid_fkey" FOREIGN KEY ("parent_uuid") REFERENCES "public"."phoenix_kit_media_folders"("uuid") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" ADD CONSTRAINT "phoenix_kit_media_folders_user_uuid_fkey" FOREIGN KEY ("user_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "phoenix_kit_media_folder_links_file_uuid_index" ON "public"."phoenix_kit_media_folder_links" USING btree ("file_uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_media_folder_links_folder_uuid_file_uuid_index" ON "public"."phoenix_kit_media_folder_links" USING btree ("folder_uuid","file_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_media_folder_links_folder_uuid_index" ON "public"."phoenix_kit_media_folder_links" USING btree ("folder_uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_media_folders_name_parent_idx" ON "public"."phoenix_kit_media_folders" USING btree ("name",coalesce(parent_uuid, '00000000-0000-0000-0000-000000000000'::uuid));
--> statement-breakpoint
CREATE INDEX "phoenix_kit_media_folders_parent_uuid_index" ON "public"."phoenix_kit_media_folders" USING btree ("parent_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_media_folders_user_uuid_index" ON "public"."phoenix_kit_media_folders" USING btree ("user_uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD CONSTRAINT "phoenix_kit_files_folder_uuid_fkey" FOREIGN KEY ("folder_uuid") REFERENCES "public"."phoenix_kit_media_folders"("uuid") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "phoenix_kit_files_folder_uuid_index" ON "public"."phoenix_kit_files" USING btree ("folder_uuid");
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 95 OR version = 95;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (95, 95);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '95';
