-- Files whose type nobody knew when they came: the extension tells an audio file.
UPDATE ONLY "public".phoenix_kit_files AS file
SET mime_type = known.mime_type
FROM (VALUES
  ('mp3', 'audio/mpeg'),
  ('wav', 'audio/wav'),
  ('ogg', 'audio/ogg'),
  ('oga', 'audio/ogg'),
  ('m4a', 'audio/mp4'),
  ('aac', 'audio/aac'),
  ('flac', 'audio/flac'),
  ('opus', 'audio/opus'),
  ('weba', 'audio/webm'),
  ('mid', 'audio/midi'),
  ('midi', 'audio/midi')
) AS known (ext, mime_type)
WHERE known.ext = ltrim(lower(file.ext), '.')
  AND coalesce(lower(file.mime_type), '') IN ('', 'application/octet-stream');
--> statement-breakpoint
UPDATE ONLY "public".phoenix_kit_file_instances AS file
SET mime_type = known.mime_type
FROM (VALUES
  ('mp3', 'audio/mpeg'),
  ('wav', 'audio/wav'),
  ('ogg', 'audio/ogg'),
  ('oga', 'audio/ogg'),
  ('m4a', 'audio/mp4'),
  ('aac', 'audio/aac'),
  ('flac', 'audio/flac'),
  ('opus', 'audio/opus'),
  ('weba', 'audio/webm'),
  ('mid', 'audio/midi'),
  ('midi', 'audio/midi')
) AS known (ext, mime_type)
WHERE known.ext = ltrim(lower(file.ext), '.')
  AND coalesce(lower(file.mime_type), '') IN ('', 'application/octet-stream');
--> statement-breakpoint
-- The kind of a file is what its MIME type says, if that says anything. Tiles and kinds that an application has of its own
-- stay.
UPDATE ONLY "public".phoenix_kit_files AS file
SET file_type = said.file_type
FROM (
  SELECT
    uuid,
    CASE
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
    END AS file_type
  FROM ONLY "public".phoenix_kit_files
) AS said
WHERE said.uuid = file.uuid
  AND said.file_type <> file.file_type
  AND file.file_type IN ('image', 'video', 'audio', 'document', 'archive', 'other');
