-- References that were written by UUID alone are written by id again.
DO $do$
DECLARE
  target record;
BEGIN
  FOR target IN
    SELECT
      child,
      string_agg(
        format(
          '%1$I = coalesce(child.%1$I, (SELECT parent.id FROM ONLY %2$s AS parent WHERE parent.uuid = child.%3$I))',
          id_column, parent, uuid_column
        ),
        ', '
      ) AS assignments,
      string_agg(format('child.%I IS NULL AND child.%I IS NOT NULL', id_column, uuid_column), ' OR ') AS refers
    FROM (VALUES
      ('"public".phoenix_kit_users_tokens', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_user_oauth_providers', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_user_role_assignments', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_user_role_assignments', 'role_uuid', 'role_id', '"public".phoenix_kit_user_roles'),
      ('"public".phoenix_kit_user_role_assignments', 'assigned_by_uuid', 'assigned_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_role_permissions', 'role_uuid', 'role_id', '"public".phoenix_kit_user_roles'),
      ('"public".phoenix_kit_role_permissions', 'granted_by_uuid', 'granted_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_referral_codes', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_referral_codes', 'beneficiary_uuid', 'beneficiary', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_referral_code_usage', 'code_uuid', 'code_id', '"public".phoenix_kit_referral_codes'),
      ('"public".phoenix_kit_referral_code_usage', 'used_by_uuid', 'used_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_logs', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_events', 'email_log_uuid', 'email_log_id', '"public".phoenix_kit_email_logs'),
      ('"public".phoenix_kit_email_blocklist', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_templates', 'created_by_user_uuid', 'created_by_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_templates', 'updated_by_user_uuid', 'updated_by_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_entities', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_entity_data', 'entity_uuid', 'entity_id', '"public".phoenix_kit_entities'),
      ('"public".phoenix_kit_entity_data', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_files', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_audit_logs', 'target_user_uuid', 'target_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_audit_logs', 'admin_user_uuid', 'admin_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_admin_notes', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_admin_notes', 'author_uuid', 'author_id', '"public".phoenix_kit_users')
    ) AS reference (child, uuid_column, id_column, parent)
    GROUP BY child
  LOOP
    EXECUTE format(
      'UPDATE ONLY %s AS child SET %s WHERE %s', target.child, target.assignments, target.refers
    );
  END LOOP;
END
$do$;
