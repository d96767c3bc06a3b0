-- V17: Entities system. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(16)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V17 needs version 16, the marker says ' ||
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
  "public"."phoenix_kit_settings"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
CREATE TABLE "public"."phoenix_kit_entities" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"name" varchar(255) NOT NULL,
	"display_name" varchar(255) NOT NULL,
	"display_name_plural" varchar(255),
	"description" text,
	"icon" varchar(255),
	"status" varchar(255) DEFAULT 'draft' NOT NULL,
	"fields_definition" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"settings" jsonb,
	"created_by" integer NOT NULL,
	"date_created" timestamp DEFAULT now() NOT NULL,
	"date_updated" timestamp DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_entity_data" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"entity_id" integer NOT NULL,
	"title" varchar(255) NOT NULL,
	"slug" varchar(255),
	"status" varchar(255) DEFAULT 'draft' NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"metadata" jsonb,
	"created_by" integer NOT NULL,
	"date_created" timestamp DEFAULT now() NOT NULL,
	"date_updated" timestamp DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ADD CONSTRAINT "phoenix_kit_entity_data_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "public"."phoenix_kit_entities"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_entities_name_uidx" ON "public"."phoenix_kit_entities" USING btree ("name");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_entities_created_by_idx" ON "public"."phoenix_kit_entities" USING btree ("created_by");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_entities_status_idx" ON "public"."phoenix_kit_entities" USING btree ("status");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_entity_data_entity_id_idx" ON "public"."phoenix_kit_entity_data" USING btree ("entity_id");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_entity_data_slug_idx" ON "public"."phoenix_kit_entity_data" USING btree ("slug");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_entity_data_status_idx" ON "public"."phoenix_kit_entity_data" USING btree ("status");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_entity_data_created_by_idx" ON "public"."phoenix_kit_entity_data" USING btree ("created_by");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_entity_data_title_idx" ON "public"."phoenix_kit_entity_data" USING btree ("title");
--> statement-breakpoint
-- patches/v17.after.sql
INSERT INTO "public".phoenix_kit_settings (key, value, module, date_added, date_updated)
SELECT setting.key, setting.value, 'entities', timezone('UTC', now()), timezone('UTC', now())
FROM (VALUES
  ('entities_enabled', 'false'),
  ('entities_max_per_user', '100'),
  ('entities_allow_relations', 'true'),
  ('entities_file_upload', 'false')
) AS setting (key, value)
ON CONFLICT (key) DO NOTHING;
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_entities.display_name_plural IS
  'How the interface calls several of them, e.g. "Products" beside "Product"';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_entities.fields_definition IS
  'JSON array with one object a field (key, type, label, rules), in the order of the form';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_entities.settings IS
  'Options of this content type as a JSON object';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_entity_data.data IS
  'The values of the record, by the keys of its entity''s fields_definition';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_entity_data.metadata IS
  'Facts about the record that are no field of it, such as tags or where it came from';
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 17 OR version = 17;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (17, 17);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '17';
