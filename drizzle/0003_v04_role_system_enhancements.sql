-- V04: Role system enhancements. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(3)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V04 needs version 3, the marker says ' ||
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
  "public"."phoenix_kit_user_role_assignments"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD COLUMN "assigned_by" bigint;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD COLUMN "assigned_at" timestamp (0) DEFAULT now() NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD COLUMN "is_active" boolean DEFAULT true NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD CONSTRAINT "phoenix_kit_user_role_assignments_assigned_by_fkey" FOREIGN KEY ("assigned_by") REFERENCES "public"."phoenix_kit_users"("id") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "phoenix_kit_user_role_assignments_assigned_by_index" ON "public"."phoenix_kit_user_role_assignments" USING btree ("assigned_by");
--> statement-breakpoint
CREATE INDEX "idx_user_role_assignments_user_active" ON "public"."phoenix_kit_user_role_assignments" USING btree ("user_id","is_active");
--> statement-breakpoint
CREATE INDEX "idx_user_role_assignments_role_active" ON "public"."phoenix_kit_user_role_assignments" USING btree ("role_id","is_active");
--> statement-breakpoint
-- patches/v04.after.sql
-- For an assignment that is there already, the default would be the time of this migration.
UPDATE "public".phoenix_kit_user_role_assignments
SET assigned_at = inserted_at;
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 4 OR version = 4;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (4, 4);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '4';
