DO $do$
DECLARE
  unfit bigint := (SELECT count(*) FROM ONLY "public".phoenix_kit_users WHERE length(username) > 255);
BEGIN
  IF unfit > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'string_data_right_truncation',
      MESSAGE = unfit || ' username(s) are longer than 255 characters, which is not allowed below V161',
      DETAIL = 'SELECT uuid, email, username FROM ONLY "public".phoenix_kit_users WHERE length(username) > 255',
      HINT = 'Shorten these usernames; then migrate again.';
  END IF;
END
$do$;
