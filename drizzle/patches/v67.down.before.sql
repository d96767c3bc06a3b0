-- The ids are required again: where a row has none, its UUID says which. One whose parent is gone has none to say.
DO $do$
DECLARE
  reference record;
  found bigint;
  total bigint := 0;
  columns text[] := '{}';
  queries text[] := '{}';
BEGIN
  FOR reference IN
    SELECT *
    FROM (VALUES
      ('"public".phoenix_kit_user_oauth_providers', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_referral_codes', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_referral_code_usage', 'code_uuid', 'code_id', '"public".phoenix_kit_referral_codes'),
      ('"public".phoenix_kit_referral_code_usage', 'used_by_uuid', 'used_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_entities', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_entity_data', 'entity_uuid', 'entity_id', '"public".phoenix_kit_entities'),
      ('"public".phoenix_kit_entity_data', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_files', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_audit_logs', 'target_user_uuid', 'target_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_audit_logs', 'admin_user_uuid', 'admin_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_admin_notes', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_admin_notes', 'author_uuid', 'author_id', '"public".phoenix_kit_users')
    ) AS listed (child, uuid_column, id_column, parent)
  LOOP
    EXECUTE format(
      'UPDATE ONLY %1$s AS child SET %2$I = parent.id FROM ONLY %3$s AS parent'
        ' WHERE parent.uuid = child.%4$I AND child.%2$I IS NULL',
      reference.child, reference.id_column, reference.parent, reference.uuid_column
    );
    EXECUTE format(
      'SELECT count(*) FROM ONLY %s WHERE %I IS NULL', reference.child, reference.id_column
    ) INTO found;
    IF found > 0 THEN
      total := total + found;
      columns := columns || format(
          '%s.%I', (SELECT relname FROM pg_class WHERE oid = reference.child::regclass), reference.uuid_column
        );
      queries := queries || format(
        'SELECT * FROM ONLY %1$s AS child WHERE child.%2$I IS NULL'
          ' AND NOT EXISTS (SELECT FROM ONLY %3$s AS parent WHERE parent.uuid = child.%4$I);',
        reference.child, reference.id_column, reference.parent, reference.uuid_column
      );
    END IF;
  END LOOP;

  IF total > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'not_null_violation',
      MESSAGE = total || ' reference(s) have no parent, which is not allowed below V67: '
        || array_to_string(columns, ', '),
      DETAIL = array_to_string(queries, chr(10)),
      HINT = 'Let these rows point to rows that exist, or delete them; then migrate again.';
  END IF;
END
$do$;
