-- V74: UUID primary keys. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: references of phoenix_kit_referral_codes.beneficiary to users that do not exist :: SELECT count(*) FROM "public".phoenix_kit_referral_codes AS child WHERE child.beneficiary IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_users AS parent WHERE parent.id = child.beneficiary)
-- loses: references of phoenix_kit_email_logs.user_id to users that do not exist :: SELECT count(*) FROM "public".phoenix_kit_email_logs AS child WHERE child.user_id IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_users AS parent WHERE parent.id = child.user_id)
-- loses: references of phoenix_kit_email_blocklist.user_id to users that do not exist :: SELECT count(*) FROM "public".phoenix_kit_email_blocklist AS child WHERE child.user_id IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_users AS parent WHERE parent.id = child.user_id)
-- loses: references of phoenix_kit_email_templates.created_by_user_id to users that do not exist :: SELECT count(*) FROM "public".phoenix_kit_email_templates AS child WHERE child.created_by_user_id IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_users AS parent WHERE parent.id = child.created_by_user_id)
-- loses: references of phoenix_kit_email_templates.updated_by_user_id to users that do not exist :: SELECT count(*) FROM "public".phoenix_kit_email_templates AS child WHERE child.updated_by_user_id IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_users AS parent WHERE parent.id = child.updated_by_user_id)
-- loses: references of phoenix_kit_email_orphaned_events.matched_email_log_id to email logs that do not exist :: SELECT count(*) FROM "public".phoenix_kit_email_orphaned_events AS child WHERE child.matched_email_log_id IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_email_logs AS parent WHERE parent.id = child.matched_email_log_id)
-- preamble
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
  "public"."phoenix_kit_email_logs",
  "public"."phoenix_kit_entities",
  "public"."phoenix_kit_files",
  "public"."phoenix_kit_referral_codes",
  "public"."phoenix_kit_audit_logs",
  "public"."phoenix_kit_email_blocklist",
  "public"."phoenix_kit_email_events",
  "public"."phoenix_kit_email_metrics",
  "public"."phoenix_kit_email_orphaned_events",
  "public"."phoenix_kit_email_templates",
  "public"."phoenix_kit_entity_data",
  "public"."phoenix_kit_referral_code_usage",
  "public"."phoenix_kit_role_permissions",
  "public"."phoenix_kit_settings",
  "public"."phoenix_kit_user_oauth_providers",
  "public"."phoenix_kit_user_role_assignments",
  "public"."phoenix_kit_users_tokens"
IN ACCESS EXCLUSIVE MODE;
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
  filling text;
BEGIN
  FOR filling IN
    SELECT 'UPDATE "public".' || child || ' AS child SET '
      || string_agg(uuid_column || ' = coalesce(child.' || uuid_column || ', (SELECT parent.uuid FROM "public".' || parent || ' AS parent WHERE parent.id = child.' || id_column || '))', ', ')
      || ' WHERE ' || string_agg('child.' || uuid_column || ' IS NULL AND child.' || id_column || ' IS NOT NULL', ' OR ')
    FROM (VALUES
      ('phoenix_kit_user_role_assignments', 'assigned_by_uuid', 'assigned_by', 'phoenix_kit_users'),
      ('phoenix_kit_role_permissions', 'granted_by_uuid', 'granted_by', 'phoenix_kit_users'),
      ('phoenix_kit_referral_codes', 'beneficiary_uuid', 'beneficiary', 'phoenix_kit_users'),
      ('phoenix_kit_email_logs', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_blocklist', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_templates', 'created_by_user_uuid', 'created_by_user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_templates', 'updated_by_user_uuid', 'updated_by_user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_orphaned_events', 'matched_email_log_uuid', 'matched_email_log_id', 'phoenix_kit_email_logs')
    ) AS reference (child, uuid_column, id_column, parent)
    GROUP BY child
  LOOP
    EXECUTE filling;
  END LOOP;
END
$do$;
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
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 74 OR version = 74;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (74, 74);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '74';
