-- Rows that are there get UUIDs that follow from their age and id: the same row gets the same UUID every time, and the
-- order of the UUIDs is the order of time and id. As a change of type it writes each table once and leaves no dead rows.
-- A table without rows is passed over: its indexes would need a lock each.
DO $do$
DECLARE
  target record;
BEGIN
  FOR target IN
    SELECT name, age
    FROM (VALUES
      ('"public".phoenix_kit_users', 'inserted_at'),
      ('"public".phoenix_kit_users_tokens', 'inserted_at'),
      ('"public".phoenix_kit_user_oauth_providers', 'inserted_at'),
      ('"public".phoenix_kit_user_roles', 'inserted_at'),
      ('"public".phoenix_kit_user_role_assignments', 'inserted_at'),
      ('"public".phoenix_kit_settings', 'date_added'),
      ('"public".phoenix_kit_referral_codes', 'date_created'),
      ('"public".phoenix_kit_referral_code_usage', 'date_used'),
      ('"public".phoenix_kit_email_logs', 'inserted_at'),
      ('"public".phoenix_kit_email_events', 'inserted_at'),
      ('"public".phoenix_kit_email_blocklist', 'inserted_at'),
      ('"public".phoenix_kit_email_orphaned_events', 'inserted_at'),
      ('"public".phoenix_kit_email_metrics', 'inserted_at'),
      ('"public".phoenix_kit_entities', 'date_created'),
      ('"public".phoenix_kit_entity_data', 'date_created'),
      ('"public".phoenix_kit_audit_logs', 'inserted_at'),
      ('"public".phoenix_kit_admin_notes', 'inserted_at')
    ) AS listed (name, age)
    WHERE may_have_rows(name)
  LOOP
    EXECUTE format(
      $sql$ALTER TABLE %1$s ALTER COLUMN uuid TYPE uuid USING uuid_of_old_row(%2$I)$sql$,
      target.name, target.age
    );
  END LOOP;
END
$do$;
