-- Only where the new name is free; else both stay.
UPDATE ONLY "public".phoenix_kit_settings
SET key = 'storage_default_bucket_uuid'
WHERE key = 'storage_default_bucket_id'
  AND NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_settings WHERE key = 'storage_default_bucket_uuid');
--> statement-breakpoint
UPDATE ONLY "public".phoenix_kit_users
SET custom_fields = jsonb_set(custom_fields - 'avatar_file_id', '{avatar_file_uuid}', custom_fields -> 'avatar_file_id')
WHERE jsonb_typeof(custom_fields) = 'object' AND custom_fields ? 'avatar_file_id' AND NOT custom_fields ? 'avatar_file_uuid';
