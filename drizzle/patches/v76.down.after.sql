UPDATE ONLY "public".phoenix_kit_settings
SET key = 'storage_default_bucket_id'
WHERE key = 'storage_default_bucket_uuid'
  AND NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit_settings WHERE key = 'storage_default_bucket_id');
--> statement-breakpoint
UPDATE ONLY "public".phoenix_kit_users
SET custom_fields = jsonb_set(custom_fields - 'avatar_file_uuid', '{avatar_file_id}', custom_fields -> 'avatar_file_uuid')
WHERE jsonb_typeof(custom_fields) = 'object' AND custom_fields ? 'avatar_file_uuid' AND NOT custom_fields ? 'avatar_file_id';
