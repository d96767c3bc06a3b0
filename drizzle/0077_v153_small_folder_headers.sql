-- V153: Small folder headers. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: medium headers of folders, which become small :: SELECT count(*) FROM ONLY "public".phoenix_kit_media_folders WHERE header_size = 'medium'
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(152)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V153 needs version 152, the marker says ' ||
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
  "public"."phoenix_kit_media_folders"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- prepared
DO $phoenix_kit$
DECLARE
  wanted record;
  is_same boolean;
BEGIN
  FOR wanted IN SELECT * FROM (VALUES
    ('"public"."phoenix_kit_media_folders_v153_helper_index"', '"public"."phoenix_kit_media_folders"', 'INDEX', $definition$USING btree ("uuid") WHERE header_size = 'medium'$definition$)
  ) AS listed (name, on_table, kind, definition)
  LOOP
    IF to_regclass(wanted.name) IS NULL THEN
      CONTINUE;
    END IF;
    is_same := false;
    IF EXISTS (
      SELECT FROM pg_index
      WHERE indexrelid = to_regclass(wanted.name) AND indrelid = to_regclass(wanted.on_table) AND indisvalid
    ) THEN
      BEGIN
        EXECUTE 'CREATE TABLE "public"."phoenix_kit_empty_copy" (LIKE ' || wanted.on_table || ')';
        EXECUTE 'CREATE ' || wanted.kind || ' phoenix_kit_empty_copy_index ON "public"."phoenix_kit_empty_copy" ' || wanted.definition;
        is_same := (
          SELECT count(*) = 2 AND count(DISTINCT described.properties) = 1
          FROM (
            SELECT ROW(
              i.indisunique, i.indnullsnotdistinct, i.indnkeyatts, i.indclass, i.indcollation, i.indoption,
              c.relam, c.reloptions, pg_get_expr(i.indpred, i.indrelid),
              ARRAY(SELECT pg_get_indexdef(i.indexrelid, n, true) FROM generate_series(1, i.indnatts::integer) AS n)
            )::text AS properties
            FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
            WHERE i.indexrelid IN (to_regclass(wanted.name), to_regclass('"public"."phoenix_kit_empty_copy_index"'))
              AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
          ) AS described
        );
        RAISE SQLSTATE 'PKREL';
      EXCEPTION WHEN SQLSTATE 'PKREL' THEN
        NULL;
      END;
    END IF;
    IF is_same IS NOT TRUE THEN
      RAISE EXCEPTION USING
        ERRCODE = 'duplicate_table',
        MESSAGE = format('V153 creates the index %s, and there is something else of that name, or the index is INVALID', wanted.name),
        HINT = 'phoenix-kit up --online builds an INVALID index again. If it is something of yours, rename or drop it, then migrate again; nothing was changed.';
    END IF;
  END LOOP;
END
$phoenix_kit$;
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
        AND c.relname = ANY (ARRAY['phoenix_kit_media_folders'])
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
          AND c.relname = ANY (ARRAY['phoenix_kit_media_folders'])
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
ALTER TABLE "public"."phoenix_kit_media_folders" ALTER COLUMN "header_size" SET DEFAULT 'small';
--> statement-breakpoint
-- patches/v153.after.sql
SELECT pg_catalog.set_config('enable_seqscan', 'off', true)
WHERE pg_catalog.to_regclass('"public"."phoenix_kit_media_folders_v153_helper_index"') IS NOT NULL;
--> statement-breakpoint
-- Folders that were there have the old default, or were set to the same size; both get the new one.
UPDATE ONLY "public".phoenix_kit_media_folders SET header_size = 'small' WHERE header_size = 'medium';
--> statement-breakpoint
SET LOCAL enable_seqscan TO DEFAULT;
--> statement-breakpoint
-- written
DO $phoenix_kit$
DECLARE
  written record;
  missing bigint;
BEGIN
  FOR written IN SELECT * FROM (VALUES
    ('phoenix_kit_media_folders', '"public".phoenix_kit_media_folders', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_media_folders WHERE header_size = 'medium'$query$)
  ) AS listed (name, relation, query)
  WHERE EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = relation::regclass AND NOT tgisinternal)
    OR EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE ev_class = relation::regclass)
  LOOP
    BEGIN
      EXECUTE written.query INTO missing;
      RAISE SQLSTATE 'PKREL';
    EXCEPTION WHEN SQLSTATE 'PKREL' THEN
      NULL;
    END;
    IF missing > 0 THEN
      RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('V153 cannot finish: %s row(s) of %s are not as it wrote them', missing, written.name),
        DETAIL = written.query,
        HINT = format(
          'A trigger or rule of this database kept the change from them. Disable it (ALTER TABLE %s DISABLE TRIGGER or DISABLE RULE), or the event trigger that puts it on new tables, then migrate again; nothing was changed.',
          written.name
        );
    END IF;
  END LOOP;
END
$phoenix_kit$;
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
-- helpers
DO $phoenix_kit$
BEGIN
  IF to_regclass('"public"."phoenix_kit_media_folders_v153_helper_index"') IS NOT NULL THEN
    DROP INDEX "public"."phoenix_kit_media_folders_v153_helper_index";
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE id = 153 OR version = 153;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (153, 153);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 153) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 153',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '153';
