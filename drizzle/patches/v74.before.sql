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
  filling text;
BEGIN
  FOR filling IN
    SELECT 'UPDATE "public".' || child || ' AS child SET '
      || string_agg(uuid_column || ' = coalesce(child.' || uuid_column || ', (SELECT parent.uuid FROM "public".' || parent || ' AS parent WHERE parent.id = child.' || id_column || '))', ', ')
      || ' WHERE ' || string_agg('child.' || uuid_column || ' IS NULL AND child.' || id_column || ' IS NOT NULL', ' OR ')
    FROM (VALUES
      ('phoenix_kit_user_role_assignments', 'assigned_by_uuid', 'assigned_by', 'phoenix_kit_users'),
      ('phoenix_kit_role_permissions', 'granted_by_uuid', 'granted_by', 'phoenix_kit_users'),
      ('phoenix_kit_referral_codes', 'beneficiary_uuid', 'beneficiary', 'phoenix_kit_users'),
      ('phoenix_kit_email_logs', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_blocklist', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_templates', 'created_by_user_uuid', 'created_by_user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_templates', 'updated_by_user_uuid', 'updated_by_user_id', 'phoenix_kit_users'),
      ('phoenix_kit_email_orphaned_events', 'matched_email_log_uuid', 'matched_email_log_id', 'phoenix_kit_email_logs')
    ) AS reference (child, uuid_column, id_column, parent)
    GROUP BY child
  LOOP
    EXECUTE filling;
  END LOOP;
END
$do$;
