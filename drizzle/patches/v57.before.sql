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
    WHERE may_have_rows(child)
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
