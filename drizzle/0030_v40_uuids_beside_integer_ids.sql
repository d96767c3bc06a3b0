-- V40: UUIDs beside integer ids. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(39)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V40 needs version 39, the marker says ' ||
        coalesce(pg_catalog.quote_literal(pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class')), 'nothing'),
      HINT = 'Another runner may have moved the schema; look with phoenix-kit status.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
SELECT
  pg_catalog.set_config('TimeZone', 'UTC', true),
  pg_catalog.set_config('DateStyle', 'ISO', true),
  pg_catalog.set_config('bytea_output', 'hex', true),
  pg_catalog.set_config('standard_conforming_strings', 'on', true),
  pg_catalog.set_config('check_function_bodies', 'on', true),
  pg_catalog.set_config('row_security', 'off', true),
  pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true),
  CASE pg_catalog.current_setting('synchronous_commit')
    WHEN 'off' THEN pg_catalog.set_config('synchronous_commit', 'on', true)
  END,
  CASE WHEN pg_catalog.current_setting('session_replication_role') <> 'origin'
    THEN pg_catalog.set_config('session_replication_role', 'origin', true)
  END,
  pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'pg_catalog', (
    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(n.nspname), ', ')
    FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname IN ('citext', 'pg_trgm')
  ), 'pg_temp'), true);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF pg_catalog.to_regclass('pg_catalog.pg_dist_node') IS NOT NULL THEN
    EXECUTE 'SET LOCAL citus.propagate_set_commands = ''local''';
    EXECUTE 'SET LOCAL TimeZone = ''UTC''';
    EXECUTE pg_catalog.format('SET LOCAL lock_timeout = %L', pg_catalog.current_setting('lock_timeout'));
    EXECUTE 'SET LOCAL citus.propagate_set_commands = ''none''';
    EXECUTE 'SET LOCAL citus.create_object_propagation = ''deferred''';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
SET CONSTRAINTS ALL IMMEDIATE;
--> statement-breakpoint
-- locks
LOCK TABLE
  "public"."phoenix_kit_users",
  "public"."phoenix_kit_email_logs",
  "public"."phoenix_kit_entities",
  "public"."phoenix_kit_referral_codes",
  "public"."phoenix_kit_user_roles"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_admin_notes",
  "public"."phoenix_kit_audit_logs",
  "public"."phoenix_kit_email_blocklist",
  "public"."phoenix_kit_email_events",
  "public"."phoenix_kit_email_metrics",
  "public"."phoenix_kit_email_orphaned_events",
  "public"."phoenix_kit_entity_data",
  "public"."phoenix_kit_referral_code_usage",
  "public"."phoenix_kit_settings",
  "public"."phoenix_kit_user_oauth_providers",
  "public"."phoenix_kit_user_role_assignments",
  "public"."phoenix_kit_users_tokens"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v40.before.sql
DO $do$
DECLARE
  is_usable boolean;
  reason text;
BEGIN
  -- The application may have a function of its own, which serves as well; going down leaves it alone.
  IF to_regprocedure('"public".uuid_generate_v7()') IS NOT NULL THEN
    BEGIN
      EXECUTE 'SELECT "public".uuid_generate_v7() IS NULL' INTO is_usable;
      SELECT prorettype = 'uuid'::regtype AND NOT proretset INTO is_usable
      FROM pg_proc WHERE oid = to_regprocedure('"public".uuid_generate_v7()');
    EXCEPTION WHEN others THEN
      is_usable := false;
      reason := SQLERRM;
    END;
    IF NOT is_usable THEN
      RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = 'The function "public".uuid_generate_v7() of this database does not return a UUID: '
          || coalesce(reason, 'it returns another type'),
        HINT = 'Replace or rename this function, then migrate again; V40 creates its own where there is none.';
    END IF;
    RETURN;
  END IF;

  IF to_regprocedure('pg_catalog.uuidv7()') IS NOT NULL THEN
    CREATE FUNCTION "public".uuid_generate_v7() RETURNS uuid
    LANGUAGE sql VOLATILE PARALLEL SAFE
    AS $function$ SELECT pg_catalog.uuidv7() $function$;
  ELSE
    -- The clock's milliseconds over the first six bytes of a random UUID, then the two bits by which 7 differs from 4.
    CREATE FUNCTION "public".uuid_generate_v7() RETURNS uuid
    LANGUAGE sql VOLATILE PARALLEL SAFE
    AS $function$
      SELECT pg_catalog.encode(pg_catalog.set_bit(pg_catalog.set_bit(overlay(
        pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
        PLACING substring(
          pg_catalog.int8send(pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint)
          FROM 3
        )
        FROM 1 FOR 6
      ), 52, 1), 53, 1), 'hex')::uuid
    $function$;
  END IF;

  -- The comment tells the down migration that V40 made this function.
  COMMENT ON FUNCTION "public".uuid_generate_v7() IS 'Made by V40 of phoenix_kit: a UUID of version 7, which sorts by time';
END
$do$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_audit_logs" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_blocklist" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_metrics" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_orphaned_events" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_settings" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_roles" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
-- patches/v40.after.sql
-- Rows that are there get UUIDs that follow from their age and id: the same row gets the same UUID every time, and the
-- order of the UUIDs is the order of time and id. As a change of type it writes each table once and leaves no dead rows.
-- A table without rows is passed over: its indexes would need a lock each.
DO $do$
DECLARE
  target record;
BEGIN
  FOR target IN
    SELECT name, age
    FROM (VALUES
      ('"public".phoenix_kit_users', 'inserted_at'),
      ('"public".phoenix_kit_users_tokens', 'inserted_at'),
      ('"public".phoenix_kit_user_oauth_providers', 'inserted_at'),
      ('"public".phoenix_kit_user_roles', 'inserted_at'),
      ('"public".phoenix_kit_user_role_assignments', 'inserted_at'),
      ('"public".phoenix_kit_settings', 'date_added'),
      ('"public".phoenix_kit_referral_codes', 'date_created'),
      ('"public".phoenix_kit_referral_code_usage', 'date_used'),
      ('"public".phoenix_kit_email_logs', 'inserted_at'),
      ('"public".phoenix_kit_email_events', 'inserted_at'),
      ('"public".phoenix_kit_email_blocklist', 'inserted_at'),
      ('"public".phoenix_kit_email_orphaned_events', 'inserted_at'),
      ('"public".phoenix_kit_email_metrics', 'inserted_at'),
      ('"public".phoenix_kit_entities', 'date_created'),
      ('"public".phoenix_kit_entity_data', 'date_created'),
      ('"public".phoenix_kit_audit_logs', 'inserted_at'),
      ('"public".phoenix_kit_admin_notes', 'inserted_at')
    ) AS listed (name, age)
    WHERE EXISTS (
  SELECT FROM pg_class
  WHERE oid = name::regclass AND (
    pg_relation_size(oid) > 0
    OR relhassubclass
    OR relam <> (SELECT oid FROM pg_am WHERE amname = 'heap')
    OR to_regclass('pg_catalog.pg_dist_node') IS NOT NULL
  )
)
  LOOP
    EXECUTE format(
      $sql$ALTER TABLE %1$s ALTER COLUMN uuid TYPE uuid USING (
  lpad(to_hex((greatest(least(extract(epoch FROM %2$I), ((1::bigint << 48) - 1) / 1000.0) * 1000000, 0)::bigint) / 1000 << 16 | (7 << 12) | mod((greatest(least(extract(epoch FROM %2$I), ((1::bigint << 48) - 1) / 1000.0) * 1000000, 0)::bigint), 1000) * 4096 / 1000), 16, '0')
  || to_hex((1::bigint << 63) | (id & ((1::bigint << 62) - 1)))
)::uuid$sql$,
      target.name, target.age
    );
  END LOOP;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_audit_logs" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_blocklist" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_blocklist" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_metrics" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_metrics" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_orphaned_events" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_orphaned_events" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_settings" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_settings" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_roles" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_roles" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_audit_logs_uuid_idx" ON "public"."phoenix_kit_audit_logs" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_email_blocklist_uuid_idx" ON "public"."phoenix_kit_email_blocklist" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_email_events_uuid_idx" ON "public"."phoenix_kit_email_events" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_email_logs_uuid_idx" ON "public"."phoenix_kit_email_logs" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_email_metrics_uuid_idx" ON "public"."phoenix_kit_email_metrics" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_email_orphaned_events_uuid_idx" ON "public"."phoenix_kit_email_orphaned_events" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_entities_uuid_idx" ON "public"."phoenix_kit_entities" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_entity_data_uuid_idx" ON "public"."phoenix_kit_entity_data" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_referral_code_usage_uuid_idx" ON "public"."phoenix_kit_referral_code_usage" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_referral_codes_uuid_idx" ON "public"."phoenix_kit_referral_codes" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_settings_uuid_idx" ON "public"."phoenix_kit_settings" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_user_oauth_providers_uuid_idx" ON "public"."phoenix_kit_user_oauth_providers" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_user_role_assignments_uuid_idx" ON "public"."phoenix_kit_user_role_assignments" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_user_roles_uuid_idx" ON "public"."phoenix_kit_user_roles" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_users_uuid_idx" ON "public"."phoenix_kit_users" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_users_tokens_uuid_idx" ON "public"."phoenix_kit_users_tokens" USING btree ("uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_admin_notes_uuid_idx" ON "public"."phoenix_kit_admin_notes" USING btree ("uuid");
--> statement-breakpoint
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE id = 40 OR version = 40;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (40, 40);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 40) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 40',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '40';
