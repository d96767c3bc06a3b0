DO $do$
DECLARE
  ownerless bigint := (SELECT count(*) FROM ONLY "public".phoenix_kit_files WHERE user_uuid IS NULL);
BEGIN
  IF ownerless > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'not_null_violation',
      MESSAGE = ownerless || ' file(s) belong to another file and to no user, which is not allowed below V113',
      DETAIL = 'SELECT uuid, file_name, parent_file_uuid FROM ONLY "public".phoenix_kit_files WHERE user_uuid IS NULL',
      HINT = 'Give each of these files a user, or delete it; then migrate again.';
  END IF;
END
$do$;
