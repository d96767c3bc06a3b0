-- PhoenixKit itself, in one run from below V28, leaves its column and index behind. What stands there and nowhere else
-- goes to where V30 puts it; the way back then finds it there.
DO $do$
DECLARE
  misfits bigint;
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = '"public".phoenix_kit_users'::regclass AND attname = 'preferred_locale' AND NOT attisdropped
  ) THEN
    RETURN;
  END IF;

  SELECT count(*) INTO misfits FROM ONLY "public".phoenix_kit_users
  WHERE preferred_locale IS NOT NULL AND jsonb_typeof(custom_fields) NOT IN ('object', 'null');
  IF misfits > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'invalid_parameter_value',
      MESSAGE = misfits || ' user(s) with a preferred locale have custom_fields that are no JSON object',
      DETAIL = 'SELECT id, custom_fields, preferred_locale FROM ONLY "public".phoenix_kit_users '
        'WHERE preferred_locale IS NOT NULL AND jsonb_typeof(custom_fields) NOT IN (''object'', ''null'')',
      HINT = 'Make the custom_fields of these users objects, or their locale NULL; then go back again.';
  END IF;

  UPDATE ONLY "public".phoenix_kit_users
  SET custom_fields = jsonb_object(ARRAY['preferred_locale', preferred_locale::text])
    || CASE WHEN jsonb_typeof(custom_fields) = 'object' THEN custom_fields ELSE '{}' END
  WHERE preferred_locale IS NOT NULL;

  ALTER TABLE "public".phoenix_kit_users DROP COLUMN preferred_locale;
END
$do$;
