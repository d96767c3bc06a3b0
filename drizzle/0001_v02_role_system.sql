-- V02: Role system. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(1)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V02 needs version 1, the marker says ' ||
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
-- drizzle-kit
CREATE TABLE "public"."phoenix_kit_user_role_assignments" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"user_id" bigint NOT NULL,
	"role_id" bigint NOT NULL,
	"inserted_at" timestamp (0) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_user_roles" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"name" varchar(50) NOT NULL,
	"description" text,
	"is_system_role" boolean DEFAULT false NOT NULL,
	"inserted_at" timestamp (0) NOT NULL,
	"updated_at" timestamp (0) NOT NULL
);
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD CONSTRAINT "phoenix_kit_user_role_assignments_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "public"."phoenix_kit_users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD CONSTRAINT "phoenix_kit_user_role_assignments_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "public"."phoenix_kit_user_roles"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_user_role_assignments_user_id_role_id_index" ON "public"."phoenix_kit_user_role_assignments" USING btree ("user_id","role_id");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_user_role_assignments_user_id_index" ON "public"."phoenix_kit_user_role_assignments" USING btree ("user_id");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_user_role_assignments_role_id_index" ON "public"."phoenix_kit_user_role_assignments" USING btree ("role_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_user_roles_name_index" ON "public"."phoenix_kit_user_roles" USING btree ("name");
--> statement-breakpoint
-- patches/v02.after.sql
INSERT INTO "public".phoenix_kit_user_roles (name, description, is_system_role, inserted_at, updated_at)
SELECT
  role.name,
  role.description,
  true,
  date_trunc('second', timezone('UTC', now())),
  date_trunc('second', timezone('UTC', now()))
FROM (VALUES
  ('Owner', 'May do everything, and is the only one who can make another Owner'),
  ('Admin', 'Manages users, content and settings'),
  ('User', 'What everybody is who has an account')
) AS role (name, description);
--> statement-breakpoint
-- A system that has users needs somebody who owns it: the one who was there first.
INSERT INTO "public".phoenix_kit_user_role_assignments (user_id, role_id, inserted_at)
SELECT min(users.id), roles.id, date_trunc('second', timezone('UTC', now()))
FROM "public".phoenix_kit_users AS users
CROSS JOIN "public".phoenix_kit_user_roles AS roles
WHERE roles.name = 'Owner'
GROUP BY roles.id;
--> statement-breakpoint
DO $do$
DECLARE
  distributed boolean := false;
BEGIN
  -- Citus takes no trigger on a table of a distributed schema.
  IF to_regclass('pg_catalog.pg_dist_schema') IS NOT NULL THEN
    EXECUTE 'SELECT EXISTS (SELECT FROM pg_catalog.pg_dist_schema WHERE schemaid = $1)'
    INTO distributed
    USING (SELECT relnamespace FROM pg_class WHERE oid = '"public".phoenix_kit_user_roles'::regclass);
  END IF;

  IF distributed THEN
    RETURN;
  END IF;

  CREATE FUNCTION "public".phoenix_kit_protect_system_roles() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path TO pg_catalog, pg_temp
  AS $function$
  DECLARE
    forbidden text := CASE
      WHEN TG_OP = 'DELETE' THEN 'deleted'
      WHEN NEW.name IS DISTINCT FROM OLD.name THEN 'renamed'
      WHEN NEW.is_system_role IS DISTINCT FROM true THEN 'turned into an ordinary role'
    END;
  BEGIN
    IF forbidden IS NOT NULL THEN
      RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('system role "%s" cannot be %s', OLD.name, forbidden),
        HINT = 'Leave the system role as it is and add a role of your own beside it.',
        SCHEMA = TG_TABLE_SCHEMA,
        TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
  END
  $function$;

  CREATE TRIGGER phoenix_kit_protect_system_roles
  BEFORE UPDATE OR DELETE ON "public".phoenix_kit_user_roles
  FOR EACH ROW WHEN (OLD.is_system_role)
  EXECUTE FUNCTION "public".phoenix_kit_protect_system_roles();
END
$do$;
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 2 OR version = 2;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (2, 2);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '2';
