-- The server has numbered the rows as they lie; what counts is the order of their UUIDs.
DO $do$
DECLARE
  target text;
BEGIN
  FOREACH target IN ARRAY ARRAY[
    'phoenix_kit_users',
    'phoenix_kit_users_tokens',
    'phoenix_kit_user_oauth_providers',
    'phoenix_kit_user_roles',
    'phoenix_kit_user_role_assignments',
    'phoenix_kit_role_permissions',
    'phoenix_kit_settings',
    'phoenix_kit_referral_codes',
    'phoenix_kit_referral_code_usage',
    'phoenix_kit_email_logs',
    'phoenix_kit_email_events',
    'phoenix_kit_email_blocklist',
    'phoenix_kit_email_orphaned_events',
    'phoenix_kit_email_metrics',
    'phoenix_kit_email_templates',
    'phoenix_kit_entities',
    'phoenix_kit_entity_data',
    'phoenix_kit_audit_logs'
  ] LOOP
    EXECUTE 'UPDATE "public".' || target || ' AS target SET id = numbered.place FROM ('
      || 'SELECT uuid, row_number() OVER (ORDER BY uuid) AS place FROM "public".' || target
      || ') AS numbered WHERE numbered.uuid = target.uuid AND target.id <> numbered.place';
  END LOOP;
END
$do$;
--> statement-breakpoint
-- Each reference once more, by id.
DO $do$
DECLARE
  filling text;
BEGIN
  FOR filling IN
    SELECT 'UPDATE "public".' || child || ' AS child SET '
      || string_agg(id_column || ' = (SELECT parent.id FROM "public".' || parent || ' AS parent WHERE parent.uuid = child.' || uuid_column || ')', ', ')
      || ' WHERE ' || string_agg('child.' || uuid_column || ' IS NOT NULL', ' OR ')
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
      ('phoenix_kit_audit_logs', 'admin_user_uuid', 'admin_user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_orphaned_events', 'matched_email_log_uuid', 'matched_email_log_id', 'phoenix_kit_email_logs')
    ) AS reference (child, uuid_column, id_column, parent)
    GROUP BY child
  LOOP
    EXECUTE filling;
  END LOOP;
END
$do$;
