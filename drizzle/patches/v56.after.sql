-- As in V40: UUIDs that follow from a row's age and id.
ALTER TABLE "public".phoenix_kit_email_templates ALTER COLUMN uuid TYPE uuid USING uuid_of_old_row(inserted_at);
--> statement-breakpoint
-- A permission has a UUID already, unless it was inserted with NULL.
ALTER TABLE "public".phoenix_kit_role_permissions ALTER COLUMN uuid TYPE uuid
  USING coalesce(uuid, uuid_of_old_row(inserted_at));
--> statement-breakpoint
-- Each reference once more, by UUID; one without a parent stays NULL. A table is first rewritten with half of every page
-- free, so that the UPDATE finds room beside each row and leaves the indexes alone, which is several times as fast. A
-- table whose fill factor the host has chosen keeps it.
DO $do$
DECLARE
  target record;
  has_own_fillfactor boolean;
BEGIN
  FOR target IN
    SELECT
      child,
      string_agg(format('ALTER COLUMN %I TYPE uuid USING NULL', uuid_column), ', ') AS retyped,
      string_agg(
        format(
          '%I = (SELECT parent.uuid FROM ONLY %s AS parent WHERE parent.id = child.%I)',
          uuid_column, parent, id_column
        ),
        ', '
      ) AS assignments,
      string_agg(format('child.%I IS NOT NULL', id_column), ' OR ') AS refers
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
    SELECT reloptions::text LIKE '%fillfactor%' INTO has_own_fillfactor
    FROM pg_class
    WHERE oid = target.child::regclass;
    IF has_own_fillfactor IS NOT TRUE THEN
      EXECUTE format('ALTER TABLE %s SET (fillfactor = 50)', target.child);
      EXECUTE format('ALTER TABLE %s %s', target.child, target.retyped);
    END IF;
    EXECUTE format(
      'UPDATE ONLY %s AS child SET %s WHERE %s', target.child, target.assignments, target.refers
    );
    IF has_own_fillfactor IS NOT TRUE THEN
      EXECUTE format('ALTER TABLE %s RESET (fillfactor)', target.child);
    END IF;
  END LOOP;
END
$do$;
--> statement-breakpoint
-- What the application itself wrote into a template's columns is better than what was derived above, and stays.
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
      EXECUTE format(
        'ALTER TABLE %3$s ALTER COLUMN %1$I TYPE uuid USING coalesce(%2$I::text::uuid, %1$I), DROP COLUMN %2$I',
        early, 'early_' || early, '"public".phoenix_kit_email_templates'
      );
    END IF;
  END LOOP;
END
$do$;
