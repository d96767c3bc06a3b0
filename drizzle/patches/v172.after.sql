-- Where both keys are there, the row of the new key gets what the old one says, and the old one goes.
UPDATE ONLY "public".phoenix_kit_settings AS renamed
SET value = old.value, value_json = old.value_json
FROM ONLY "public".phoenix_kit_settings AS old
WHERE old.key IN ('seo_module_enabled', 'seo_no_index')
  AND renamed.key = 'crawlers' || substr(old.key, 4);
--> statement-breakpoint
DELETE FROM ONLY "public".phoenix_kit_settings AS old
WHERE old.key IN ('seo_module_enabled', 'seo_no_index')
  AND EXISTS (
    SELECT FROM ONLY "public".phoenix_kit_settings AS renamed
    WHERE renamed.key = 'crawlers' || substr(old.key, 4)
      AND (renamed.value, renamed.value_json) IS NOT DISTINCT FROM (old.value, old.value_json)
  );
--> statement-breakpoint
UPDATE ONLY "public".phoenix_kit_settings AS old
SET key = 'crawlers' || substr(old.key, 4), module = 'crawlers'
WHERE old.key IN ('seo_module_enabled', 'seo_no_index')
  AND NOT EXISTS (
    SELECT FROM ONLY "public".phoenix_kit_settings AS renamed WHERE renamed.key = 'crawlers' || substr(old.key, 4)
  );
--> statement-breakpoint
UPDATE ONLY "public".phoenix_kit_settings SET module = 'crawlers' WHERE module = 'seo';
--> statement-breakpoint
-- Their time is this transaction's, and so is that of the history's row: by that the down migration knows these grants. A
-- worker of Citus has a time of its own.
DO $do$
DECLARE
  granted_at timestamptz := now();
BEGIN
  INSERT INTO "public".phoenix_kit_role_permissions (role_uuid, module_key, inserted_at)
  SELECT role_uuid, 'crawlers', granted_at FROM ONLY "public".phoenix_kit_role_permissions WHERE module_key = 'seo'
  ON CONFLICT (role_uuid, module_key) DO NOTHING;
END
$do$;
