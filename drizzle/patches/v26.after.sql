UPDATE ONLY "public".phoenix_kit_files
SET user_file_checksum = (SELECT encode(sha256(convert_to(user_id::text || file_checksum, 'UTF8')), 'hex'))
WHERE user_file_checksum IS NULL;
