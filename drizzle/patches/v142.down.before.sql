DO $do$
DECLARE
  unfit bigint := (
    SELECT count(*) FROM ONLY "public".phoenix_kit_role_permissions WHERE length(module_key) > 50
  );
BEGIN
  IF unfit > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'string_data_right_truncation',
      MESSAGE = unfit || ' permission(s) have a key of more than 50 characters, which is not allowed below V142',
      DETAIL = 'SELECT uuid, role_uuid, module_key FROM ONLY "public".phoenix_kit_role_permissions '
        'WHERE length(module_key) > 50',
      HINT = 'Revoke these permissions (DELETE FROM ONLY "public".phoenix_kit_role_permissions WHERE length(module_key) > 50); then migrate again.';
  END IF;
END
$do$;
