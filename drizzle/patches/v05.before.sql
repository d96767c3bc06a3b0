DO $do$
DECLARE
  blank bigint := (
    SELECT count(*) FROM ONLY "public".phoenix_kit_settings WHERE key !~ '[^[:space:]]'
  );
BEGIN
  IF blank > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'check_violation',
      MESSAGE = format('%s setting(s) have a blank key, which is not allowed from V05 on', blank),
      DETAIL = 'SELECT id, key, value FROM ONLY "public".phoenix_kit_settings WHERE key !~ ''[^[:space:]]''',
      HINT = 'Give each of these settings a key, or delete it; then migrate again.';
  END IF;
END
$do$;
