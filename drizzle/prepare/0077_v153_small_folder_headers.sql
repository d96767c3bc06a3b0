-- V153 prepare: Small folder headers. Composed by `npm run generate`; edit schema/ or patches/.
-- The folders that the step would still change.
CREATE INDEX IF NOT EXISTS "phoenix_kit_media_folders_v153_helper_index" ON "public"."phoenix_kit_media_folders" USING btree ("uuid") WHERE header_size = 'medium';
--> statement-breakpoint
-- batch: phoenix_kit_media_folders, uuid, 2000
UPDATE ONLY "public".phoenix_kit_media_folders SET header_size = 'small'
WHERE header_size = 'medium' AND uuid BETWEEN $1 AND $2
