-- PhoenixKit's later releases make these with the table, in V15. What they hold goes into ours, below.
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
        'ALTER TABLE "public".phoenix_kit_email_templates RENAME COLUMN %I TO %I', early, 'early_' || early
      );
      EXECUTE format('DROP INDEX IF EXISTS "public".%I', 'phoenix_kit_email_templates_' || early || '_idx');
    END IF;
  END LOOP;
END
$do$;
