-- V57: UUID references required. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(56)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V57 needs version 56, the marker says ' ||
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
  "public"."phoenix_kit_email_logs"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_entities",
  "public"."phoenix_kit_files",
  "public"."phoenix_kit_referral_codes",
  "public"."phoenix_kit_admin_notes",
  "public"."phoenix_kit_audit_logs"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_email_blocklist"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_email_events"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_email_templates"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_entity_data",
  "public"."phoenix_kit_referral_code_usage",
  "public"."phoenix_kit_role_permissions",
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
        AND c.relname = ANY (ARRAY['phoenix_kit_users', 'phoenix_kit_user_roles', 'phoenix_kit_email_logs', 'phoenix_kit_entities', 'phoenix_kit_files', 'phoenix_kit_referral_codes', 'phoenix_kit_admin_notes', 'phoenix_kit_audit_logs', 'phoenix_kit_email_blocklist', 'phoenix_kit_email_events', 'phoenix_kit_email_templates', 'phoenix_kit_entity_data', 'phoenix_kit_referral_code_usage', 'phoenix_kit_role_permissions', 'phoenix_kit_user_oauth_providers', 'phoenix_kit_user_role_assignments', 'phoenix_kit_users_tokens'])
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
          AND c.relname = ANY (ARRAY['phoenix_kit_users', 'phoenix_kit_user_roles', 'phoenix_kit_email_logs', 'phoenix_kit_entities', 'phoenix_kit_files', 'phoenix_kit_referral_codes', 'phoenix_kit_admin_notes', 'phoenix_kit_audit_logs', 'phoenix_kit_email_blocklist', 'phoenix_kit_email_events', 'phoenix_kit_email_templates', 'phoenix_kit_entity_data', 'phoenix_kit_referral_code_usage', 'phoenix_kit_role_permissions', 'phoenix_kit_user_oauth_providers', 'phoenix_kit_user_role_assignments', 'phoenix_kit_users_tokens'])
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
-- patches/v57.before.sql
-- References that were written by id alone since V56 get their UUID here. So do references that a foreign key is about to
-- check and that point to no row. A reference without a parent becomes NULL, or stops the step where NULL is not allowed. A
-- token has no user while its registration link waits to be followed.
DO $do$
DECLARE
  reference record;
  lost text;
  missing text;
  found bigint;
  total bigint := 0;
  columns text[] := '{}';
  queries text[] := '{}';
BEGIN
  FOR reference IN
    SELECT *
    FROM (VALUES
      ('"public".phoenix_kit_users_tokens', 'user_uuid', 'user_id', '"public".phoenix_kit_users', true, true),
      ('"public".phoenix_kit_user_oauth_providers', 'user_uuid', 'user_id', '"public".phoenix_kit_users', true, true),
      ('"public".phoenix_kit_user_role_assignments', 'user_uuid', 'user_id', '"public".phoenix_kit_users', true, true),
      ('"public".phoenix_kit_user_role_assignments', 'role_uuid', 'role_id', '"public".phoenix_kit_user_roles', true, true),
      ('"public".phoenix_kit_user_role_assignments', 'assigned_by_uuid', 'assigned_by', '"public".phoenix_kit_users', true, false),
      ('"public".phoenix_kit_role_permissions', 'role_uuid', 'role_id', '"public".phoenix_kit_user_roles', true, true),
      ('"public".phoenix_kit_role_permissions', 'granted_by_uuid', 'granted_by', '"public".phoenix_kit_users', true, false),
      ('"public".phoenix_kit_referral_codes', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users', false, true),
      ('"public".phoenix_kit_referral_codes', 'beneficiary_uuid', 'beneficiary', '"public".phoenix_kit_users', false, false),
      ('"public".phoenix_kit_referral_code_usage', 'code_uuid', 'code_id', '"public".phoenix_kit_referral_codes', true, true),
      ('"public".phoenix_kit_referral_code_usage', 'used_by_uuid', 'used_by', '"public".phoenix_kit_users', false, true),
      ('"public".phoenix_kit_email_logs', 'user_uuid', 'user_id', '"public".phoenix_kit_users', false, false),
      ('"public".phoenix_kit_email_events', 'email_log_uuid', 'email_log_id', '"public".phoenix_kit_email_logs', true, true),
      ('"public".phoenix_kit_email_blocklist', 'user_uuid', 'user_id', '"public".phoenix_kit_users', false, false),
      ('"public".phoenix_kit_email_templates', 'created_by_user_uuid', 'created_by_user_id', '"public".phoenix_kit_users', false, false),
      ('"public".phoenix_kit_email_templates', 'updated_by_user_uuid', 'updated_by_user_id', '"public".phoenix_kit_users', false, false),
      ('"public".phoenix_kit_entities', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users', false, true),
      ('"public".phoenix_kit_entity_data', 'entity_uuid', 'entity_id', '"public".phoenix_kit_entities', true, true),
      ('"public".phoenix_kit_entity_data', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users', false, true),
      ('"public".phoenix_kit_files', 'user_uuid', 'user_id', '"public".phoenix_kit_users', true, true),
      ('"public".phoenix_kit_audit_logs', 'target_user_uuid', 'target_user_id', '"public".phoenix_kit_users', false, true),
      ('"public".phoenix_kit_audit_logs', 'admin_user_uuid', 'admin_user_id', '"public".phoenix_kit_users', false, true),
      ('"public".phoenix_kit_admin_notes', 'user_uuid', 'user_id', '"public".phoenix_kit_users', true, true),
      ('"public".phoenix_kit_admin_notes', 'author_uuid', 'author_id', '"public".phoenix_kit_users', true, true)
    ) AS listed (child, uuid_column, id_column, parent, held, required)
    WHERE EXISTS (
  SELECT FROM pg_class
  WHERE oid = child::regclass AND (
    pg_relation_size(oid) > 0
    OR relhassubclass
    OR relam <> (SELECT oid FROM pg_am WHERE amname = 'heap')
    OR to_regclass('pg_catalog.pg_dist_node') IS NOT NULL
  )
)
  LOOP
    lost := format('child.%I IS NULL', reference.uuid_column);
    IF reference.held THEN
      lost := lost || format(
        ' OR NOT EXISTS (SELECT FROM ONLY %s AS parent WHERE parent.uuid = child.%I)',
        reference.parent, reference.uuid_column
      );
    END IF;
    EXECUTE format(
      'UPDATE ONLY %1$s AS child'
        ' SET %2$I = (SELECT parent.uuid FROM ONLY %3$s AS parent WHERE parent.id = child.%4$I)'
        ' WHERE (%5$s) AND num_nonnulls(child.%2$I, child.%4$I) > 0',
      reference.child, reference.uuid_column, reference.parent, reference.id_column, lost
    );

    IF reference.required THEN
      missing := CASE reference.child
        WHEN '"public".phoenix_kit_users_tokens' THEN 'child.context <> ''magic_link_registration'' AND '
        ELSE ''
      END;
      EXECUTE format(
        'SELECT count(*) FROM ONLY %s AS child WHERE %s child.%I IS NULL', reference.child, missing, reference.uuid_column
      ) INTO found;
      IF found > 0 THEN
        total := total + found;
        columns := columns || format(
          '%s.%I', (SELECT relname FROM pg_class WHERE oid = reference.child::regclass), reference.id_column
        );
        queries := queries || format(
          'SELECT * FROM ONLY %1$s AS child WHERE %5$s (%2$s)'
            ' AND NOT EXISTS (SELECT FROM ONLY %3$s AS parent WHERE parent.id = child.%4$I);',
          reference.child, lost, reference.parent, reference.id_column, missing
        );
      END IF;
    END IF;
  END LOOP;

  IF total > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = total || ' reference(s) have no parent, which is not allowed from V57 on: '
        || array_to_string(columns, ', '),
      DETAIL = array_to_string(queries, chr(10)),
      HINT = 'Let the id columns of these rows point to rows that exist, or delete them; then migrate again.';
  END IF;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_audit_logs" ALTER COLUMN "target_user_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" ALTER COLUMN "admin_user_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" ALTER COLUMN "email_log_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" ALTER COLUMN "created_by_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ALTER COLUMN "created_by_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ALTER COLUMN "entity_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ALTER COLUMN "user_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ALTER COLUMN "used_by_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ALTER COLUMN "code_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" ALTER COLUMN "created_by_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ALTER COLUMN "user_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ALTER COLUMN "user_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ALTER COLUMN "role_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ALTER COLUMN "role_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" ALTER COLUMN "user_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" ALTER COLUMN "author_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" ADD CONSTRAINT "fk_email_events_email_log_uuid" FOREIGN KEY ("email_log_uuid") REFERENCES "public"."phoenix_kit_email_logs"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ADD CONSTRAINT "fk_entity_data_entity_uuid" FOREIGN KEY ("entity_uuid") REFERENCES "public"."phoenix_kit_entities"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD CONSTRAINT "fk_files_user_uuid" FOREIGN KEY ("user_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ADD CONSTRAINT "fk_referral_code_usage_code_uuid" FOREIGN KEY ("code_uuid") REFERENCES "public"."phoenix_kit_referral_codes"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ADD CONSTRAINT "fk_user_oauth_providers_user_uuid" FOREIGN KEY ("user_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD CONSTRAINT "fk_user_role_assignments_assigned_by_uuid" FOREIGN KEY ("assigned_by_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD CONSTRAINT "fk_user_role_assignments_role_uuid" FOREIGN KEY ("role_uuid") REFERENCES "public"."phoenix_kit_user_roles"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD CONSTRAINT "fk_user_role_assignments_user_uuid" FOREIGN KEY ("user_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ADD CONSTRAINT "fk_users_tokens_user_uuid" FOREIGN KEY ("user_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ADD CONSTRAINT "fk_role_permissions_granted_by_uuid" FOREIGN KEY ("granted_by_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ADD CONSTRAINT "fk_role_permissions_role_uuid" FOREIGN KEY ("role_uuid") REFERENCES "public"."phoenix_kit_user_roles"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" ADD CONSTRAINT "fk_admin_notes_user_uuid" FOREIGN KEY ("user_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" ADD CONSTRAINT "fk_admin_notes_author_uuid" FOREIGN KEY ("author_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE cascade ON UPDATE no action;
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
DELETE FROM ONLY "public".phoenix_kit WHERE id = 57 OR version = 57;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (57, 57);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 57) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 57',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '57';
