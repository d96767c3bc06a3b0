-- The keys that come back rewrite each of these tables, with half of every page free: so the UPDATE after that finds room
-- beside each row, which is several times as fast. A table whose fill factor the host has chosen keeps it. The list of
-- tables that were given one here is kept until the end of the transaction.
DO $do$
DECLARE
  target text;
  given text[] := '{}';
BEGIN
  FOREACH target IN ARRAY ARRAY[
    '"public".phoenix_kit_users',
    '"public".phoenix_kit_users_tokens',
    '"public".phoenix_kit_user_oauth_providers',
    '"public".phoenix_kit_user_roles',
    '"public".phoenix_kit_user_role_assignments',
    '"public".phoenix_kit_role_permissions',
    '"public".phoenix_kit_settings',
    '"public".phoenix_kit_referral_codes',
    '"public".phoenix_kit_referral_code_usage',
    '"public".phoenix_kit_email_logs',
    '"public".phoenix_kit_email_events',
    '"public".phoenix_kit_email_blocklist',
    '"public".phoenix_kit_email_orphaned_events',
    '"public".phoenix_kit_email_metrics',
    '"public".phoenix_kit_email_templates',
    '"public".phoenix_kit_entities',
    '"public".phoenix_kit_entity_data',
    '"public".phoenix_kit_audit_logs',
    '"public".phoenix_kit_files',
    '"public".phoenix_kit_admin_notes',
    '"public".phoenix_kit_scheduled_jobs'
  ] LOOP
    IF NOT EXISTS (
      SELECT FROM pg_class
      WHERE oid = target::regclass AND reloptions::text LIKE '%fillfactor%'
    ) THEN
      EXECUTE format('ALTER TABLE %s SET (fillfactor = 50)', target);
      given := given || target;
    END IF;
  END LOOP;
  PERFORM set_config('phoenix_kit.fillfactor_given', given::text, true);
END
$do$;
