-- V57: UUID references required. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
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
  "public"."phoenix_kit_user_roles",
  "public"."phoenix_kit_email_logs"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_entities",
  "public"."phoenix_kit_files",
  "public"."phoenix_kit_referral_codes",
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
-- patches/v57.before.sql
-- References that were written by id alone since V56 are joined too, and those that a key is about to hold are joined
-- anew where they point nowhere. What has no parent either way becomes NULL, or stops the step where NULL is not allowed.
DO $do$
DECLARE
  reference record;
  lost text;
  found bigint;
  total bigint := 0;
  columns text[] := '{}';
  queries text[] := '{}';
BEGIN
  FOR reference IN
    SELECT *
    FROM (VALUES
      ('phoenix_kit_users_tokens', 'user_uuid', 'user_id', 'phoenix_kit_users', true, true),
      ('phoenix_kit_user_oauth_providers', 'user_uuid', 'user_id', 'phoenix_kit_users', true, true),
      ('phoenix_kit_user_role_assignments', 'user_uuid', 'user_id', 'phoenix_kit_users', true, true),
      ('phoenix_kit_user_role_assignments', 'role_uuid', 'role_id', 'phoenix_kit_user_roles', true, true),
      ('phoenix_kit_user_role_assignments', 'assigned_by_uuid', 'assigned_by', 'phoenix_kit_users', true, false),
      ('phoenix_kit_role_permissions', 'role_uuid', 'role_id', 'phoenix_kit_user_roles', true, true),
      ('phoenix_kit_role_permissions', 'granted_by_uuid', 'granted_by', 'phoenix_kit_users', true, false),
      ('phoenix_kit_referral_codes', 'created_by_uuid', 'created_by', 'phoenix_kit_users', false, true),
      ('phoenix_kit_referral_codes', 'beneficiary_uuid', 'beneficiary', 'phoenix_kit_users', false, false),
      ('phoenix_kit_referral_code_usage', 'code_uuid', 'code_id', 'phoenix_kit_referral_codes', true, true),
      ('phoenix_kit_referral_code_usage', 'used_by_uuid', 'used_by', 'phoenix_kit_users', false, true),
      ('phoenix_kit_email_logs', 'user_uuid', 'user_id', 'phoenix_kit_users', false, false),
      ('phoenix_kit_email_events', 'email_log_uuid', 'email_log_id', 'phoenix_kit_email_logs', true, true),
      ('phoenix_kit_email_blocklist', 'user_uuid', 'user_id', 'phoenix_kit_users', false, false),
      ('phoenix_kit_email_templates', 'created_by_user_uuid', 'created_by_user_id', 'phoenix_kit_users', false, false),
      ('phoenix_kit_email_templates', 'updated_by_user_uuid', 'updated_by_user_id', 'phoenix_kit_users', false, false),
      ('phoenix_kit_entities', 'created_by_uuid', 'created_by', 'phoenix_kit_users', false, true),
      ('phoenix_kit_entity_data', 'entity_uuid', 'entity_id', 'phoenix_kit_entities', true, true),
      ('phoenix_kit_entity_data', 'created_by_uuid', 'created_by', 'phoenix_kit_users', false, true),
      ('phoenix_kit_files', 'user_uuid', 'user_id', 'phoenix_kit_users', true, true),
      ('phoenix_kit_audit_logs', 'target_user_uuid', 'target_user_id', 'phoenix_kit_users', false, true),
      ('phoenix_kit_audit_logs', 'admin_user_uuid', 'admin_user_id', 'phoenix_kit_users', false, true)
    ) AS listed (child, uuid_column, id_column, parent, held, required)
  LOOP
    lost := '(child.' || reference.uuid_column || ' IS NULL' || CASE
      WHEN reference.held THEN ' OR NOT EXISTS (SELECT FROM "public".' || reference.parent
        || ' AS parent WHERE parent.uuid = child.' || reference.uuid_column || ')'
      ELSE ''
    END || ')';
    EXECUTE 'UPDATE "public".' || reference.child || ' AS child SET ' || reference.uuid_column
      || ' = (SELECT parent.uuid FROM "public".' || reference.parent || ' AS parent WHERE parent.id = child.'
      || reference.id_column || ') WHERE ' || lost || ' AND num_nonnulls(child.' || reference.uuid_column
      || ', child.' || reference.id_column || ') > 0';

    IF reference.required THEN
      EXECUTE 'SELECT count(*) FROM "public".' || reference.child || ' WHERE ' || reference.uuid_column || ' IS NULL'
      INTO found;
      IF found > 0 THEN
        total := total + found;
        columns := columns || (reference.child || '.' || reference.id_column);
        queries := queries || ('SELECT * FROM "public".' || reference.child || ' AS child WHERE ' || lost
          || ' AND NOT EXISTS (SELECT FROM "public".' || reference.parent || ' AS parent WHERE parent.id = child.'
          || reference.id_column || ');');
      END IF;
    END IF;
  END LOOP;

  IF total > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = total || ' reference(s) have no parent, which is not allowed from V57 on: '
        || array_to_string(columns, ', '),
      DETAIL = array_to_string(queries, chr(10)),
      HINT = 'Let the id columns of these rows point to rows that exist, or delete them (tokens without a user are registration links that nobody has followed yet); then migrate again.';
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
ALTER TABLE "public"."phoenix_kit_users_tokens" ALTER COLUMN "user_uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ALTER COLUMN "role_uuid" SET NOT NULL;
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
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 57 OR version = 57;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (57, 57);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '57';
