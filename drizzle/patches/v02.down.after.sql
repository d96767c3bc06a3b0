-- Its trigger went with the table; where the schema is distributed, neither was ever there.
DROP FUNCTION IF EXISTS "public".phoenix_kit_protect_system_roles();
