-- PhoenixKit's own V80 leaves the marker as it was, so a database may be here a second time.
EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = '"public".phoenix_kit_email_templates'::regclass AND attname = 'subject' AND atttypid = 'jsonb'::regtype
)
