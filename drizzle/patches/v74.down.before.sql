-- The keys that come back rewrite each of these tables, with half of every page free: so the UPDATE after that finds room
-- beside each row, which is several times as fast. A table whose fill factor the host has chosen keeps it. The list of
-- tables that were given one here is kept until the end of the transaction.
DO $do$
DECLARE
  target text;
  given text[] := '{}';
BEGIN
  FOREACH target IN ARRAY ARRAY[
    'phoenix_kit_users',
    'phoenix_kit_users_tokens',
    'phoenix_kit_user_oauth_providers',
    'phoenix_kit_user_roles',
    'phoenix_kit_user_role_assignments',
    'phoenix_kit_role_permissions',
    'phoenix_kit_settings',
    'phoenix_kit_referral_codes',
    'phoenix_kit_referral_code_usage',
    'phoenix_kit_email_logs',
    'phoenix_kit_email_events',
    'phoenix_kit_email_blocklist',
    'phoenix_kit_email_orphaned_events',
    'phoenix_kit_email_metrics',
    'phoenix_kit_email_templates',
    'phoenix_kit_entities',
    'phoenix_kit_entity_data',
    'phoenix_kit_audit_logs',
    'phoenix_kit_files'
  ] LOOP
    IF NOT EXISTS (
      SELECT FROM pg_class
      WHERE oid = format('"public".%I', target)::regclass AND reloptions::text LIKE '%fillfactor%'
    ) THEN
      EXECUTE format('ALTER TABLE "public".%I SET (fillfactor = 50)', target);
      given := given || target;
    END IF;
  END LOOP;
  PERFORM set_config('phoenix_kit.fillfactor_given', given::text, true);
END
$do$;
