-- As in V40: UUIDs that follow from a row's age and id.
ALTER TABLE "public".phoenix_kit_email_templates ALTER COLUMN uuid TYPE uuid USING uuid_of_old_row(inserted_at);
--> statement-breakpoint
-- A permission has a UUID already, unless it was inserted with NULL.
ALTER TABLE "public".phoenix_kit_role_permissions ALTER COLUMN uuid TYPE uuid
  USING coalesce(uuid, uuid_of_old_row(inserted_at));
--> statement-breakpoint
-- Each reference once more, by UUID; one without a parent stays NULL. As a change of type this writes each table once and
-- leaves no dead rows. The expression of a change of type may not contain a query. So the ids and UUIDs of a parent become
-- two sorted lists, which the planner reads once, because the functions that make them are immutable in its eyes. A parent
-- whose lists are too large for maintenance_work_mem, or too much for a small child, is asked row by row. Citus runs a
-- change of type where these functions are not, so there an UPDATE does it.
DO $do$
DECLARE
  reference record;
  is_distributed boolean := false;
  is_listed boolean;
  value text;
  changes text[] := '{}';
  assignments text[] := '{}';
  refers text[] := '{}';
BEGIN
  IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
    EXECUTE 'SELECT EXISTS (SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = $1)'
      INTO is_distributed USING '"public".phoenix_kit_users'::regclass;
  END IF;
  IF NOT is_distributed THEN
    CREATE FUNCTION "public".phoenix_kit_list_ids(parent regclass) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE
    AS $function$
    DECLARE
      ids bigint[];
    BEGIN
      EXECUTE format('SELECT array_agg(id ORDER BY id) FROM ONLY %s WHERE uuid IS NOT NULL', parent) INTO ids;
      RETURN ids;
    END
    $function$;
    CREATE FUNCTION "public".phoenix_kit_list_uuids(parent regclass) RETURNS uuid[] LANGUAGE plpgsql IMMUTABLE
    AS $function$
    DECLARE
      uuids uuid[];
    BEGIN
      EXECUTE format('SELECT array_agg(uuid ORDER BY id) FROM ONLY %s WHERE uuid IS NOT NULL', parent) INTO uuids;
      RETURN uuids;
    END
    $function$;
    CREATE FUNCTION "public".phoenix_kit_pick_uuid(id bigint, ids bigint[], uuids uuid[]) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    AS $function$ SELECT CASE WHEN ids[width_bucket(id, ids)] = id THEN uuids[width_bucket(id, ids)] END $function$;
    CREATE FUNCTION "public".phoenix_kit_find_uuid(parent text, key bigint) RETURNS uuid LANGUAGE plpgsql STABLE
    AS $function$
    BEGIN
      IF parent = 'users' THEN
        RETURN (SELECT uuid FROM ONLY "public".phoenix_kit_users WHERE id = key);
      ELSIF parent = 'user_roles' THEN
        RETURN (SELECT uuid FROM ONLY "public".phoenix_kit_user_roles WHERE id = key);
      ELSIF parent = 'referral_codes' THEN
        RETURN (SELECT uuid FROM ONLY "public".phoenix_kit_referral_codes WHERE id = key);
      ELSIF parent = 'email_logs' THEN
        RETURN (SELECT uuid FROM ONLY "public".phoenix_kit_email_logs WHERE id = key);
      END IF;
      RETURN (SELECT uuid FROM ONLY "public".phoenix_kit_entities WHERE id = key);
    END
    $function$;
  END IF;

  FOR reference IN
    SELECT *, lead(child) OVER (ORDER BY child) IS DISTINCT FROM child AS is_last
    FROM (VALUES
      ('"public".phoenix_kit_users_tokens', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_user_oauth_providers', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_user_role_assignments', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_user_role_assignments', 'role_uuid', 'role_id', '"public".phoenix_kit_user_roles'),
      ('"public".phoenix_kit_user_role_assignments', 'assigned_by_uuid', 'assigned_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_role_permissions', 'role_uuid', 'role_id', '"public".phoenix_kit_user_roles'),
      ('"public".phoenix_kit_role_permissions', 'granted_by_uuid', 'granted_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_referral_codes', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_referral_codes', 'beneficiary_uuid', 'beneficiary', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_referral_code_usage', 'code_uuid', 'code_id', '"public".phoenix_kit_referral_codes'),
      ('"public".phoenix_kit_referral_code_usage', 'used_by_uuid', 'used_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_logs', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_events', 'email_log_uuid', 'email_log_id', '"public".phoenix_kit_email_logs'),
      ('"public".phoenix_kit_email_blocklist', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_templates', 'created_by_user_uuid', 'created_by_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_email_templates', 'updated_by_user_uuid', 'updated_by_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_entities', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_entity_data', 'entity_uuid', 'entity_id', '"public".phoenix_kit_entities'),
      ('"public".phoenix_kit_entity_data', 'created_by_uuid', 'created_by', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_files', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_audit_logs', 'target_user_uuid', 'target_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_audit_logs', 'admin_user_uuid', 'admin_user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_admin_notes', 'user_uuid', 'user_id', '"public".phoenix_kit_users'),
      ('"public".phoenix_kit_admin_notes', 'author_uuid', 'author_id', '"public".phoenix_kit_users')
    ) AS listed (child, uuid_column, id_column, parent)
    WHERE may_have_rows(child)
    ORDER BY child
  LOOP
    is_listed := NOT is_distributed
      AND pg_relation_size(reference.child::regclass) > pg_relation_size(reference.parent::regclass) / 8;
    IF is_listed THEN
      EXECUTE format(
        $sql$SELECT count(*) < pg_size_bytes(current_setting('maintenance_work_mem')) / 80 FROM ONLY %s$sql$, reference.parent
      ) INTO is_listed;
    END IF;
    value := CASE
      WHEN is_listed THEN format(
        '%1$s(%5$I::bigint, %2$s(%4$L), %3$s(%4$L))',
        '"public".phoenix_kit_pick_uuid', '"public".phoenix_kit_list_ids', '"public".phoenix_kit_list_uuids',
        reference.parent, reference.id_column
      )
      ELSE format(
        '%s(%L, %I::bigint)',
        '"public".phoenix_kit_find_uuid', split_part(reference.parent, '.phoenix_kit_', 2), reference.id_column
      )
    END;
    changes := changes || format(
      'ALTER COLUMN %I TYPE uuid USING CASE WHEN tableoid = %s THEN %s END',
      reference.uuid_column, reference.child::regclass::oid, value
    );
    assignments := assignments || format(
      '%I = (SELECT parent.uuid FROM ONLY %s AS parent WHERE parent.id = child.%I)',
      reference.uuid_column, reference.parent, reference.id_column
    );
    refers := refers || format('child.%I IS NOT NULL', reference.id_column);
    IF reference.is_last THEN
      IF is_distributed THEN
        EXECUTE format(
          'UPDATE ONLY %s AS child SET %s WHERE %s',
          reference.child, array_to_string(assignments, ', '), array_to_string(refers, ' OR ')
        );
      ELSE
        EXECUTE format('ALTER TABLE %s %s', reference.child, array_to_string(changes, ', '));
      END IF;
      changes := '{}';
      assignments := '{}';
      refers := '{}';
    END IF;
  END LOOP;

  IF NOT is_distributed THEN
    DROP FUNCTION "public".phoenix_kit_list_ids(regclass);
    DROP FUNCTION "public".phoenix_kit_list_uuids(regclass);
    DROP FUNCTION "public".phoenix_kit_pick_uuid(bigint, bigint[], uuid[]);
    DROP FUNCTION "public".phoenix_kit_find_uuid(text, bigint);
  END IF;
END
$do$;
--> statement-breakpoint
-- What the application itself wrote into a template's columns is better than what was derived above, and stays.
DO $do$
DECLARE
  early text;
BEGIN
  FOREACH early IN ARRAY ARRAY['uuid', 'created_by_user_uuid', 'updated_by_user_uuid'] LOOP
    IF EXISTS (
      SELECT FROM pg_attribute
      WHERE attrelid = '"public".phoenix_kit_email_templates'::regclass AND attname = 'early_' || early
        AND NOT attisdropped
    ) THEN
      EXECUTE format(
        'ALTER TABLE %3$s ALTER COLUMN %1$I TYPE uuid USING coalesce(%2$I::text::uuid, %1$I), DROP COLUMN %2$I',
        early, 'early_' || early, '"public".phoenix_kit_email_templates'
      );
    END IF;
  END LOOP;
END
$do$;
