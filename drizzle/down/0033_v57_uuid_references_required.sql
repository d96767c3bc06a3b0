-- V57's way back: UUID references required. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(57)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V57''s way back needs version 57, the marker says ' ||
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
  "public"."phoenix_kit_entities",
  "public"."phoenix_kit_files",
  "public"."phoenix_kit_referral_codes",
  "public"."phoenix_kit_audit_logs",
  "public"."phoenix_kit_email_events",
  "public"."phoenix_kit_entity_data",
  "public"."phoenix_kit_referral_code_usage",
  "public"."phoenix_kit_role_permissions",
  "public"."phoenix_kit_user_oauth_providers",
  "public"."phoenix_kit_user_role_assignments",
  "public"."phoenix_kit_users_tokens"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_email_events" DROP CONSTRAINT "fk_email_events_email_log_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" DROP CONSTRAINT "fk_entity_data_entity_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" DROP CONSTRAINT "fk_files_user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" DROP CONSTRAINT "fk_referral_code_usage_code_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" DROP CONSTRAINT "fk_user_oauth_providers_user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP CONSTRAINT "fk_user_role_assignments_assigned_by_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP CONSTRAINT "fk_user_role_assignments_role_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP CONSTRAINT "fk_user_role_assignments_user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" DROP CONSTRAINT "fk_users_tokens_user_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" DROP CONSTRAINT "fk_role_permissions_granted_by_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" DROP CONSTRAINT "fk_role_permissions_role_uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" ALTER COLUMN "target_user_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" ALTER COLUMN "admin_user_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" ALTER COLUMN "email_log_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" ALTER COLUMN "created_by_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ALTER COLUMN "created_by_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ALTER COLUMN "entity_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ALTER COLUMN "user_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ALTER COLUMN "used_by_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ALTER COLUMN "code_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" ALTER COLUMN "created_by_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ALTER COLUMN "user_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ALTER COLUMN "user_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ALTER COLUMN "role_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ALTER COLUMN "user_uuid" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ALTER COLUMN "role_uuid" DROP NOT NULL;
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 56;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '56';
