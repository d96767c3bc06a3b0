-- V56: UUID references. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(53|54|55)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V56 needs version 53 or 54 or 55, the marker says ' ||
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
-- patches/v56.before.sql
-- PhoenixKit's later releases make these with the table, in V15. What they hold goes into ours, below.
DO $do$
DECLARE
  early text;
BEGIN
  FOREACH early IN ARRAY ARRAY['uuid', 'created_by_user_uuid', 'updated_by_user_uuid'] LOOP
    IF EXISTS (
      SELECT FROM pg_attribute
      WHERE attrelid = '"public".phoenix_kit_email_templates'::regclass AND attname = early AND NOT attisdropped
    ) THEN
      EXECUTE 'ALTER TABLE "public".phoenix_kit_email_templates RENAME COLUMN ' || early || ' TO early_' || early;
      EXECUTE 'DROP INDEX IF EXISTS "public".phoenix_kit_email_templates_' || early || '_idx';
    END IF;
  END LOOP;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ALTER COLUMN "user_id" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ALTER COLUMN "role_id" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ALTER COLUMN "role_id" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" ADD COLUMN "target_user_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" ADD COLUMN "admin_user_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_blocklist" ADD COLUMN "user_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" ADD COLUMN "email_log_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" ADD COLUMN "user_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates" ADD COLUMN "uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates" ADD COLUMN "created_by_user_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates" ADD COLUMN "updated_by_user_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" ADD COLUMN "created_by_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ADD COLUMN "created_by_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ADD COLUMN "entity_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD COLUMN "user_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ADD COLUMN "used_by_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ADD COLUMN "code_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" ADD COLUMN "created_by_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" ADD COLUMN "beneficiary_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ADD COLUMN "user_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD COLUMN "user_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD COLUMN "assigned_by_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD COLUMN "role_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ADD COLUMN "user_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ADD COLUMN "granted_by_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ADD COLUMN "role_uuid" uuid;
--> statement-breakpoint
-- patches/v56.after.sql
-- As in V40: UUIDs that follow from a row's age and id.
ALTER TABLE "public".phoenix_kit_email_templates ALTER COLUMN uuid TYPE uuid USING (
  lpad(to_hex(
    (greatest(least(extract(epoch FROM inserted_at), 281474976710.655) * 1000000, 0)::bigint) / 1000 << 16
    | 28672
    | (greatest(least(extract(epoch FROM inserted_at), 281474976710.655) * 1000000, 0)::bigint) % 1000 * 4096 / 1000
  ), 16, '0')
  || to_hex((-9223372036854775807 - 1) | (id & 4611686018427387903))
)::uuid;
--> statement-breakpoint
-- A permission has one already, unless it was inserted with NULL.
ALTER TABLE "public".phoenix_kit_role_permissions ALTER COLUMN uuid TYPE uuid USING coalesce(uuid, (
  lpad(to_hex(
    (greatest(least(extract(epoch FROM inserted_at), 281474976710.655) * 1000000, 0)::bigint) / 1000 << 16
    | 28672
    | (greatest(least(extract(epoch FROM inserted_at), 281474976710.655) * 1000000, 0)::bigint) % 1000 * 4096 / 1000
  ), 16, '0')
  || to_hex((-9223372036854775807 - 1) | (id & 4611686018427387903))
)::uuid);
--> statement-breakpoint
-- Each reference once more, by UUID; one that has no parent stays NULL. The tables are written anew with room in every
-- page first: so the UPDATE finds place beside each row and leaves the indexes alone, which is several times as fast.
DO $do$
DECLARE
  target record;
  roomy boolean;
BEGIN
  FOR target IN
    SELECT child, string_agg('ALTER COLUMN ' || uuid_column || ' TYPE uuid USING NULL', ', ') AS rewriting,
      string_agg(uuid_column || ' = (SELECT parent.uuid FROM "public".' || parent || ' AS parent WHERE parent.id = child.'
        || id_column || ')', ', ') AS filling,
      string_agg('child.' || id_column || ' IS NOT NULL', ' OR ') AS referring
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
    SELECT reloptions::text LIKE '%fillfactor%' INTO roomy
    FROM pg_class WHERE oid = ('"public".' || target.child)::regclass;
    IF roomy IS NOT TRUE THEN
      EXECUTE 'ALTER TABLE "public".' || target.child || ' SET (fillfactor = 50)';
      EXECUTE 'ALTER TABLE "public".' || target.child || ' ' || target.rewriting;
    END IF;
    EXECUTE 'UPDATE "public".' || target.child || ' AS child SET ' || target.filling || ' WHERE ' || target.referring;
    IF roomy IS NOT TRUE THEN
      EXECUTE 'ALTER TABLE "public".' || target.child || ' RESET (fillfactor)';
    END IF;
  END LOOP;
END
$do$;
--> statement-breakpoint
-- What a template had before stays: being written by the application, it is better than what was found above.
DO $do$
DECLARE
  early text;
BEGIN
  FOREACH early IN ARRAY ARRAY['uuid', 'created_by_user_uuid', 'updated_by_user_uuid'] LOOP
    IF EXISTS (
      SELECT FROM pg_attribute
      WHERE attrelid = '"public".phoenix_kit_email_templates'::regclass AND attname = 'early_' || early
        AND NOT attisdropped
    ) THEN
      EXECUTE 'ALTER TABLE "public".phoenix_kit_email_templates ALTER COLUMN ' || early || ' TYPE uuid USING coalesce(early_'
        || early || '::text::uuid, ' || early || ')';
      EXECUTE 'ALTER TABLE "public".phoenix_kit_email_templates DROP COLUMN early_' || early;
    END IF;
  END LOOP;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_email_templates" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ALTER COLUMN "uuid" SET DEFAULT "public".uuid_generate_v7();
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ALTER COLUMN "uuid" SET NOT NULL;
--> statement-breakpoint
CREATE INDEX "phoenix_kit_audit_logs_admin_user_uuid_idx" ON "public"."phoenix_kit_audit_logs" USING btree ("admin_user_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_audit_logs_target_user_uuid_idx" ON "public"."phoenix_kit_audit_logs" USING btree ("target_user_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_blocklist_user_uuid_idx" ON "public"."phoenix_kit_email_blocklist" USING btree ("user_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_events_email_log_uuid_idx" ON "public"."phoenix_kit_email_events" USING btree ("email_log_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_logs_user_uuid_idx" ON "public"."phoenix_kit_email_logs" USING btree ("user_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_templates_created_by_user_uuid_idx" ON "public"."phoenix_kit_email_templates" USING btree ("created_by_user_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_templates_updated_by_user_uuid_idx" ON "public"."phoenix_kit_email_templates" USING btree ("updated_by_user_uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_email_templates_uuid_idx" ON "public"."phoenix_kit_email_templates" USING btree ("uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_entities_created_by_uuid_idx" ON "public"."phoenix_kit_entities" USING btree ("created_by_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_entity_data_created_by_uuid_idx" ON "public"."phoenix_kit_entity_data" USING btree ("created_by_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_entity_data_entity_uuid_idx" ON "public"."phoenix_kit_entity_data" USING btree ("entity_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_files_user_uuid_idx" ON "public"."phoenix_kit_files" USING btree ("user_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_referral_code_usage_code_uuid_idx" ON "public"."phoenix_kit_referral_code_usage" USING btree ("code_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_referral_code_usage_used_by_uuid_idx" ON "public"."phoenix_kit_referral_code_usage" USING btree ("used_by_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_referral_codes_beneficiary_uuid_idx" ON "public"."phoenix_kit_referral_codes" USING btree ("beneficiary_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_referral_codes_created_by_uuid_idx" ON "public"."phoenix_kit_referral_codes" USING btree ("created_by_uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_oauth_providers_user_uuid_provider_idx" ON "public"."phoenix_kit_user_oauth_providers" USING btree ("user_uuid","provider");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_user_oauth_providers_user_uuid_idx" ON "public"."phoenix_kit_user_oauth_providers" USING btree ("user_uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_role_assignments_user_uuid_role_uuid_idx" ON "public"."phoenix_kit_user_role_assignments" USING btree ("user_uuid","role_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_user_role_assignments_assigned_by_uuid_idx" ON "public"."phoenix_kit_user_role_assignments" USING btree ("assigned_by_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_user_role_assignments_role_uuid_idx" ON "public"."phoenix_kit_user_role_assignments" USING btree ("role_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_user_role_assignments_user_uuid_idx" ON "public"."phoenix_kit_user_role_assignments" USING btree ("user_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_users_tokens_user_uuid_idx" ON "public"."phoenix_kit_users_tokens" USING btree ("user_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_role_permissions_granted_by_uuid_idx" ON "public"."phoenix_kit_role_permissions" USING btree ("granted_by_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_role_permissions_role_uuid_idx" ON "public"."phoenix_kit_role_permissions" USING btree ("role_uuid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_role_permissions_role_uuid_module_key_idx" ON "public"."phoenix_kit_role_permissions" USING btree ("role_uuid","module_key");
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 56 OR version = 56;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (56, 56);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '56';
