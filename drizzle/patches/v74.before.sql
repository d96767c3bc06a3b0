-- PhoenixKit's own migrator drops this column at V02, ours does not: a schema that came from there gets it back.
DO $do$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = '"public".phoenix_kit_user_role_assignments'::regclass
      AND attname = 'is_active' AND NOT attisdropped
  ) THEN
    ALTER TABLE "public".phoenix_kit_user_role_assignments ADD COLUMN is_active boolean NOT NULL DEFAULT true;
    CREATE INDEX idx_user_role_assignments_role_active
      ON "public".phoenix_kit_user_role_assignments (role_id, is_active);
    CREATE INDEX idx_user_role_assignments_user_active
      ON "public".phoenix_kit_user_role_assignments (user_id, is_active);
  END IF;
END
$do$;
--> statement-breakpoint
-- The last chance for references that were written by id alone.
DO $do$
DECLARE
  target record;
BEGIN
  FOR target IN
    SELECT
      child,
      string_agg(
        format(
          '%1$I = coalesce(child.%1$I, (SELECT parent.uuid FROM ONLY %2$s AS parent WHERE parent.id = child.%3$I))',
          uuid_column, parent, id_column
        ),
        ', '
      ) AS assignments,
      string_agg(format('child.%I IS NULL AND child.%I IS NOT NULL', uuid_column, id_column), ' OR ') AS refers
    FROM (VALUES
      ('"public".phoenix_kit_user_role_assignments', 'assigned_by_uuid', 'assigned_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_role_permissions', 'granted_by_uuid', 'granted_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_referral_codes', 'beneficiary_uuid', 'beneficiary', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_logs', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_blocklist', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_templates', 'created_by_user_uuid', 'created_by_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_templates', 'updated_by_user_uuid', 'updated_by_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_orphaned_events', 'matched_email_log_uuid', 'matched_email_log_id', '"public".phoenix_kit_email_logs'),
      ('"public".phoenix_kit_scheduled_jobs', 'created_by_uuid', 'created_by_id', '"public".phoenix_kit_users')
    ) AS reference (child, uuid_column, id_column, parent)
    WHERE may_have_rows(child)
    GROUP BY child
  LOOP
    EXECUTE format(
      'UPDATE ONLY %s AS child SET %s WHERE %s', target.child, target.assignments, target.refers
    );
  END LOOP;
END
$do$;
