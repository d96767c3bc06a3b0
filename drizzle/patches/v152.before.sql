-- PhoenixKit's module of newsletters kept the profiles until here. The index to come allows one default.
DO $do$
DECLARE
  defaults bigint := 0;
BEGIN
  IF to_regclass('"public".phoenix_kit_newsletters_send_profiles') IS NULL THEN
    RETURN;
  END IF;
  EXECUTE 'SELECT count(*) FROM ONLY "public".phoenix_kit_newsletters_send_profiles WHERE is_default' INTO defaults;
  IF defaults > 1 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'unique_violation',
      MESSAGE = defaults || ' send profiles are the default, of which V152 takes over one',
      DETAIL = 'SELECT uuid, name, from_email, updated_at FROM ONLY "public".phoenix_kit_newsletters_send_profiles WHERE is_default',
      HINT = 'Let one of these be the default (UPDATE ONLY "public".phoenix_kit_newsletters_send_profiles SET is_default = false WHERE uuid <> ...); then migrate again.';
  END IF;
END
$do$;
