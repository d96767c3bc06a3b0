-- The rows are numbered in the order of their UUIDs, and each reference is joined through the UUIDs to a parent that has
-- its number already, so parents come first. As a change of type this writes each table once and leaves no dead rows. The
-- expression of a change of type may not contain a query. So the UUIDs of a table become a sorted list, in which a row's
-- place is its number; the planner reads it once, because the function that makes it is immutable in its eyes. A table whose
-- list is too large for maintenance_work_mem, or too much for a small child, is asked row by row. Citus runs a change of type
-- where these functions are not, so there an UPDATE does it.
DO $do$
DECLARE
  reference record;
  owner text;
  is_distributed boolean := false;
  is_listed boolean;
  rows_of_child bigint;
  column_type text;
  changes text[] := '{}';
  assignments text[] := '{}';
BEGIN
  IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
    EXECUTE 'SELECT EXISTS (SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = $1)'
      INTO is_distributed USING '"public".phoenix_kit_users'::regclass;
  END IF;
  IF NOT is_distributed THEN
    CREATE UNLOGGED TABLE "public".phoenix_kit_places (uuid uuid, place bigint);
    CREATE FUNCTION "public".phoenix_kit_list_uuids(parent regclass) RETURNS uuid[] LANGUAGE plpgsql IMMUTABLE
    AS $function$
    DECLARE
      uuids uuid[];
    BEGIN
      EXECUTE format('SELECT array_agg(uuid ORDER BY uuid) FROM ONLY %s', parent) INTO uuids;
      RETURN uuids;
    END
    $function$;
    CREATE FUNCTION "public".phoenix_kit_pick_place(key uuid, uuids uuid[]) RETURNS bigint LANGUAGE sql IMMUTABLE
    AS $function$ SELECT CASE WHEN uuids[width_bucket(key, uuids)] = key THEN width_bucket(key, uuids)::bigint END $function$;
    CREATE FUNCTION "public".phoenix_kit_find_place(parent text, key uuid) RETURNS bigint LANGUAGE plpgsql STABLE
    AS $function$
    BEGIN
      IF parent = 'users' THEN
        RETURN (SELECT id FROM ONLY "public".phoenix_kit_users WHERE uuid = key);
      ELSIF parent = 'user_roles' THEN
        RETURN (SELECT id FROM ONLY "public".phoenix_kit_user_roles WHERE uuid = key);
      ELSIF parent = 'referral_codes' THEN
        RETURN (SELECT id FROM ONLY "public".phoenix_kit_referral_codes WHERE uuid = key);
      ELSIF parent = 'email_logs' THEN
        RETURN (SELECT id FROM ONLY "public".phoenix_kit_email_logs WHERE uuid = key);
      ELSIF parent = 'entities' THEN
        RETURN (SELECT id FROM ONLY "public".phoenix_kit_entities WHERE uuid = key);
      END IF;
      RETURN (SELECT place FROM ONLY "public".phoenix_kit_places WHERE uuid = key);
    END
    $function$;
  END IF;

  FOR reference IN
    SELECT *,
      row_number() OVER same_child = 1 AS is_first,
      lead(child) OVER (ORDER BY place, id_column) IS DISTINCT FROM child AS is_last,
      may_have_rows(child) AS has_rows
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
    ) AS listed (place, numbered, child, uuid_column, id_column, parent)
    WINDOW same_child AS (PARTITION BY child ORDER BY id_column)
    ORDER BY place, id_column
  LOOP
    IF reference.is_first AND reference.numbered THEN
      SELECT quote_ident(pg_get_userbyid(relowner)) INTO owner FROM pg_class WHERE oid = reference.child::regclass;
      EXECUTE format('CREATE SEQUENCE %s_id_seq', reference.child);
      IF owner <> quote_ident(current_user) THEN
        EXECUTE format('ALTER SEQUENCE %s_id_seq OWNER TO %s', reference.child, owner);
      END IF;
      EXECUTE format('ALTER SEQUENCE %1$s_id_seq OWNED BY %1$s.id', reference.child);
      EXECUTE format(
        'ALTER TABLE %s ALTER COLUMN id SET DEFAULT nextval(%L)', reference.child, reference.child || '_id_seq'
      );
    END IF;
    -- A table without rows is passed over: its indexes would need a lock each.
    CONTINUE WHEN NOT reference.has_rows;
    IF reference.is_first AND reference.numbered THEN
      EXECUTE format('SELECT count(*) FROM ONLY %s', reference.child) INTO rows_of_child;
      IF rows_of_child > 0 THEN
        PERFORM setval((reference.child || '_id_seq')::regclass, rows_of_child);
      END IF;
      is_listed := rows_of_child < pg_size_bytes(current_setting('maintenance_work_mem')) / 64;
      IF NOT is_listed AND NOT is_distributed THEN
        EXECUTE format(
          'INSERT INTO %s SELECT uuid, row_number() OVER (ORDER BY uuid) FROM ONLY %s',
          '"public".phoenix_kit_places', reference.child
        );
        CREATE UNIQUE INDEX phoenix_kit_places_uuid_idx ON "public".phoenix_kit_places (uuid);
        ANALYZE "public".phoenix_kit_places;
      END IF;
      changes := changes || format(
        'ALTER COLUMN id TYPE bigint USING (%s)',
        CASE
          WHEN is_listed THEN format(
            '%s(uuid, %s(%L))', '"public".phoenix_kit_pick_place', '"public".phoenix_kit_list_uuids', reference.child
          )
          ELSE format('%s(%L, uuid)', '"public".phoenix_kit_find_place', 'places')
        END
      );
    END IF;
    IF reference.parent IS NOT NULL THEN
      is_listed := NOT is_distributed
        AND pg_relation_size(reference.child::regclass) > pg_relation_size(reference.parent::regclass) / 8;
      IF is_listed THEN
        EXECUTE format(
          $sql$SELECT count(*) < pg_size_bytes(current_setting('maintenance_work_mem')) / 64 FROM ONLY %s$sql$,
          reference.parent
        ) INTO is_listed;
      END IF;
      SELECT format_type(atttypid, atttypmod) INTO column_type FROM pg_attribute
      WHERE attrelid = reference.child::regclass AND attname = reference.id_column;
      changes := changes || format(
        'ALTER COLUMN %I TYPE %s USING (%s)',
        reference.id_column, column_type,
        CASE
          WHEN is_listed THEN format(
            '%s(%I, %s(%L))',
            '"public".phoenix_kit_pick_place', reference.uuid_column, '"public".phoenix_kit_list_uuids', reference.parent
          )
          ELSE format(
            '%s(%L, %I)',
            '"public".phoenix_kit_find_place', split_part(reference.parent, '.phoenix_kit_', 2), reference.uuid_column
          )
        END
      );
      assignments := assignments || format(
        '%I = (SELECT parent.id FROM ONLY %s AS parent WHERE parent.uuid = child.%I)',
        reference.id_column, reference.parent, reference.uuid_column
      );
    END IF;
    IF reference.is_last THEN
      IF NOT is_distributed THEN
        EXECUTE format('ALTER TABLE %s %s', reference.child, array_to_string(changes, ', '));
      ELSIF reference.numbered THEN
        EXECUTE format(
          'UPDATE ONLY %1$s AS child SET %2$s FROM ('
            'SELECT uuid, row_number() OVER (ORDER BY uuid) AS place FROM ONLY %1$s'
            ') AS numbered WHERE numbered.uuid = child.uuid',
          reference.child, array_to_string('{id = numbered.place}'::text[] || assignments, ', ')
        );
      ELSE
        EXECUTE format('UPDATE ONLY %s AS child SET %s', reference.child, array_to_string(assignments, ', '));
      END IF;
      IF to_regclass('"public".phoenix_kit_places_uuid_idx') IS NOT NULL THEN
        DROP INDEX "public".phoenix_kit_places_uuid_idx;
        TRUNCATE "public".phoenix_kit_places;
      END IF;
      changes := '{}';
      assignments := '{}';
    END IF;
  END LOOP;

  IF NOT is_distributed THEN
    DROP TABLE "public".phoenix_kit_places;
    DROP FUNCTION "public".phoenix_kit_list_uuids(regclass);
    DROP FUNCTION "public".phoenix_kit_pick_place(uuid, uuid[]);
    DROP FUNCTION "public".phoenix_kit_find_place(text, uuid);
  END IF;
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
