-- Where both keys are there, the row of the old key gets what the new one says, and the new one goes.
UPDATE ONLY "public".phoenix_kit_settings AS renamed
SET value = new.value, value_json = new.value_json
FROM ONLY "public".phoenix_kit_settings AS new
WHERE new.key IN ('crawlers_module_enabled', 'crawlers_no_index')
  AND renamed.key = 'seo' || substr(new.key, 9);
--> statement-breakpoint
DELETE FROM ONLY "public".phoenix_kit_settings AS new
WHERE new.key IN ('crawlers_module_enabled', 'crawlers_no_index')
  AND EXISTS (
    SELECT FROM ONLY "public".phoenix_kit_settings AS renamed
    WHERE renamed.key = 'seo' || substr(new.key, 9)
      AND (renamed.value, renamed.value_json) IS NOT DISTINCT FROM (new.value, new.value_json)
  );
--> statement-breakpoint
UPDATE ONLY "public".phoenix_kit_settings AS new
SET key = 'seo' || substr(new.key, 9), module = 'seo'
WHERE new.key IN ('crawlers_module_enabled', 'crawlers_no_index')
  AND NOT EXISTS (
    SELECT FROM ONLY "public".phoenix_kit_settings AS renamed WHERE renamed.key = 'seo' || substr(new.key, 9)
  );
--> statement-breakpoint
UPDATE ONLY "public".phoenix_kit_settings
SET module = 'seo'
WHERE module = 'crawlers' AND NOT starts_with(key, 'crawlers');
--> statement-breakpoint
-- Only the grants that the up migration made: they are as old as the history's row, to the microsecond.
DELETE FROM ONLY "public".phoenix_kit_role_permissions
WHERE module_key = 'crawlers'
  AND granted_by_uuid IS NULL
  AND inserted_at IN (SELECT migrated_at FROM ONLY "public".phoenix_kit WHERE version = 172);
