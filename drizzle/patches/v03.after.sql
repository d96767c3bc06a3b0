INSERT INTO "public".phoenix_kit_settings (key, value, date_added, date_updated)
SELECT setting.key, setting.value, timezone('UTC', now()), timezone('UTC', now())
FROM (VALUES
  ('time_zone', '0'),
  ('date_format', 'Y-m-d'),
  ('time_format', 'H:i')
) AS setting (key, value);
