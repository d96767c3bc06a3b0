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
