-- The module's table is not ours: its rows are copied, and it stays as it is.
DO $do$
BEGIN
  IF to_regclass('"public".phoenix_kit_newsletters_send_profiles') IS NOT NULL THEN
    INSERT INTO "public".phoenix_kit_email_send_profiles (
      uuid, name, integration_uuid, provider_kind, from_name, from_email, reply_to, signature_html, signature_text,
      rate_per_hour, rate_per_day, pause_seconds, advanced, enabled, is_default, inserted_at, updated_at
    )
    SELECT
      uuid, name, integration_uuid, provider_kind, from_name, from_email, reply_to, signature_html, signature_text,
      rate_per_hour, rate_per_day, pause_seconds, advanced, enabled, is_default, inserted_at, updated_at
    FROM ONLY "public".phoenix_kit_newsletters_send_profiles;
  END IF;
END
$do$;
