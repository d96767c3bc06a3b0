-- The locale becomes a key of custom_fields, which has to be an object for that; nothing but NULL can be made one.
DO $do$
DECLARE
  misfits bigint := (
    SELECT count(*) FROM ONLY "public".phoenix_kit_users
    WHERE preferred_locale IS NOT NULL AND jsonb_typeof(custom_fields) NOT IN ('object', 'null')
  );
BEGIN
  IF misfits > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'invalid_parameter_value',
      MESSAGE = misfits || ' user(s) with a preferred locale have custom_fields that are no JSON object',
      DETAIL = 'SELECT id, custom_fields, preferred_locale FROM ONLY "public".phoenix_kit_users '
        'WHERE preferred_locale IS NOT NULL AND jsonb_typeof(custom_fields) NOT IN (''object'', ''null'')',
      HINT = 'Make the custom_fields of these users objects, or their locale NULL; then migrate again.';
  END IF;
END
$do$;
--> statement-breakpoint
UPDATE ONLY "public".phoenix_kit_users
SET custom_fields = CASE WHEN jsonb_typeof(custom_fields) = 'object' THEN custom_fields ELSE '{}' END
  || jsonb_object(ARRAY['preferred_locale', preferred_locale::text])
WHERE preferred_locale IS NOT NULL;
