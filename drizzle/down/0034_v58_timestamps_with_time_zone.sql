-- V58 down: Timestamps with time zone. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: fractions of a second in phoenix_kit_users :: SELECT count(*) FROM ONLY "public".phoenix_kit_users WHERE confirmed_at <> date_trunc('second', confirmed_at) OR inserted_at <> date_trunc('second', inserted_at) OR updated_at <> date_trunc('second', updated_at)
-- loses: fractions of a second in phoenix_kit_users_tokens :: SELECT count(*) FROM ONLY "public".phoenix_kit_users_tokens WHERE inserted_at <> date_trunc('second', inserted_at)
-- loses: fractions of a second in phoenix_kit_user_roles :: SELECT count(*) FROM ONLY "public".phoenix_kit_user_roles WHERE inserted_at <> date_trunc('second', inserted_at) OR updated_at <> date_trunc('second', updated_at)
-- loses: fractions of a second in phoenix_kit_user_role_assignments :: SELECT count(*) FROM ONLY "public".phoenix_kit_user_role_assignments WHERE inserted_at <> date_trunc('second', inserted_at) OR assigned_at <> date_trunc('second', assigned_at)
-- loses: fractions of a second in phoenix_kit_buckets :: SELECT count(*) FROM ONLY "public".phoenix_kit_buckets WHERE inserted_at <> date_trunc('second', inserted_at) OR updated_at <> date_trunc('second', updated_at)
-- loses: fractions of a second in phoenix_kit_files :: SELECT count(*) FROM ONLY "public".phoenix_kit_files WHERE inserted_at <> date_trunc('second', inserted_at) OR updated_at <> date_trunc('second', updated_at)
-- loses: fractions of a second in phoenix_kit_file_instances :: SELECT count(*) FROM ONLY "public".phoenix_kit_file_instances WHERE inserted_at <> date_trunc('second', inserted_at) OR updated_at <> date_trunc('second', updated_at)
-- loses: fractions of a second in phoenix_kit_file_locations :: SELECT count(*) FROM ONLY "public".phoenix_kit_file_locations WHERE last_verified_at <> date_trunc('second', last_verified_at) OR inserted_at <> date_trunc('second', inserted_at) OR updated_at <> date_trunc('second', updated_at)
-- loses: fractions of a second in phoenix_kit_storage_dimensions :: SELECT count(*) FROM ONLY "public".phoenix_kit_storage_dimensions WHERE inserted_at <> date_trunc('second', inserted_at) OR updated_at <> date_trunc('second', updated_at)
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(58|59)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V58 down needs version 58 or 59, the marker says ' ||
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
  "public"."phoenix_kit_settings",
  "public"."phoenix_kit_storage_dimensions",
  "public"."phoenix_kit_user_oauth_providers",
  "public"."phoenix_kit_user_role_assignments",
  "public"."phoenix_kit_users_tokens"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- keep
DO $phoenix_kit$
DECLARE
  target record;
  restore text[] := '{}';
BEGIN
  FOR target IN
    SELECT
      c.oid::regclass AS name,
      c.relforcerowsecurity AND row_security_active(c.oid) AND pg_has_role(c.relowner, 'USAGE') AS is_forced,
      c.relreplident AS identity,
      (
        SELECT i.indexrelid::regclass::text FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisreplident
      ) AS identity_index,
      EXISTS (
        SELECT FROM pg_publication AS p CROSS JOIN LATERAL pg_get_publication_tables(p.pubname::text) AS t
        WHERE t.relid = c.oid AND (p.pubupdate OR p.pubdelete)
      ) AND NOT EXISTS (
        SELECT FROM pg_publication_rel AS r WHERE r.prrelid = c.oid AND r.prattrs IS NOT NULL
      ) AS is_published
    FROM pg_class AS c
    WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"public".phoenix_kit'::regclass)
      AND c.relkind = 'r'
      AND c.relname = ANY (ARRAY['phoenix_kit_users', 'phoenix_kit_user_roles', 'phoenix_kit_buckets', 'phoenix_kit_email_logs', 'phoenix_kit_entities', 'phoenix_kit_files', 'phoenix_kit_file_instances', 'phoenix_kit_referral_codes', 'phoenix_kit', 'phoenix_kit_audit_logs', 'phoenix_kit_email_blocklist', 'phoenix_kit_email_events', 'phoenix_kit_email_metrics', 'phoenix_kit_email_orphaned_events', 'phoenix_kit_email_templates', 'phoenix_kit_entity_data', 'phoenix_kit_file_locations', 'phoenix_kit_referral_code_usage', 'phoenix_kit_role_permissions', 'phoenix_kit_settings', 'phoenix_kit_storage_dimensions', 'phoenix_kit_user_oauth_providers', 'phoenix_kit_user_role_assignments', 'phoenix_kit_users_tokens'])
    ORDER BY c.relname
  LOOP
    IF target.is_forced THEN
      EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', target.name);
      restore := restore || format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target.name);
    END IF;
    IF target.identity <> 'f' AND (target.is_published OR target.identity = 'i') THEN
      EXECUTE format('ALTER TABLE %s REPLICA IDENTITY FULL', target.name);
      restore := restore || CASE target.identity
        WHEN 'n' THEN format('ALTER TABLE %s REPLICA IDENTITY NOTHING', target.name)
        WHEN 'i' THEN format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %s', target.name, target.identity_index)
        ELSE format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', target.name)
      END;
    END IF;
  END LOOP;

  IF current_setting('phoenix_kit.disable_host_triggers', true) = 'on' THEN
    FOR target IN
      SELECT c.oid::regclass AS name, t.tgname AS trigger, t.tgenabled AS enabled
      FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
      WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"public".phoenix_kit'::regclass)
        AND c.relname = ANY (ARRAY['phoenix_kit_users', 'phoenix_kit_user_roles', 'phoenix_kit_buckets', 'phoenix_kit_email_logs', 'phoenix_kit_entities', 'phoenix_kit_files', 'phoenix_kit_file_instances', 'phoenix_kit_referral_codes', 'phoenix_kit', 'phoenix_kit_audit_logs', 'phoenix_kit_email_blocklist', 'phoenix_kit_email_events', 'phoenix_kit_email_metrics', 'phoenix_kit_email_orphaned_events', 'phoenix_kit_email_templates', 'phoenix_kit_entity_data', 'phoenix_kit_file_locations', 'phoenix_kit_referral_code_usage', 'phoenix_kit_role_permissions', 'phoenix_kit_settings', 'phoenix_kit_storage_dimensions', 'phoenix_kit_user_oauth_providers', 'phoenix_kit_user_role_assignments', 'phoenix_kit_users_tokens'])
        AND NOT t.tgisinternal
        AND t.tgenabled <> 'D'
        AND t.tgname <> ALL (ARRAY['phoenix_kit_protect_system_roles'])
    LOOP
      EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', target.name, target.trigger);
      restore := restore || format(
        'ALTER TABLE %s ENABLE %s TRIGGER %I',
        target.name,
        CASE target.enabled WHEN 'R' THEN 'REPLICA' WHEN 'A' THEN 'ALWAYS' ELSE '' END,
        target.trigger
      );
    END LOOP;
  END IF;

  PERFORM set_config('phoenix_kit.restore', restore::text, true);
END
$phoenix_kit$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_audit_logs" ALTER COLUMN "inserted_at" SET DATA TYPE timestamp;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_buckets"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "inserted_at"),
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "updated_at");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_blocklist"
  ALTER COLUMN "expires_at" SET DATA TYPE timestamp,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp,
  ALTER COLUMN "inserted_at" SET DEFAULT now(),
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp,
  ALTER COLUMN "updated_at" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events"
  ALTER COLUMN "occurred_at" SET DATA TYPE timestamp,
  ALTER COLUMN "occurred_at" SET DEFAULT now(),
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs"
  ALTER COLUMN "sent_at" SET DATA TYPE timestamp,
  ALTER COLUMN "sent_at" SET DEFAULT now(),
  ALTER COLUMN "delivered_at" SET DATA TYPE timestamp,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp,
  ALTER COLUMN "bounced_at" SET DATA TYPE timestamp,
  ALTER COLUMN "complained_at" SET DATA TYPE timestamp,
  ALTER COLUMN "opened_at" SET DATA TYPE timestamp,
  ALTER COLUMN "clicked_at" SET DATA TYPE timestamp,
  ALTER COLUMN "queued_at" SET DATA TYPE timestamp,
  ALTER COLUMN "rejected_at" SET DATA TYPE timestamp,
  ALTER COLUMN "failed_at" SET DATA TYPE timestamp,
  ALTER COLUMN "delayed_at" SET DATA TYPE timestamp;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_metrics"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_orphaned_events"
  ALTER COLUMN "received_at" SET DATA TYPE timestamp,
  ALTER COLUMN "received_at" SET DEFAULT now(),
  ALTER COLUMN "matched_at" SET DATA TYPE timestamp,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates"
  ALTER COLUMN "last_used_at" SET DATA TYPE timestamp,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities"
  ALTER COLUMN "date_created" SET DATA TYPE timestamp,
  ALTER COLUMN "date_created" SET DEFAULT now(),
  ALTER COLUMN "date_updated" SET DATA TYPE timestamp,
  ALTER COLUMN "date_updated" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data"
  ALTER COLUMN "date_created" SET DATA TYPE timestamp,
  ALTER COLUMN "date_created" SET DEFAULT now(),
  ALTER COLUMN "date_updated" SET DATA TYPE timestamp,
  ALTER COLUMN "date_updated" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_file_instances"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "inserted_at"),
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "updated_at");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_file_locations"
  ALTER COLUMN "last_verified_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "last_verified_at"),
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "inserted_at"),
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "updated_at");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "inserted_at"),
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "updated_at");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit"
  ALTER COLUMN "migrated_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "migrated_at"),
  ALTER COLUMN "migrated_at" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage"
  ALTER COLUMN "date_used" SET DATA TYPE timestamp,
  ALTER COLUMN "date_used" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes"
  ALTER COLUMN "date_created" SET DATA TYPE timestamp,
  ALTER COLUMN "date_created" SET DEFAULT now(),
  ALTER COLUMN "expiration_date" SET DATA TYPE timestamp;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_settings"
  ALTER COLUMN "date_added" SET DATA TYPE timestamp,
  ALTER COLUMN "date_added" SET DEFAULT now(),
  ALTER COLUMN "date_updated" SET DATA TYPE timestamp,
  ALTER COLUMN "date_updated" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_storage_dimensions"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "inserted_at"),
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "updated_at");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers"
  ALTER COLUMN "token_expires_at" SET DATA TYPE timestamp,
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp,
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "inserted_at"),
  ALTER COLUMN "assigned_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "assigned_at"),
  ALTER COLUMN "assigned_at" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_roles"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "inserted_at"),
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "updated_at");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users"
  ALTER COLUMN "confirmed_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "confirmed_at"),
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "inserted_at"),
  ALTER COLUMN "updated_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "updated_at");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ALTER COLUMN "inserted_at" SET DATA TYPE timestamp (0) USING date_trunc('second', "inserted_at");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions"
  ALTER COLUMN "inserted_at" SET DATA TYPE timestamp,
  ALTER COLUMN "inserted_at" SET DEFAULT now();
--> statement-breakpoint
-- restore
DO $phoenix_kit$
DECLARE
  statement text;
  target regclass;
  identity_index text;
BEGIN
  FOREACH statement IN ARRAY current_setting('phoenix_kit.restore')::text[] LOOP
    target := to_regclass(substring(statement FROM '^ALTER TABLE (("[^"]*"|[^ "])+) '));
    identity_index := substring(statement FROM ' REPLICA IDENTITY USING INDEX (.*)$');
    IF target IS NULL THEN
      CONTINUE;
    END IF;
    IF identity_index IS NOT NULL AND to_regclass(identity_index) IS NULL THEN
      statement := format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', target);
    END IF;
    EXECUTE statement;
  END LOOP;
END
$phoenix_kit$;
--> statement-breakpoint
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE version > 57;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '57';
