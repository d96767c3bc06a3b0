-- V58: Timestamps with time zone. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(57)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V58 needs version 57, the marker says ' ||
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
  "public"."phoenix_kit_user_roles",
  "public"."phoenix_kit_buckets",
  "public"."phoenix_kit_email_logs",
  "public"."phoenix_kit_entities",
  "public"."phoenix_kit_files",
  "public"."phoenix_kit_file_instances",
  "public"."phoenix_kit_referral_codes",
  "public"."phoenix_kit",
  "public"."phoenix_kit_admin_notes",
  "public"."phoenix_kit_audit_logs",
  "public"."phoenix_kit_email_blocklist",
  "public"."phoenix_kit_email_events",
  "public"."phoenix_kit_email_metrics",
  "public"."phoenix_kit_email_orphaned_events",
  "public"."phoenix_kit_email_templates",
  "public"."phoenix_kit_entity_data",
  "public"."phoenix_kit_file_locations",
  "public"."phoenix_kit_referral_code_usage",
  "public"."phoenix_kit_role_permissions",
  "public"."phoenix_kit_scheduled_jobs",
  "public"."phoenix_kit_settings",
  "public"."phoenix_kit_storage_dimensions",
  "public"."phoenix_kit_user_oauth_providers",
  "public"."phoenix_kit_user_role_assignments",
  "public"."phoenix_kit_users_tokens"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_audit_logs" ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_buckets"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_blocklist"
  ALTER COLUMN "expires_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "inserted_at" SET DEFAULT now(),
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events"
  ALTER COLUMN "occurred_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "occurred_at" SET DEFAULT now(),
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs"
  ALTER COLUMN "sent_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "sent_at" SET DEFAULT now(),
  ALTER COLUMN "delivered_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "bounced_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "complained_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "opened_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "clicked_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "queued_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "rejected_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "failed_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "delayed_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_metrics"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_orphaned_events"
  ALTER COLUMN "received_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "received_at" SET DEFAULT now(),
  ALTER COLUMN "matched_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates"
  ALTER COLUMN "last_used_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities"
  ALTER COLUMN "date_created" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "date_created" SET DEFAULT now(),
  ALTER COLUMN "date_updated" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "date_updated" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data"
  ALTER COLUMN "date_created" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "date_created" SET DEFAULT now(),
  ALTER COLUMN "date_updated" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "date_updated" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_file_instances"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_file_locations"
  ALTER COLUMN "last_verified_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit"
  ALTER COLUMN "migrated_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "migrated_at" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage"
  ALTER COLUMN "date_used" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "date_used" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes"
  ALTER COLUMN "date_created" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "date_created" SET DEFAULT now(),
  ALTER COLUMN "expiration_date" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_settings"
  ALTER COLUMN "date_added" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "date_added" SET DEFAULT now(),
  ALTER COLUMN "date_updated" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "date_updated" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_storage_dimensions"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers"
  ALTER COLUMN "token_expires_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "assigned_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "assigned_at" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_roles"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users"
  ALTER COLUMN "confirmed_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "inserted_at" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_scheduled_jobs"
  ALTER COLUMN "scheduled_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "executed_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp with time zone,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp with time zone;
--> statement-breakpoint
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE id = 58 OR version = 58;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (58, 58);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 58) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 58',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '58';
