-- V53: Role permissions. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(50|51|52)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V53 needs version 50 or 51 or 52, the marker says ' ||
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
  "public"."phoenix_kit_users",
  "public"."phoenix_kit_user_roles"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
CREATE TABLE "public"."phoenix_kit_role_permissions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"uuid" uuid DEFAULT gen_random_uuid(),
	"role_id" bigint NOT NULL,
	"module_key" varchar(50) NOT NULL,
	"granted_by" bigint,
	"inserted_at" timestamp DEFAULT now() NOT NULL,
	CONSTRAINT "uq_role_permissions_role_module" UNIQUE("role_id","module_key")
);
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ADD CONSTRAINT "fk_role_permissions_granted_by" FOREIGN KEY ("granted_by") REFERENCES "public"."phoenix_kit_users"("id") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ADD CONSTRAINT "fk_role_permissions_role" FOREIGN KEY ("role_id") REFERENCES "public"."phoenix_kit_user_roles"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "idx_role_permissions_module_key" ON "public"."phoenix_kit_role_permissions" USING btree ("module_key");
--> statement-breakpoint
CREATE UNIQUE INDEX "idx_role_permissions_uuid" ON "public"."phoenix_kit_role_permissions" USING btree ("uuid");
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 53 OR version = 53;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (53, 53);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '53';
