DO $do$
DECLARE
  anonymous bigint := (SELECT count(*) FROM ONLY "public".phoenix_kit_entity_data WHERE created_by_uuid IS NULL);
BEGIN
  IF anonymous > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'not_null_violation',
      MESSAGE = anonymous || ' record(s) of entities have no creator, which is not allowed below V169',
      DETAIL = 'SELECT uuid, entity_uuid, title, date_created FROM ONLY "public".phoenix_kit_entity_data '
        'WHERE created_by_uuid IS NULL',
      HINT = 'Give each of these records the uuid of a user as created_by_uuid, or delete it; then migrate again.';
  END IF;
END
$do$;
