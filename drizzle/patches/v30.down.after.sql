-- What does not fit into the column stays where it is.
UPDATE ONLY "public".phoenix_kit_users
SET preferred_locale = custom_fields ->> 'preferred_locale',
  custom_fields = custom_fields - 'preferred_locale'
WHERE jsonb_typeof(custom_fields -> 'preferred_locale') = 'string'
  AND length(custom_fields ->> 'preferred_locale') <= 10;
