-- User and checksum are joined without a separator, so '2ab' of user 1 would count as 'ab' of user 12.
DO $do$
DECLARE
  alike bigint := (
    SELECT count(*) - count(DISTINCT user_id::text || checksum) FROM ONLY "public".phoenix_kit_files
  );
BEGIN
  IF alike > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'unique_violation',
      MESSAGE = format('%s file(s) would get the same user_file_checksum as another', alike),
      DETAIL = 'SELECT user_id::text || checksum AS hashed, array_agg(id ORDER BY inserted_at, id) AS files '
        'FROM ONLY "public".phoenix_kit_files GROUP BY 1 HAVING count(*) > 1',
      HINT = 'Give these files the checksum of their content (SHA-256 in hex), or delete all but one; then migrate again.';
  END IF;
END
$do$;
