-- Files and scheduled jobs have no key that comes back, so this rewrites them.
ALTER TABLE "public".phoenix_kit_files ALTER COLUMN user_id TYPE bigint USING NULL;
--> statement-breakpoint
ALTER TABLE "public".phoenix_kit_scheduled_jobs ALTER COLUMN created_by_id TYPE bigint USING NULL;
--> statement-breakpoint
-- The server has numbered the rows in the order in which they lie; what counts is the order of their UUIDs. Each reference
-- is joined through the UUIDs to a parent that has its final number already, so parents come first.
DO $do$
DECLARE
  target record;
BEGIN
  FOR target IN
    SELECT
      child,
      min(place) AS place,
      numbered,
      concat_ws(
        ', ',
        CASE WHEN numbered THEN 'id = numbered.place' END,
        string_agg(
          format(
            '%I = (SELECT parent.id FROM ONLY %s AS parent WHERE parent.uuid = child.%I)',
            id_column, parent, uuid_column
          ),
          ', '
        ) FILTER (WHERE parent IS NOT NULL)
      ) AS assignments
    FROM (VALUES
      (1, true, '"public".phoenix_kit_users', NULL, NULL, NULL),
      (2, true, '"public".phoenix_kit_user_roles', NULL, NULL, NULL),
      (3, true, '"public".phoenix_kit_referral_codes', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      (3, true, '"public".phoenix_kit_referral_codes', 'beneficiary_uuid', 'beneficiary', '"public".phoenix_kit_users'),
      (4, true, '"public".phoenix_kit_email_logs', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      (5, true, '"public".phoenix_kit_entities', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      (6, true, '"public".phoenix_kit_users_tokens', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      (7, true, '"public".phoenix_kit_user_oauth_providers', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      (8, true, '"public".phoenix_kit_user_role_assignments', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      (8, true, '"public".phoenix_kit_user_role_assignments', 'role_uuid', 'role_id', '"public".phoenix_kit_user_roles'),
      (8, true, '"public".phoenix_kit_user_role_assignments', 'assigned_by_uuid', 'assigned_by', '"public".phoenix_kit_users'),
      (9, true, '"public".phoenix_kit_role_permissions', 'role_uuid', 'role_id', '"public".phoenix_kit_user_roles'),
      (9, true, '"public".phoenix_kit_role_permissions', 'granted_by_uuid', 'granted_by', '"public".phoenix_kit_users'),
      (10, true, '"public".phoenix_kit_settings', NULL, NULL, NULL),
      (11, true, '"public".phoenix_kit_referral_code_usage', 'code_uuid', 'code_id', '"public".phoenix_kit_referral_codes'),
      (11, true, '"public".phoenix_kit_referral_code_usage', 'used_by_uuid', 'used_by', '"public".phoenix_kit_users'),
      (12, true, '"public".phoenix_kit_email_events', 'email_log_uuid', 'email_log_id', '"public".phoenix_kit_email_logs'),
      (13, true, '"public".phoenix_kit_email_blocklist', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      (14, true, '"public".phoenix_kit_email_orphaned_events', 'matched_email_log_uuid', 'matched_email_log_id', '"public".phoenix_kit_email_logs'),
      (15, true, '"public".phoenix_kit_email_metrics', NULL, NULL, NULL),
      (16, true, '"public".phoenix_kit_email_templates', 'created_by_user_uuid', 'created_by_user_id', '"public".phoenix_kit_users'),
      (16, true, '"public".phoenix_kit_email_templates', 'updated_by_user_uuid', 'updated_by_user_id', '"public".phoenix_kit_users'),
      (17, true, '"public".phoenix_kit_entity_data', 'entity_uuid', 'entity_id', '"public".phoenix_kit_entities'),
      (17, true, '"public".phoenix_kit_entity_data', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      (18, true, '"public".phoenix_kit_audit_logs', 'target_user_uuid', 'target_user_id', '"public".phoenix_kit_users'),
      (18, true, '"public".phoenix_kit_audit_logs', 'admin_user_uuid', 'admin_user_id', '"public".phoenix_kit_users'),
      (19, true, '"public".phoenix_kit_admin_notes', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      (19, true, '"public".phoenix_kit_admin_notes', 'author_uuid', 'author_id', '"public".phoenix_kit_users'),
      (20, false, '"public".phoenix_kit_files', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      (21, false, '"public".phoenix_kit_scheduled_jobs', 'created_by_uuid', 'created_by_id', '"public".phoenix_kit_users')
    ) AS reference (place, numbered, child, uuid_column, id_column, parent)
    GROUP BY child, numbered
    ORDER BY place
  LOOP
    IF target.numbered THEN
      EXECUTE format(
        'UPDATE ONLY %1$s AS child SET %2$s FROM ('
          'SELECT uuid, row_number() OVER (ORDER BY uuid) AS place FROM ONLY %1$s'
          ') AS numbered WHERE numbered.uuid = child.uuid',
        target.child, target.assignments
      );
    ELSE
      EXECUTE format('UPDATE ONLY %s AS child SET %s', target.child, target.assignments);
    END IF;
    IF target.child = ANY (current_setting('phoenix_kit.fillfactor_given')::text[]) THEN
      EXECUTE format('ALTER TABLE %s RESET (fillfactor)', target.child);
    END IF;
  END LOOP;
END
$do$;
--> statement-breakpoint
-- The sequences of the ids are new: whoever may insert rows may use them, as before V74.
DO $do$
DECLARE
  grantee record;
BEGIN
  FOR grantee IN
    SELECT DISTINCT sequence.oid::regclass AS sequence, acl.grantee
    FROM pg_depend AS owned
    JOIN pg_class AS sequence ON sequence.oid = owned.objid AND sequence.relkind = 'S'
    JOIN pg_class AS holder ON holder.oid = owned.refobjid
    CROSS JOIN LATERAL aclexplode(holder.relacl) AS acl
    WHERE owned.deptype = 'a'
      AND holder.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"public".phoenix_kit'::regclass)
      AND holder.relname ^@ 'phoenix_kit_'
      AND acl.privilege_type = 'INSERT'
      AND acl.grantee <> holder.relowner
  LOOP
    EXECUTE format(
      'GRANT USAGE ON SEQUENCE %s TO %s',
      grantee.sequence, CASE grantee.grantee WHEN 0 THEN 'PUBLIC' ELSE grantee.grantee::regrole::text END
    );
  END LOOP;
END
$do$;
