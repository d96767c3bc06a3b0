-- V74: UUID primary keys. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: references of phoenix_kit_referral_codes.beneficiary to users that do not exist :: SELECT count(*) FROM ONLY "public".phoenix_kit_referral_codes AS child WHERE child.beneficiary IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = child.beneficiary)
-- loses: references of phoenix_kit_email_logs.user_id to users that do not exist :: SELECT count(*) FROM ONLY "public".phoenix_kit_email_logs AS child WHERE child.user_id IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = child.user_id)
-- loses: references of phoenix_kit_email_blocklist.user_id to users that do not exist :: SELECT count(*) FROM ONLY "public".phoenix_kit_email_blocklist AS child WHERE child.user_id IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = child.user_id)
-- loses: references of phoenix_kit_email_templates.created_by_user_id to users that do not exist :: SELECT count(*) FROM ONLY "public".phoenix_kit_email_templates AS child WHERE child.created_by_user_id IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = child.created_by_user_id)
-- loses: references of phoenix_kit_email_templates.updated_by_user_id to users that do not exist :: SELECT count(*) FROM ONLY "public".phoenix_kit_email_templates AS child WHERE child.updated_by_user_id IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = child.updated_by_user_id)
-- loses: references of phoenix_kit_email_orphaned_events.matched_email_log_id to email logs that do not exist :: SELECT count(*) FROM ONLY "public".phoenix_kit_email_orphaned_events AS child WHERE child.matched_email_log_id IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_email_logs AS parent WHERE parent.id = child.matched_email_log_id)
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(73)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V74 needs version 73, the marker says ' ||
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
  "public"."phoenix_kit_email_logs",
  "public"."phoenix_kit_entities",
  "public"."phoenix_kit_files",
  "public"."phoenix_kit_referral_codes",
  "public"."phoenix_kit_admin_notes",
  "public"."phoenix_kit_audit_logs",
  "public"."phoenix_kit_email_blocklist",
  "public"."phoenix_kit_email_events",
  "public"."phoenix_kit_email_metrics",
  "public"."phoenix_kit_email_orphaned_events",
  "public"."phoenix_kit_email_templates",
  "public"."phoenix_kit_entity_data",
  "public"."phoenix_kit_referral_code_usage",
  "public"."phoenix_kit_role_permissions",
  "public"."phoenix_kit_scheduled_jobs",
  "public"."phoenix_kit_settings",
  "public"."phoenix_kit_user_oauth_providers",
  "public"."phoenix_kit_user_role_assignments",
  "public"."phoenix_kit_users_tokens"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- keep
DO $phoenix_kit$
DECLARE
  target record;
  change text[] := '{}';
  restore text[] := '{}';
  statement text;
BEGIN
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
        AND c.relname = ANY (ARRAY['phoenix_kit_users', 'phoenix_kit_user_roles', 'phoenix_kit_email_logs', 'phoenix_kit_entities', 'phoenix_kit_files', 'phoenix_kit_referral_codes', 'phoenix_kit_admin_notes', 'phoenix_kit_audit_logs', 'phoenix_kit_email_blocklist', 'phoenix_kit_email_events', 'phoenix_kit_email_metrics', 'phoenix_kit_email_orphaned_events', 'phoenix_kit_email_templates', 'phoenix_kit_entity_data', 'phoenix_kit_referral_code_usage', 'phoenix_kit_role_permissions', 'phoenix_kit_scheduled_jobs', 'phoenix_kit_settings', 'phoenix_kit_user_oauth_providers', 'phoenix_kit_user_role_assignments', 'phoenix_kit_users_tokens'])
      ORDER BY c.relname
    LOOP
      IF target.is_forced THEN
        change := change || format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', target.name);
        restore := restore || format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target.name);
      END IF;
      IF target.identity <> 'f' AND (target.is_published OR target.identity = 'i') THEN
        change := change || format('ALTER TABLE %s REPLICA IDENTITY FULL', target.name);
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
          AND c.relname = ANY (ARRAY['phoenix_kit_users', 'phoenix_kit_user_roles', 'phoenix_kit_email_logs', 'phoenix_kit_entities', 'phoenix_kit_files', 'phoenix_kit_referral_codes', 'phoenix_kit_admin_notes', 'phoenix_kit_audit_logs', 'phoenix_kit_email_blocklist', 'phoenix_kit_email_events', 'phoenix_kit_email_metrics', 'phoenix_kit_email_orphaned_events', 'phoenix_kit_email_templates', 'phoenix_kit_entity_data', 'phoenix_kit_referral_code_usage', 'phoenix_kit_role_permissions', 'phoenix_kit_scheduled_jobs', 'phoenix_kit_settings', 'phoenix_kit_user_oauth_providers', 'phoenix_kit_user_role_assignments', 'phoenix_kit_users_tokens'])
          AND NOT t.tgisinternal
          AND t.tgenabled <> 'D'
          AND t.tgname <> ALL (ARRAY['phoenix_kit_protect_system_roles'])
      LOOP
        change := change || format('ALTER TABLE %s DISABLE TRIGGER %I', target.name, target.trigger);
        restore := restore || format(
          'ALTER TABLE %s ENABLE %s TRIGGER %I',
          target.name,
          CASE target.enabled WHEN 'R' THEN 'REPLICA' WHEN 'A' THEN 'ALWAYS' ELSE '' END,
          target.trigger
        );
      END LOOP;
    END IF;
    RAISE SQLSTATE 'PKREL';
  EXCEPTION WHEN SQLSTATE 'PKREL' THEN
    NULL;
  END;

  FOREACH statement IN ARRAY change LOOP
    EXECUTE statement;
  END LOOP;

  PERFORM set_config('phoenix_kit.restore', restore::text, true);
END
$phoenix_kit$;
--> statement-breakpoint
-- patches/v74.before.sql
-- PhoenixKit's own migrator drops this column at V02, ours does not: a schema that came from there gets it back.
DO $do$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = '"public".phoenix_kit_user_role_assignments'::regclass
      AND attname = 'is_active' AND NOT attisdropped
  ) THEN
    ALTER TABLE "public".phoenix_kit_user_role_assignments ADD COLUMN is_active boolean NOT NULL DEFAULT true;
    CREATE INDEX idx_user_role_assignments_role_active
      ON "public".phoenix_kit_user_role_assignments (role_id, is_active);
    CREATE INDEX idx_user_role_assignments_user_active
      ON "public".phoenix_kit_user_role_assignments (user_id, is_active);
  END IF;
END
$do$;
--> statement-breakpoint
-- The last chance for references that were written by id alone.
DO $do$
DECLARE
  target record;
BEGIN
  FOR target IN
    SELECT
      child,
      string_agg(
        format(
          '%1$I = coalesce(child.%1$I, (SELECT parent.uuid FROM ONLY %2$s AS parent WHERE parent.id = child.%3$I))',
          uuid_column, parent, id_column
        ),
        ', '
      ) AS assignments,
      string_agg(format('child.%I IS NULL AND child.%I IS NOT NULL', uuid_column, id_column), ' OR ') AS refers
    FROM (VALUES
      ('"public".phoenix_kit_user_role_assignments', 'assigned_by_uuid', 'assigned_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_role_permissions', 'granted_by_uuid', 'granted_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_referral_codes', 'beneficiary_uuid', 'beneficiary', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_logs', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_blocklist', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_templates', 'created_by_user_uuid', 'created_by_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_templates', 'updated_by_user_uuid', 'updated_by_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_orphaned_events', 'matched_email_log_uuid', 'matched_email_log_id', '"public".phoenix_kit_email_logs'),
      ('"public".phoenix_kit_scheduled_jobs', 'created_by_uuid', 'created_by_id', '"public".phoenix_kit_users')
    ) AS reference (child, uuid_column, id_column, parent)
    WHERE EXISTS (
  SELECT FROM pg_class
  WHERE oid = child::regclass AND (
    pg_relation_size(oid) > 0
    OR relhassubclass
    OR relam <> (SELECT oid FROM pg_am WHERE amname = 'heap')
    OR to_regclass('pg_catalog.pg_dist_node') IS NOT NULL
  )
)
    GROUP BY child
  LOOP
    EXECUTE format(
      'UPDATE ONLY %s AS child SET %s WHERE %s', target.child, target.assignments, target.refers
    );
  END LOOP;
END
$do$;
--> statement-breakpoint
-- arrival
DO $phoenix_kit$
DECLARE
  moved record;
  missing bigint;
BEGIN
  FOR moved IN SELECT * FROM (VALUES
    ('phoenix_kit_users_tokens.user_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_users_tokens AS moved WHERE moved.user_id IS NOT NULL AND (moved.user_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.user_id)) IS NOT TRUE$query$),
    ('phoenix_kit_user_oauth_providers.user_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_user_oauth_providers AS moved WHERE moved.user_id IS NOT NULL AND (moved.user_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.user_id)) IS NOT TRUE$query$),
    ('phoenix_kit_user_role_assignments.user_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_user_role_assignments AS moved WHERE moved.user_id IS NOT NULL AND (moved.user_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.user_id)) IS NOT TRUE$query$),
    ('phoenix_kit_user_role_assignments.role_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_user_role_assignments AS moved WHERE moved.role_id IS NOT NULL AND (moved.role_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_user_roles AS parent WHERE parent.id = moved.role_id)) IS NOT TRUE$query$),
    ('phoenix_kit_user_role_assignments.assigned_by', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_user_role_assignments AS moved WHERE moved.assigned_by IS NOT NULL AND (moved.assigned_by_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.assigned_by)) IS NOT TRUE$query$),
    ('phoenix_kit_role_permissions.role_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_role_permissions AS moved WHERE moved.role_id IS NOT NULL AND (moved.role_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_user_roles AS parent WHERE parent.id = moved.role_id)) IS NOT TRUE$query$),
    ('phoenix_kit_role_permissions.granted_by', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_role_permissions AS moved WHERE moved.granted_by IS NOT NULL AND (moved.granted_by_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.granted_by)) IS NOT TRUE$query$),
    ('phoenix_kit_referral_codes.created_by', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_referral_codes AS moved WHERE moved.created_by IS NOT NULL AND (moved.created_by_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.created_by)) IS NOT TRUE$query$),
    ('phoenix_kit_referral_codes.beneficiary', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_referral_codes AS moved WHERE moved.beneficiary IS NOT NULL AND (moved.beneficiary_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.beneficiary)) IS NOT TRUE$query$),
    ('phoenix_kit_referral_code_usage.code_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_referral_code_usage AS moved WHERE moved.code_id IS NOT NULL AND (moved.code_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_referral_codes AS parent WHERE parent.id = moved.code_id)) IS NOT TRUE$query$),
    ('phoenix_kit_referral_code_usage.used_by', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_referral_code_usage AS moved WHERE moved.used_by IS NOT NULL AND (moved.used_by_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.used_by)) IS NOT TRUE$query$),
    ('phoenix_kit_email_logs.user_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_email_logs AS moved WHERE moved.user_id IS NOT NULL AND (moved.user_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.user_id)) IS NOT TRUE$query$),
    ('phoenix_kit_email_events.email_log_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_email_events AS moved WHERE moved.email_log_id IS NOT NULL AND (moved.email_log_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_email_logs AS parent WHERE parent.id = moved.email_log_id)) IS NOT TRUE$query$),
    ('phoenix_kit_email_blocklist.user_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_email_blocklist AS moved WHERE moved.user_id IS NOT NULL AND (moved.user_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.user_id)) IS NOT TRUE$query$),
    ('phoenix_kit_email_templates.created_by_user_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_email_templates AS moved WHERE moved.created_by_user_id IS NOT NULL AND (moved.created_by_user_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.created_by_user_id)) IS NOT TRUE$query$),
    ('phoenix_kit_email_templates.updated_by_user_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_email_templates AS moved WHERE moved.updated_by_user_id IS NOT NULL AND (moved.updated_by_user_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.updated_by_user_id)) IS NOT TRUE$query$),
    ('phoenix_kit_entities.created_by', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_entities AS moved WHERE moved.created_by IS NOT NULL AND (moved.created_by_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.created_by)) IS NOT TRUE$query$),
    ('phoenix_kit_entity_data.entity_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_entity_data AS moved WHERE moved.entity_id IS NOT NULL AND (moved.entity_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_entities AS parent WHERE parent.id = moved.entity_id)) IS NOT TRUE$query$),
    ('phoenix_kit_entity_data.created_by', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_entity_data AS moved WHERE moved.created_by IS NOT NULL AND (moved.created_by_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.created_by)) IS NOT TRUE$query$),
    ('phoenix_kit_files.user_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_files AS moved WHERE moved.user_id IS NOT NULL AND (moved.user_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.user_id)) IS NOT TRUE$query$),
    ('phoenix_kit_audit_logs.target_user_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_audit_logs AS moved WHERE moved.target_user_id IS NOT NULL AND (moved.target_user_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.target_user_id)) IS NOT TRUE$query$),
    ('phoenix_kit_audit_logs.admin_user_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_audit_logs AS moved WHERE moved.admin_user_id IS NOT NULL AND (moved.admin_user_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.admin_user_id)) IS NOT TRUE$query$),
    ('phoenix_kit_email_orphaned_events.matched_email_log_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_email_orphaned_events AS moved WHERE moved.matched_email_log_id IS NOT NULL AND (moved.matched_email_log_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_email_logs AS parent WHERE parent.id = moved.matched_email_log_id)) IS NOT TRUE$query$),
    ('phoenix_kit_admin_notes.user_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_admin_notes AS moved WHERE moved.user_id IS NOT NULL AND (moved.user_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.user_id)) IS NOT TRUE$query$),
    ('phoenix_kit_admin_notes.author_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_admin_notes AS moved WHERE moved.author_id IS NOT NULL AND (moved.author_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.author_id)) IS NOT TRUE$query$),
    ('phoenix_kit_scheduled_jobs.created_by_id', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_scheduled_jobs AS moved WHERE moved.created_by_id IS NOT NULL AND (moved.created_by_uuid IS NOT NULL OR NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_users AS parent WHERE parent.id = moved.created_by_id)) IS NOT TRUE$query$)
  ) AS listed (name, query)
  LOOP
    BEGIN
      EXECUTE moved.query INTO missing;
      RAISE SQLSTATE 'PKREL';
    EXCEPTION WHEN SQLSTATE 'PKREL' THEN
      NULL;
    END;
    IF missing > 0 THEN
      RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('V74 would lose %s value(s) of %s: its UPDATE did not reach these rows', missing, moved.name),
        DETAIL = moved.query,
        HINT = format(
          'A trigger or rule of this database kept the UPDATE from them. Disable it (ALTER TABLE %s DISABLE TRIGGER or DISABLE RULE), then migrate again; nothing was changed.',
          split_part(moved.name, '.', 1)
        );
    END IF;
  END LOOP;
END
$phoenix_kit$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_role_permissions" DROP CONSTRAINT "uq_role_permissions_role_module";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" DROP CONSTRAINT "phoenix_kit_email_events_email_log_id_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" DROP CONSTRAINT "phoenix_kit_entity_data_entity_id_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" DROP CONSTRAINT "phoenix_kit_files_user_id_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" DROP CONSTRAINT "phoenix_kit_referral_code_usage_code_id_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" DROP CONSTRAINT "phoenix_kit_user_oauth_providers_user_id_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP CONSTRAINT "phoenix_kit_user_role_assignments_user_id_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP CONSTRAINT "phoenix_kit_user_role_assignments_role_id_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP CONSTRAINT "phoenix_kit_user_role_assignments_assigned_by_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" DROP CONSTRAINT "phoenix_kit_users_tokens_user_id_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" DROP CONSTRAINT "fk_role_permissions_granted_by";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" DROP CONSTRAINT "fk_role_permissions_role";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" DROP CONSTRAINT "phoenix_kit_admin_notes_user_id_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" DROP CONSTRAINT "phoenix_kit_admin_notes_author_id_fkey";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_scheduled_jobs" DROP CONSTRAINT "phoenix_kit_scheduled_jobs_created_by_id_fkey";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_audit_logs_target_user_id_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_audit_logs_admin_user_id_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_audit_logs_target_user_id_action_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_audit_logs_admin_user_id_action_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_blocklist_user_inserted_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_events_email_log_id_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_events_log_type_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_logs_user_id_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_entities_created_by_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_entity_data_entity_id_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_entity_data_created_by_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_files_user_id_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_referral_code_usage_code_id_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_referral_code_usage_used_by_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_oauth_providers_user_provider_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_oauth_providers_user_id_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_role_assignments_user_id_role_id_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_role_assignments_user_id_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_role_assignments_role_id_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_role_assignments_assigned_by_index";
--> statement-breakpoint
DROP INDEX "public"."idx_user_role_assignments_user_active";
--> statement-breakpoint
DROP INDEX "public"."idx_user_role_assignments_role_active";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_tokens_user_id_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_admin_notes_user_id_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_admin_notes_author_id_index";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" DROP COLUMN "target_user_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" DROP COLUMN "admin_user_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_blocklist" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_blocklist" DROP COLUMN "user_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" DROP COLUMN "email_log_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "user_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_metrics" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_orphaned_events" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_orphaned_events" DROP COLUMN "matched_email_log_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates" DROP COLUMN "created_by_user_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates" DROP COLUMN "updated_by_user_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" DROP COLUMN "created_by";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" DROP COLUMN "entity_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" DROP COLUMN "created_by";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" DROP COLUMN "user_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" DROP COLUMN "code_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" DROP COLUMN "used_by";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" DROP COLUMN "created_by";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" DROP COLUMN "beneficiary";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_settings" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" DROP COLUMN "user_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP COLUMN "user_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP COLUMN "role_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP COLUMN "assigned_by";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_roles" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" DROP COLUMN "user_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" DROP COLUMN "role_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" DROP COLUMN "granted_by";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" DROP COLUMN "id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" DROP COLUMN "user_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" DROP COLUMN "author_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_scheduled_jobs" DROP COLUMN "created_by_id";
--> statement-breakpoint
CREATE INDEX "idx_user_role_assignments_user_active" ON "public"."phoenix_kit_user_role_assignments" USING btree ("user_uuid","is_active");
--> statement-breakpoint
CREATE INDEX "idx_user_role_assignments_role_active" ON "public"."phoenix_kit_user_role_assignments" USING btree ("role_uuid","is_active");
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_audit_logs" ADD CONSTRAINT "phoenix_kit_audit_logs_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_blocklist" ADD CONSTRAINT "phoenix_kit_email_blocklist_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" ADD CONSTRAINT "phoenix_kit_email_events_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" ADD CONSTRAINT "phoenix_kit_email_logs_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_metrics" ADD CONSTRAINT "phoenix_kit_email_metrics_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_orphaned_events" ADD CONSTRAINT "phoenix_kit_email_orphaned_events_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates" ADD CONSTRAINT "phoenix_kit_email_templates_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" ADD CONSTRAINT "phoenix_kit_entities_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ADD CONSTRAINT "phoenix_kit_entity_data_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ADD CONSTRAINT "phoenix_kit_referral_code_usage_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" ADD CONSTRAINT "phoenix_kit_referral_codes_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_settings" ADD CONSTRAINT "phoenix_kit_settings_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ADD CONSTRAINT "phoenix_kit_user_oauth_providers_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD CONSTRAINT "phoenix_kit_user_role_assignments_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_roles" ADD CONSTRAINT "phoenix_kit_user_roles_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" ADD CONSTRAINT "phoenix_kit_users_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ADD CONSTRAINT "phoenix_kit_users_tokens_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ADD CONSTRAINT "phoenix_kit_role_permissions_pkey" PRIMARY KEY ("uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" ADD CONSTRAINT "phoenix_kit_admin_notes_pkey" PRIMARY KEY ("uuid");
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
    IF identity_index IS NOT NULL AND (
      to_regclass(identity_index) IS NULL OR EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull
        WHERE i.indexrelid = to_regclass(identity_index)
      )
    ) THEN
      statement := format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', target);
    END IF;
    EXECUTE statement;
  END LOOP;
END
$phoenix_kit$;
--> statement-breakpoint
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE id = 74 OR version = 74;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (74, 74);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 74) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 74',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '74';
