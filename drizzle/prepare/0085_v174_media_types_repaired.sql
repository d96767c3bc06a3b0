-- V174 prepare: Media types repaired. Composed by `npm run generate`; edit schema/ or patches/.
-- The files that the step would still change.
CREATE INDEX IF NOT EXISTS "phoenix_kit_files_v174_helper_index" ON "public"."phoenix_kit_files" USING btree ("uuid") WHERE
  (coalesce(lower(mime_type), '') IN ('', 'application/octet-stream') AND CASE
    WHEN ltrim(lower(ext), '.') IN ('mp3') THEN 'audio/mpeg'
    WHEN ltrim(lower(ext), '.') IN ('wav') THEN 'audio/wav'
    WHEN ltrim(lower(ext), '.') IN ('ogg', 'oga') THEN 'audio/ogg'
    WHEN ltrim(lower(ext), '.') IN ('m4a') THEN 'audio/mp4'
    WHEN ltrim(lower(ext), '.') IN ('aac') THEN 'audio/aac'
    WHEN ltrim(lower(ext), '.') IN ('flac') THEN 'audio/flac'
    WHEN ltrim(lower(ext), '.') IN ('opus') THEN 'audio/opus'
    WHEN ltrim(lower(ext), '.') IN ('weba') THEN 'audio/webm'
    WHEN ltrim(lower(ext), '.') IN ('mid', 'midi') THEN 'audio/midi'
  END IS NOT NULL)
  OR (file_type IN ('image', 'video', 'audio', 'document', 'archive', 'other') AND CASE
    WHEN lower(mime_type) LIKE 'image/%' THEN 'image'
    WHEN lower(mime_type) LIKE 'video/%' THEN 'video'
    WHEN lower(mime_type) LIKE 'audio/%' THEN 'audio'
    WHEN lower(mime_type) LIKE 'text/%' THEN 'document'
    WHEN lower(mime_type) IN (
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
    ) THEN 'document'
    WHEN lower(mime_type) ~ 'zip|archive' THEN 'archive'
  END <> file_type);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "phoenix_kit_file_instances_v174_helper_index" ON "public"."phoenix_kit_file_instances" USING btree ("uuid") WHERE
  coalesce(lower(mime_type), '') IN ('', 'application/octet-stream') AND CASE
    WHEN ltrim(lower(ext), '.') IN ('mp3') THEN 'audio/mpeg'
    WHEN ltrim(lower(ext), '.') IN ('wav') THEN 'audio/wav'
    WHEN ltrim(lower(ext), '.') IN ('ogg', 'oga') THEN 'audio/ogg'
    WHEN ltrim(lower(ext), '.') IN ('m4a') THEN 'audio/mp4'
    WHEN ltrim(lower(ext), '.') IN ('aac') THEN 'audio/aac'
    WHEN ltrim(lower(ext), '.') IN ('flac') THEN 'audio/flac'
    WHEN ltrim(lower(ext), '.') IN ('opus') THEN 'audio/opus'
    WHEN ltrim(lower(ext), '.') IN ('weba') THEN 'audio/webm'
    WHEN ltrim(lower(ext), '.') IN ('mid', 'midi') THEN 'audio/midi'
  END IS NOT NULL;
--> statement-breakpoint
-- batch: phoenix_kit_files, uuid, 2000
UPDATE ONLY "public".phoenix_kit_files
SET mime_type = CASE
    WHEN ltrim(lower(ext), '.') IN ('mp3') THEN 'audio/mpeg'
    WHEN ltrim(lower(ext), '.') IN ('wav') THEN 'audio/wav'
    WHEN ltrim(lower(ext), '.') IN ('ogg', 'oga') THEN 'audio/ogg'
    WHEN ltrim(lower(ext), '.') IN ('m4a') THEN 'audio/mp4'
    WHEN ltrim(lower(ext), '.') IN ('aac') THEN 'audio/aac'
    WHEN ltrim(lower(ext), '.') IN ('flac') THEN 'audio/flac'
    WHEN ltrim(lower(ext), '.') IN ('opus') THEN 'audio/opus'
    WHEN ltrim(lower(ext), '.') IN ('weba') THEN 'audio/webm'
    WHEN ltrim(lower(ext), '.') IN ('mid', 'midi') THEN 'audio/midi'
  END
WHERE coalesce(lower(mime_type), '') IN ('', 'application/octet-stream')
  AND CASE
    WHEN ltrim(lower(ext), '.') IN ('mp3') THEN 'audio/mpeg'
    WHEN ltrim(lower(ext), '.') IN ('wav') THEN 'audio/wav'
    WHEN ltrim(lower(ext), '.') IN ('ogg', 'oga') THEN 'audio/ogg'
    WHEN ltrim(lower(ext), '.') IN ('m4a') THEN 'audio/mp4'
    WHEN ltrim(lower(ext), '.') IN ('aac') THEN 'audio/aac'
    WHEN ltrim(lower(ext), '.') IN ('flac') THEN 'audio/flac'
    WHEN ltrim(lower(ext), '.') IN ('opus') THEN 'audio/opus'
    WHEN ltrim(lower(ext), '.') IN ('weba') THEN 'audio/webm'
    WHEN ltrim(lower(ext), '.') IN ('mid', 'midi') THEN 'audio/midi'
  END IS NOT NULL
  AND uuid BETWEEN $1 AND $2
--> statement-breakpoint
-- batch: phoenix_kit_file_instances, uuid, 2000
UPDATE ONLY "public".phoenix_kit_file_instances
SET mime_type = CASE
    WHEN ltrim(lower(ext), '.') IN ('mp3') THEN 'audio/mpeg'
    WHEN ltrim(lower(ext), '.') IN ('wav') THEN 'audio/wav'
    WHEN ltrim(lower(ext), '.') IN ('ogg', 'oga') THEN 'audio/ogg'
    WHEN ltrim(lower(ext), '.') IN ('m4a') THEN 'audio/mp4'
    WHEN ltrim(lower(ext), '.') IN ('aac') THEN 'audio/aac'
    WHEN ltrim(lower(ext), '.') IN ('flac') THEN 'audio/flac'
    WHEN ltrim(lower(ext), '.') IN ('opus') THEN 'audio/opus'
    WHEN ltrim(lower(ext), '.') IN ('weba') THEN 'audio/webm'
    WHEN ltrim(lower(ext), '.') IN ('mid', 'midi') THEN 'audio/midi'
  END
WHERE coalesce(lower(mime_type), '') IN ('', 'application/octet-stream')
  AND CASE
    WHEN ltrim(lower(ext), '.') IN ('mp3') THEN 'audio/mpeg'
    WHEN ltrim(lower(ext), '.') IN ('wav') THEN 'audio/wav'
    WHEN ltrim(lower(ext), '.') IN ('ogg', 'oga') THEN 'audio/ogg'
    WHEN ltrim(lower(ext), '.') IN ('m4a') THEN 'audio/mp4'
    WHEN ltrim(lower(ext), '.') IN ('aac') THEN 'audio/aac'
    WHEN ltrim(lower(ext), '.') IN ('flac') THEN 'audio/flac'
    WHEN ltrim(lower(ext), '.') IN ('opus') THEN 'audio/opus'
    WHEN ltrim(lower(ext), '.') IN ('weba') THEN 'audio/webm'
    WHEN ltrim(lower(ext), '.') IN ('mid', 'midi') THEN 'audio/midi'
  END IS NOT NULL
  AND uuid BETWEEN $1 AND $2
--> statement-breakpoint
-- batch: phoenix_kit_files, uuid, 2000
UPDATE ONLY "public".phoenix_kit_files
SET file_type = CASE
    WHEN lower(mime_type) LIKE 'image/%' THEN 'image'
    WHEN lower(mime_type) LIKE 'video/%' THEN 'video'
    WHEN lower(mime_type) LIKE 'audio/%' THEN 'audio'
    WHEN lower(mime_type) LIKE 'text/%' THEN 'document'
    WHEN lower(mime_type) IN (
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
    ) THEN 'document'
    WHEN lower(mime_type) ~ 'zip|archive' THEN 'archive'
  END
WHERE file_type IN ('image', 'video', 'audio', 'document', 'archive', 'other')
  AND CASE
    WHEN lower(mime_type) LIKE 'image/%' THEN 'image'
    WHEN lower(mime_type) LIKE 'video/%' THEN 'video'
    WHEN lower(mime_type) LIKE 'audio/%' THEN 'audio'
    WHEN lower(mime_type) LIKE 'text/%' THEN 'document'
    WHEN lower(mime_type) IN (
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
    ) THEN 'document'
    WHEN lower(mime_type) ~ 'zip|archive' THEN 'archive'
  END <> file_type
  AND uuid BETWEEN $1 AND $2
