-- PhoenixKit's later releases create these columns with the table, in V15. The patch after this one takes over their values.
DO $do$
DECLARE
  early text;
BEGIN
  FOREACH early IN ARRAY ARRAY['uuid', 'created_by_user_uuid', 'updated_by_user_uuid'] LOOP
    IF EXISTS (
      SELECT FROM pg_attribute
      WHERE attrelid = '"public".phoenix_kit_email_templates'::regclass AND attname = early AND NOT attisdropped
    ) THEN
      EXECUTE format(
        'ALTER TABLE %s RENAME COLUMN %I TO %I', '"public".phoenix_kit_email_templates', early, 'early_' || early
      );
      EXECUTE format('DROP INDEX IF EXISTS %s', '"public".phoenix_kit_email_templates_' || early || '_idx');
    END IF;
  END LOOP;
END
$do$;
