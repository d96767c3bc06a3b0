-- For an assignment that is there already, the default would be the time of this migration.
UPDATE ONLY "public".phoenix_kit_user_role_assignments
SET assigned_at = inserted_at;
