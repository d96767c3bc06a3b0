COMMENT ON TABLE "public".phoenix_kit_files IS
  'Files as they were uploaded, one row each';
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit_file_instances IS
  'The forms that a file is kept in: the original and what was made of it (thumbnails, sizes, video qualities)';
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit_file_locations IS
  'Where each form of a file lies: one row a copy in a bucket';
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit_storage_dimensions IS
  'The sizes and qualities that are made of uploaded images and videos';
--> statement-breakpoint
-- The ids are UUIDv7: the clock's milliseconds over the first six bytes of a random UUID, then the version bits.
INSERT INTO "public".phoenix_kit_storage_dimensions
  (id, name, width, height, quality, format, applies_to, enabled, "order", inserted_at, updated_at)
SELECT
  encode(set_bit(set_bit(overlay(
    uuid_send(gen_random_uuid())
    PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6
  ), 52, 1), 53, 1), 'hex')::uuid,
  dimension.name,
  dimension.width,
  dimension.height,
  dimension.quality,
  dimension.format,
  dimension.applies_to,
  true,
  dimension."order",
  date_trunc('second', timezone('UTC', now())),
  date_trunc('second', timezone('UTC', now()))
FROM (VALUES
  ('thumbnail', 150, 150, 85, 'jpg', 'image', 1),
  ('small', 300, 300, 85, 'jpg', 'image', 2),
  ('medium', 800, 600, 85, 'jpg', 'image', 3),
  ('large', 1920, 1080, 85, 'jpg', 'image', 4),
  ('360p', 640, 360, 28, 'mp4', 'video', 5),
  ('720p', 1280, 720, 28, 'mp4', 'video', 6),
  ('1080p', 1920, 1080, 28, 'mp4', 'video', 7),
  ('video_thumbnail', 640, 360, 85, 'jpg', 'video', 8)
) AS dimension (name, width, height, quality, format, applies_to, "order");
--> statement-breakpoint
INSERT INTO "public".phoenix_kit_buckets (id, name, provider, endpoint, enabled, priority, inserted_at, updated_at)
SELECT
  encode(set_bit(set_bit(overlay(
    uuid_send(gen_random_uuid())
    PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6
  ), 52, 1), 53, 1), 'hex')::uuid,
  'Local Storage',
  'local',
  'priv/media',
  true,
  0,
  date_trunc('second', timezone('UTC', now())),
  date_trunc('second', timezone('UTC', now()))
WHERE NOT EXISTS (
  SELECT FROM ONLY "public".phoenix_kit_buckets AS bucket
  WHERE bucket.name = 'Local Storage' AND bucket.provider = 'local'
);
--> statement-breakpoint
INSERT INTO "public".phoenix_kit_settings (key, value, date_added, date_updated)
SELECT setting.key, setting.value, timezone('UTC', now()), timezone('UTC', now())
FROM (VALUES
  ('storage_redundancy_copies', '1'),
  ('storage_auto_generate_variants', 'true'),
  ('storage_default_bucket_id', NULL)
) AS setting (key, value)
ON CONFLICT (key) DO NOTHING;
