-- V90: Activity feed. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(81|82|83|84|85|86|87|88|89)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V90 needs version 81 or 82 or 83 or 84 or 85 or 86 or 87 or 88 or 89, the marker says ' ||
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
-- drizzle-kit
CREATE TABLE "public"."phoenix_kit_activities" (
	"uuid" uuid PRIMARY KEY DEFAULT "public".uuid_generate_v7() NOT NULL,
	"action" varchar(100) NOT NULL,
	"module" varchar(50),
	"mode" varchar(20),
	"actor_uuid" uuid,
	"resource_type" varchar(50),
	"resource_uuid" uuid,
	"target_uuid" uuid,
	"metadata" jsonb DEFAULT '{}'::jsonb,
	"inserted_at" timestamp (0) DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "phoenix_kit_activities_actor_uuid_index" ON "public"."phoenix_kit_activities" USING btree ("actor_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_activities_action_index" ON "public"."phoenix_kit_activities" USING btree ("action");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_activities_module_index" ON "public"."phoenix_kit_activities" USING btree ("module");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_activities_mode_index" ON "public"."phoenix_kit_activities" USING btree ("mode");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_activities_resource_type_index" ON "public"."phoenix_kit_activities" USING btree ("resource_type");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_activities_target_uuid_index" ON "public"."phoenix_kit_activities" USING btree ("target_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_activities_inserted_at_index" ON "public"."phoenix_kit_activities" USING btree ("inserted_at");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_activities_action_inserted_at_index" ON "public"."phoenix_kit_activities" USING btree ("action","inserted_at");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_activities_actor_uuid_inserted_at_index" ON "public"."phoenix_kit_activities" USING btree ("actor_uuid","inserted_at");
--> statement-breakpoint
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE id = 90 OR version = 90;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (90, 90);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 90) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 90',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '90';
