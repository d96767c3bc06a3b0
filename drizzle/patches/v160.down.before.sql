DO $do$
DECLARE
  unfit bigint;
  keys text;
BEGIN
  SELECT count(*), string_agg(key, ', ' ORDER BY key) INTO unfit, keys
  FROM ONLY "public".phoenix_kit_settings
  WHERE length(value) > 255;
  IF unfit > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'string_data_right_truncation',
      MESSAGE = unfit || ' setting(s) are longer than 255 characters, which is not allowed below V160: ' || keys,
      DETAIL = 'SELECT key, module, length(value) FROM ONLY "public".phoenix_kit_settings WHERE length(value) > 255',
      HINT = 'Shorten or remove these values; then migrate again.';
  END IF;
END
$do$;
