-- Below V26 a file exists once, whoever uploaded it.
DO $do$
DECLARE
  copies bigint;
BEGIN
  IF current_setting('phoenix_kit.on_conflict', true) = 'dedupe' THEN
    DELETE FROM ONLY "public".phoenix_kit_files AS file
    USING (
      SELECT id, row_number() OVER (PARTITION BY file_checksum ORDER BY inserted_at, id) AS place
      FROM ONLY "public".phoenix_kit_files
    ) AS copy
    WHERE copy.id = file.id AND copy.place > 1;
  END IF;

  SELECT count(*) - count(DISTINCT file_checksum) INTO copies FROM ONLY "public".phoenix_kit_files;
  IF copies > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'unique_violation',
      MESSAGE = format('%s file(s) have the same content as an earlier one, which is not allowed below V26', copies),
      DETAIL = 'SELECT file_checksum, array_agg(id ORDER BY inserted_at, id) AS files, array_agg(DISTINCT user_id) AS users '
        'FROM ONLY "public".phoenix_kit_files GROUP BY file_checksum HAVING count(*) > 1',
      HINT = 'Delete all but one of each yourself, or go down with onConflict "dedupe" (--on-conflict dedupe), which keeps the earliest.';
  END IF;
END
$do$;
