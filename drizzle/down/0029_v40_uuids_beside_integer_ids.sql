-- V40's way back: UUIDs beside integer ids. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: values of phoenix_kit_audit_logs.uuid :: SELECT count(*) FROM "public"."phoenix_kit_audit_logs" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_email_blocklist.uuid :: SELECT count(*) FROM "public"."phoenix_kit_email_blocklist" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_email_events.uuid :: SELECT count(*) FROM "public"."phoenix_kit_email_events" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_email_logs.uuid :: SELECT count(*) FROM "public"."phoenix_kit_email_logs" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_email_metrics.uuid :: SELECT count(*) FROM "public"."phoenix_kit_email_metrics" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_email_orphaned_events.uuid :: SELECT count(*) FROM "public"."phoenix_kit_email_orphaned_events" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_entities.uuid :: SELECT count(*) FROM "public"."phoenix_kit_entities" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_entity_data.uuid :: SELECT count(*) FROM "public"."phoenix_kit_entity_data" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_referral_code_usage.uuid :: SELECT count(*) FROM "public"."phoenix_kit_referral_code_usage" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_referral_codes.uuid :: SELECT count(*) FROM "public"."phoenix_kit_referral_codes" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_settings.uuid :: SELECT count(*) FROM "public"."phoenix_kit_settings" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_user_oauth_providers.uuid :: SELECT count(*) FROM "public"."phoenix_kit_user_oauth_providers" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_user_role_assignments.uuid :: SELECT count(*) FROM "public"."phoenix_kit_user_role_assignments" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_user_roles.uuid :: SELECT count(*) FROM "public"."phoenix_kit_user_roles" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_users.uuid :: SELECT count(*) FROM "public"."phoenix_kit_users" WHERE "uuid" IS NOT NULL
-- loses: values of phoenix_kit_users_tokens.uuid :: SELECT count(*) FROM "public"."phoenix_kit_users_tokens" WHERE "uuid" IS NOT NULL
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(40|41|42|43|44|45|46|47|48|49)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V40''s way back needs version 40 or 41 or 42 or 43 or 44 or 45 or 46 or 47 or 48 or 49, the marker says ' ||
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
-- drizzle-kit
DROP INDEX "public"."phoenix_kit_audit_logs_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_blocklist_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_events_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_logs_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_metrics_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_orphaned_events_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_entities_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_entity_data_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_referral_code_usage_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_referral_codes_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_settings_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_oauth_providers_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_role_assignments_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_user_roles_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_uuid_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_tokens_uuid_idx";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_blocklist" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_metrics" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_orphaned_events" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_settings" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_roles" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "uuid";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" DROP COLUMN "uuid";
--> statement-breakpoint
-- patches/v40.down.after.sql
DO $do$
BEGIN
  IF obj_description(to_regprocedure('"public".uuid_generate_v7()'), 'pg_proc') LIKE 'Made by V40 of phoenix_kit%' THEN
    DROP FUNCTION "public".uuid_generate_v7();
  END IF;
END
$do$;
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 39;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '39';
