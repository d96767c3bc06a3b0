COMMENT ON COLUMN "public".phoenix_kit_users.custom_fields IS
  'Whatever the application wants to know of a user beyond the columns here, as a JSON object';
