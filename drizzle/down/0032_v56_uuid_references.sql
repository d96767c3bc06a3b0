-- V56's way back: UUID references. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: values of phoenix_kit_email_templates.uuid :: SELECT count(*) FROM "public"."phoenix_kit_email_templates" WHERE "uuid" IS NOT NULL
-- loses: references of phoenix_kit_referral_codes.beneficiary_uuid to users that do not exist :: SELECT count(*) FROM "public".phoenix_kit_referral_codes AS child WHERE child.beneficiary_uuid IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_users AS parent WHERE parent.uuid = child.beneficiary_uuid)
-- loses: references of phoenix_kit_email_logs.user_uuid to users that do not exist :: SELECT count(*) FROM "public".phoenix_kit_email_logs AS child WHERE child.user_uuid IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_users AS parent WHERE parent.uuid = child.user_uuid)
-- loses: references of phoenix_kit_email_blocklist.user_uuid to users that do not exist :: SELECT count(*) FROM "public".phoenix_kit_email_blocklist AS child WHERE child.user_uuid IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_users AS parent WHERE parent.uuid = child.user_uuid)
-- loses: references of phoenix_kit_email_templates.created_by_user_uuid to users that do not exist :: SELECT count(*) FROM "public".phoenix_kit_email_templates AS child WHERE child.created_by_user_uuid IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_users AS parent WHERE parent.uuid = child.created_by_user_uuid)
-- loses: references of phoenix_kit_email_templates.updated_by_user_uuid to users that do not exist :: SELECT count(*) FROM "public".phoenix_kit_email_templates AS child WHERE child.updated_by_user_uuid IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_users AS parent WHERE parent.uuid = child.updated_by_user_uuid)
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(56)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V56''s way back needs version 56, the marker says ' ||
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
LOCK TABLE
  "public"."phoenix_kit_email_logs",
  "public"."phoenix_kit_entities",
  "public"."phoenix_kit_files",
  "public"."phoenix_kit_referral_codes",
  "public"."phoenix_kit_audit_logs",
  "public"."phoenix_kit_email_blocklist",
  "public"."phoenix_kit_email_events",
  "public"."phoenix_kit_email_templates",
  "public"."phoenix_kit_entity_data",
  "public"."phoenix_kit_referral_code_usage",
  "public"."phoenix_kit_role_permissions",
  "public"."phoenix_kit_user_oauth_providers",
  "public"."phoenix_kit_user_role_assignments",
  "public"."phoenix_kit_users_tokens"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v56.down.before.sql
-- What was referred to by UUID alone is referred to by id again.
DO $do$
DECLARE
  filling text;
BEGIN
  FOR filling IN
    SELECT 'UPDATE "public".' || child || ' AS child SET '
      || string_agg(id_column || ' = coalesce(child.' || id_column || ', (SELECT parent.id FROM "public".' || parent || ' AS parent WHERE parent.uuid = child.' || uuid_column || '))', ', ')
      || ' WHERE ' || string_agg('child.' || id_column || ' IS NULL AND child.' || uuid_column || ' IS NOT NULL', ' OR ')
    FROM (VALUES
      ('phoenix_kit_users_tokens', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_user_oauth_providers', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_user_role_assignments', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_user_role_assignments', 'role_uuid', 'role_id', 'phoenix_kit_user_roles'),
      ('phoenix_kit_user_role_assignments', 'assigned_by_uuid', 'assigned_by', 'phoenix_kit_users'),
      ('phoenix_kit_role_permissions', 'role_uuid', 'role_id', 'phoenix_kit_user_roles'),
      ('phoenix_kit_role_permissions', 'granted_by_uuid', 'granted_by', 'phoenix_kit_users'),
      ('phoenix_kit_referral_codes', 'created_by_uuid', 'created_by', 'phoenix_kit_users'),
      ('phoenix_kit_referral_codes', 'beneficiary_uuid', 'beneficiary', 'phoenix_kit_users'),
      ('phoenix_kit_referral_code_usage', 'code_uuid', 'code_id', 'phoenix_kit_referral_codes'),
      ('phoenix_kit_referral_code_usage', 'used_by_uuid', 'used_by', 'phoenix_kit_users'),
      ('phoenix_kit_email_logs', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_events', 'email_log_uuid', 'email_log_id', 'phoenix_kit_email_logs'),
      ('phoenix_kit_email_blocklist', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_templates', 'created_by_user_uuid', 'created_by_user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_templates', 'updated_by_user_uuid', 'updated_by_user_id', 'phoenix_kit_users'),
      ('phoenix_kit_entities', 'created_by_uuid', 'created_by', 'phoenix_kit_users'),
      ('phoenix_kit_entity_data', 'entity_uuid', 'entity_id', 'phoenix_kit_entities'),
      ('phoenix_kit_entity_data', 'created_by_uuid', 'created_by', 'phoenix_kit_users'),
      ('phoenix_kit_files', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_audit_logs', 'target_user_uuid', 'target_user_id', 'phoenix_kit_users'),
      ('phoenix_kit_audit_logs', 'admin_user_uuid', 'admin_user_id', 'phoenix_kit_users')
    ) AS reference (child, uuid_column, id_column, parent)
    GROUP BY child
  LOOP
    EXECUTE filling;
  END LOOP;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
DROP INDEX "public"."phoenix_kit_audit_logs_admin_user_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_audit_logs_target_user_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_blocklist_user_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_events_email_log_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_logs_user_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_templates_created_by_user_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_templates_updated_by_user_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_templates_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_entities_created_by_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_entity_data_created_by_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_entity_data_entity_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_files_user_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_referral_code_usage_code_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_referral_code_usage_used_by_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_referral_codes_beneficiary_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_referral_codes_created_by_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_oauth_providers_user_uuid_provider_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_oauth_providers_user_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_role_assignments_user_uuid_role_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_role_assignments_assigned_by_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_role_assignments_role_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_role_assignments_user_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_tokens_user_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_role_permissions_granted_by_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_role_permissions_role_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_role_permissions_role_uuid_module_key_idx";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" DROP COLUMN "target_user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" DROP COLUMN "admin_user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_blocklist" DROP COLUMN "user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" DROP COLUMN "email_log_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates" DROP COLUMN "created_by_user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates" DROP COLUMN "updated_by_user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" DROP COLUMN "created_by_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" DROP COLUMN "created_by_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" DROP COLUMN "entity_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" DROP COLUMN "user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" DROP COLUMN "used_by_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" DROP COLUMN "code_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" DROP COLUMN "created_by_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" DROP COLUMN "beneficiary_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" DROP COLUMN "user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP COLUMN "user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP COLUMN "assigned_by_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP COLUMN "role_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" DROP COLUMN "user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" DROP COLUMN "granted_by_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" DROP COLUMN "role_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ALTER COLUMN "user_id" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ALTER COLUMN "role_id" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ALTER COLUMN "uuid" SET DEFAULT gen_random_uuid();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ALTER COLUMN "uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ALTER COLUMN "role_id" SET NOT NULL;
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 55;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '55';
