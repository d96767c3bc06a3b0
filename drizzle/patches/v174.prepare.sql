-- The files that the step would still change.
CREATE INDEX IF NOT EXISTS "phoenix_kit_files_v174_helper_index" ON "public"."phoenix_kit_files" USING btree ("uuid") WHERE
  (coalesce(lower(mime_type), '') IN ('', 'application/octet-stream') AND audio_type_of(ext) IS NOT NULL)
  OR (file_type IN ('image', 'video', 'audio', 'document', 'archive', 'other') AND kind_of(mime_type) <> file_type);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "phoenix_kit_file_instances_v174_helper_index" ON "public"."phoenix_kit_file_instances" USING btree ("uuid") WHERE
  coalesce(lower(mime_type), '') IN ('', 'application/octet-stream') AND audio_type_of(ext) IS NOT NULL;
--> statement-breakpoint
-- batch: phoenix_kit_files, uuid, 2000
UPDATE ONLY "public".phoenix_kit_files
SET mime_type = audio_type_of(ext)
WHERE coalesce(lower(mime_type), '') IN ('', 'application/octet-stream')
  AND audio_type_of(ext) IS NOT NULL
  AND uuid BETWEEN $1 AND $2
--> statement-breakpoint
-- batch: phoenix_kit_file_instances, uuid, 2000
UPDATE ONLY "public".phoenix_kit_file_instances
SET mime_type = audio_type_of(ext)
WHERE coalesce(lower(mime_type), '') IN ('', 'application/octet-stream')
  AND audio_type_of(ext) IS NOT NULL
  AND uuid BETWEEN $1 AND $2
--> statement-breakpoint
-- batch: phoenix_kit_files, uuid, 2000
UPDATE ONLY "public".phoenix_kit_files
SET file_type = kind_of(mime_type)
WHERE file_type IN ('image', 'video', 'audio', 'document', 'archive', 'other')
  AND kind_of(mime_type) <> file_type
  AND uuid BETWEEN $1 AND $2
