-- Rows that are there get UUIDs that follow from their age: 48 bits of milliseconds, the version, 12 bits for the rest
-- of the microseconds, the variant, and the id. So the order of the UUIDs is the order of time and id, and a row gets
-- the same one every time. Being a change of type, it writes each table once and leaves no dead rows.
DO $do$
DECLARE
  target record;
  micros text;
BEGIN
  FOR target IN
    SELECT name, age
    FROM (VALUES
      ('phoenix_kit_users', 'inserted_at'),
      ('phoenix_kit_users_tokens', 'inserted_at'),
      ('phoenix_kit_user_oauth_providers', 'inserted_at'),
      ('phoenix_kit_user_roles', 'inserted_at'),
      ('phoenix_kit_user_role_assignments', 'inserted_at'),
      ('phoenix_kit_settings', 'date_added'),
      ('phoenix_kit_referral_codes', 'date_created'),
      ('phoenix_kit_referral_code_usage', 'date_used'),
      ('phoenix_kit_email_logs', 'inserted_at'),
      ('phoenix_kit_email_events', 'inserted_at'),
      ('phoenix_kit_email_blocklist', 'inserted_at'),
      ('phoenix_kit_email_orphaned_events', 'inserted_at'),
      ('phoenix_kit_email_metrics', 'inserted_at'),
      ('phoenix_kit_entities', 'date_created'),
      ('phoenix_kit_entity_data', 'date_created'),
      ('phoenix_kit_audit_logs', 'inserted_at')
    ) AS listed (name, age)
  LOOP
    -- A time before 1970 or beyond 48 bits counts as the first or the last moment that a UUID can tell.
    micros := '(greatest(least(extract(epoch FROM ' || target.age || '), 281474976710.655) * 1000000, 0)::bigint)';
    EXECUTE 'ALTER TABLE "public".' || target.name || ' ALTER COLUMN uuid TYPE uuid USING ('
      || 'lpad(to_hex(' || micros || ' / 1000 << 16 | 28672 | ' || micros || ' % 1000 * 4096 / 1000), 16, ''0'')'
      || ' || to_hex((-9223372036854775807 - 1) | (id & 4611686018427387903)))::uuid';
  END LOOP;
END
$do$;
