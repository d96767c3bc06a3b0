DO $do$
DECLARE
  unfit bigint := (SELECT count(*) FROM ONLY "public".phoenix_kit_buckets WHERE length(secret_access_key) > 255);
BEGIN
  IF unfit > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'string_data_right_truncation',
      MESSAGE = unfit || ' bucket(s) have a secret of more than 255 characters, which is not allowed below V175',
      DETAIL = 'SELECT uuid, name, provider, length(secret_access_key) FROM ONLY "public".phoenix_kit_buckets '
        'WHERE length(secret_access_key) > 255',
      HINT = 'Store shorter secrets in these buckets, unencrypted ones for instance, or none; then migrate again.';
  END IF;
END
$do$;
