-- Folders that were there have the old default, or were set to the same size; both get the new one.
UPDATE ONLY "public".phoenix_kit_media_folders SET header_size = 'small' WHERE header_size = 'medium';
