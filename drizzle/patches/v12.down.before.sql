-- The column is NOT NULL again below V12, whatever a setting without text holds.
UPDATE ONLY "public".phoenix_kit_settings
SET value = ''
WHERE value IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_settings.value IS NULL;
