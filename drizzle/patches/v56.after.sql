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
