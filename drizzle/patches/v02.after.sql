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
-- Citus plans no cross join.
DO $do$
DECLARE
  first_user bigint := (SELECT min(id) FROM ONLY "public".phoenix_kit_users);
  owner bigint := (SELECT id FROM ONLY "public".phoenix_kit_user_roles WHERE name = 'Owner');
BEGIN
  IF first_user IS NOT NULL THEN
    INSERT INTO "public".phoenix_kit_user_role_assignments (user_id, role_id, inserted_at)
    VALUES (first_user, owner, date_trunc('second', timezone('UTC', now())));
  END IF;
END
$do$;
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
