-- Files whose type nobody knew when they came: the extension tells an audio file.
UPDATE ONLY "public".phoenix_kit_files
SET mime_type = audio_type_of(ext)
WHERE coalesce(lower(mime_type), '') IN ('', 'application/octet-stream')
  AND audio_type_of(ext) IS NOT NULL;
--> statement-breakpoint
UPDATE ONLY "public".phoenix_kit_file_instances
SET mime_type = audio_type_of(ext)
WHERE coalesce(lower(mime_type), '') IN ('', 'application/octet-stream')
  AND audio_type_of(ext) IS NOT NULL;
--> statement-breakpoint
-- The kind of a file is what its MIME type says, if that says anything. Tiles and kinds that an application has of its own
-- stay.
UPDATE ONLY "public".phoenix_kit_files
SET file_type = kind_of(mime_type)
WHERE file_type IN ('image', 'video', 'audio', 'document', 'archive', 'other')
  AND kind_of(mime_type) <> file_type;
