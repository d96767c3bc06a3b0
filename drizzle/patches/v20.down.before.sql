DELETE FROM ONLY "public".phoenix_kit_settings
WHERE module IS NULL AND key IN (
  'storage_redundancy_copies',
  'storage_auto_generate_variants',
  'storage_default_bucket_id'
);
--> statement-breakpoint
-- The table of buckets stays, being V19's; of its rows goes the one that V20 brought, if it is still as V20 made it.
-- One that is older than all of V20's dimensions was there before.
DELETE FROM ONLY "public".phoenix_kit_buckets
WHERE name = 'Local Storage'
  AND provider = 'local'
  AND endpoint = 'priv/media'
  AND enabled
  AND priority = 0
  AND num_nonnulls(region, bucket_name, access_key_id, secret_access_key, cdn_url, path_prefix, max_size_mb) = 0
  AND NOT EXISTS (
    SELECT FROM ONLY "public".phoenix_kit_storage_dimensions
    HAVING min(inserted_at) > phoenix_kit_buckets.inserted_at
  );
