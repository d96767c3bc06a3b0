COMMENT ON COLUMN "public".phoenix_kit_settings.value IS
  'The setting as plain text; may be NULL, for instance when value_json holds it';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_settings.value_json IS
  'The setting as JSON; where it is not NULL it counts, and value does not';
