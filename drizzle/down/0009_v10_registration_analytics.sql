-- V10 down: Registration analytics. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: values of phoenix_kit_users.registration_ip :: SELECT count(*) FROM ONLY "public"."phoenix_kit_users" WHERE "registration_ip" IS NOT NULL
-- loses: values of phoenix_kit_users.registration_country :: SELECT count(*) FROM ONLY "public"."phoenix_kit_users" WHERE "registration_country" IS NOT NULL
-- loses: values of phoenix_kit_users.registration_region :: SELECT count(*) FROM ONLY "public"."phoenix_kit_users" WHERE "registration_region" IS NOT NULL
-- loses: values of phoenix_kit_users.registration_city :: SELECT count(*) FROM ONLY "public"."phoenix_kit_users" WHERE "registration_city" IS NOT NULL
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(10)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V10 down needs version 10, the marker says ' ||
        coalesce(pg_catalog.quote_literal(pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class')), 'nothing'),
      HINT = 'Another runner may have moved the schema; look with phoenix-kit status.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
SELECT
  pg_catalog.set_config('TimeZone', 'UTC', true),
  pg_catalog.set_config('DateStyle', 'ISO', true),
  pg_catalog.set_config('bytea_output', 'hex', true),
  pg_catalog.set_config('standard_conforming_strings', 'on', true),
  pg_catalog.set_config('check_function_bodies', 'on', true),
  pg_catalog.set_config('row_security', 'off', true),
  pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true),
  CASE pg_catalog.current_setting('synchronous_commit')
    WHEN 'off' THEN pg_catalog.set_config('synchronous_commit', 'on', true)
  END,
  CASE WHEN pg_catalog.current_setting('session_replication_role') <> 'origin'
    THEN pg_catalog.set_config('session_replication_role', 'origin', true)
  END,
  pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'pg_catalog', (
    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(n.nspname), ', ')
    FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname IN ('citext', 'pg_trgm')
  ), 'pg_temp'), true);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF pg_catalog.to_regclass('pg_catalog.pg_dist_node') IS NOT NULL THEN
    EXECUTE 'SET LOCAL citus.propagate_set_commands = ''local''';
    EXECUTE 'SET LOCAL TimeZone = ''UTC''';
    EXECUTE pg_catalog.format('SET LOCAL lock_timeout = %L', pg_catalog.current_setting('lock_timeout'));
    EXECUTE 'SET LOCAL citus.propagate_set_commands = ''none''';
    EXECUTE 'SET LOCAL citus.create_object_propagation = ''deferred''';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
SET CONSTRAINTS ALL IMMEDIATE;
--> statement-breakpoint
-- locks
LOCK TABLE
  "public"."phoenix_kit_users"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- keep
DO $phoenix_kit$
DECLARE
  target record;
  change text[] := '{}';
  restore text[] := '{}';
  statement text;
BEGIN
  BEGIN
    FOR target IN
      SELECT
        c.oid::regclass AS name,
        c.relforcerowsecurity AND row_security_active(c.oid) AND pg_has_role(c.relowner, 'USAGE') AS is_forced,
        c.relreplident AS identity,
        (
          SELECT i.indexrelid::regclass::text FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisreplident
        ) AS identity_index,
        EXISTS (
          SELECT FROM pg_publication AS p CROSS JOIN LATERAL pg_get_publication_tables(p.pubname::text) AS t
          WHERE t.relid = c.oid AND (p.pubupdate OR p.pubdelete)
        ) AND NOT EXISTS (
          SELECT FROM pg_publication_rel AS r WHERE r.prrelid = c.oid AND r.prattrs IS NOT NULL
        ) AS is_published
      FROM pg_class AS c
      WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"public".phoenix_kit'::regclass)
        AND c.relkind = 'r'
        AND c.relname = ANY (ARRAY['phoenix_kit_users'])
      ORDER BY c.relname
    LOOP
      IF target.is_forced THEN
        change := change || format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', target.name);
        restore := restore || format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target.name);
      END IF;
      IF target.identity <> 'f' AND (target.is_published OR target.identity = 'i') THEN
        change := change || format('ALTER TABLE %s REPLICA IDENTITY FULL', target.name);
        restore := restore || CASE target.identity
          WHEN 'n' THEN format('ALTER TABLE %s REPLICA IDENTITY NOTHING', target.name)
          WHEN 'i' THEN format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %s', target.name, target.identity_index)
          ELSE format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', target.name)
        END;
      END IF;
    END LOOP;

    IF current_setting('phoenix_kit.disable_host_triggers', true) = 'on' THEN
      FOR target IN
        SELECT c.oid::regclass AS name, t.tgname AS trigger, t.tgenabled AS enabled
        FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
        WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"public".phoenix_kit'::regclass)
          AND c.relname = ANY (ARRAY['phoenix_kit_users'])
          AND NOT t.tgisinternal
          AND t.tgenabled <> 'D'
          AND t.tgname <> ALL (ARRAY['phoenix_kit_protect_system_roles'])
      LOOP
        change := change || format('ALTER TABLE %s DISABLE TRIGGER %I', target.name, target.trigger);
        restore := restore || format(
          'ALTER TABLE %s ENABLE %s TRIGGER %I',
          target.name,
          CASE target.enabled WHEN 'R' THEN 'REPLICA' WHEN 'A' THEN 'ALWAYS' ELSE '' END,
          target.trigger
        );
      END LOOP;
    END IF;
    RAISE SQLSTATE 'PKREL';
  EXCEPTION WHEN SQLSTATE 'PKREL' THEN
    NULL;
  END;

  FOREACH statement IN ARRAY change LOOP
    EXECUTE statement;
  END LOOP;

  PERFORM set_config('phoenix_kit.restore', restore::text, true);
END
$phoenix_kit$;
--> statement-breakpoint
-- drizzle-kit
DROP INDEX "public"."phoenix_kit_users_reg_ip_date_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_reg_country_date_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_reg_region_date_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_reg_city_date_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_reg_geo_idx";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "registration_ip";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "registration_country";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "registration_region";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "registration_city";
--> statement-breakpoint
-- restore
DO $phoenix_kit$
DECLARE
  statement text;
  target regclass;
  identity_index text;
BEGIN
  FOREACH statement IN ARRAY current_setting('phoenix_kit.restore')::text[] LOOP
    target := to_regclass(substring(statement FROM '^ALTER TABLE (("[^"]*"|[^ "])+) '));
    identity_index := substring(statement FROM ' REPLICA IDENTITY USING INDEX (.*)$');
    IF target IS NULL THEN
      CONTINUE;
    END IF;
    IF identity_index IS NOT NULL AND (
      to_regclass(identity_index) IS NULL OR EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull
        WHERE i.indexrelid = to_regclass(identity_index)
      )
    ) THEN
      statement := format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', target);
    END IF;
    EXECUTE statement;
  END LOOP;
END
$phoenix_kit$;
--> statement-breakpoint
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE version > 9;
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version > 9) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history kept rows of versions above 9',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '9';
