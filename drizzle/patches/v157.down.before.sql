DO $do$
DECLARE
  unfit bigint := (SELECT count(*) FROM ONLY "public".phoenix_kit_annotations WHERE kind = 'image');
BEGIN
  IF unfit > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'check_violation',
      MESSAGE = unfit || ' annotation(s) are images, which are not allowed below V157',
      DETAIL = 'SELECT uuid, file_uuid, creator_uuid, kind, inserted_at FROM ONLY "public".phoenix_kit_annotations '
        'WHERE kind = ''image''',
      HINT = 'Give these annotations another kind (UPDATE ONLY "public".phoenix_kit_annotations SET kind = ''rectangle'' WHERE kind = ''image'') or delete them; then migrate again.';
  END IF;
END
$do$;
