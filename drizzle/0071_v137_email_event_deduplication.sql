-- V137: Email event deduplication. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: e-mail events that are copies of another :: SELECT coalesce(sum(copies - 1), 0)::bigint FROM (SELECT count(*) AS copies FROM ONLY "public".phoenix_kit_email_events WHERE email_log_uuid IS NOT NULL AND event_type IS NOT NULL AND (event_type NOT IN ('open', 'click') OR occurred_at IS NOT NULL) GROUP BY email_log_uuid, event_type, CASE WHEN event_type IN ('open', 'click') THEN occurred_at END) AS event
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(134|135|136)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V137 needs version 134 or 135 or 136, the marker says ' ||
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
  "public"."phoenix_kit_email_logs",
  "public"."phoenix_kit_email_events"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
-- prepared
DO $phoenix_kit$
DECLARE
  wanted record;
  is_same boolean;
BEGIN
  FOR wanted IN SELECT * FROM (VALUES
    ('"public"."phoenix_kit_email_logs_v137_helper_index"', '"public"."phoenix_kit_email_logs"', 'INDEX', $definition$USING btree ("uuid") WHERE aws_message_id IS NULL AND coalesce(headers ->> 'aws_message_id', headers ->> 'X-AWS-Message-Id', headers ->> 'MessageId') ~ '[^[:space:]]' AND length(coalesce(headers ->> 'aws_message_id', headers ->> 'X-AWS-Message-Id', headers ->> 'MessageId')) <= 255$definition$),
    ('"public"."phoenix_kit_email_events_log_uuid_event_type_index"', '"public"."phoenix_kit_email_events"', 'UNIQUE INDEX', $definition$USING btree ("email_log_uuid","event_type") WHERE event_type NOT IN ('open', 'click')$definition$),
    ('"public"."phoenix_kit_email_events_log_uuid_type_occurred_index"', '"public"."phoenix_kit_email_events"', 'UNIQUE INDEX', $definition$USING btree ("email_log_uuid","event_type","occurred_at") WHERE event_type IN ('open', 'click')$definition$),
    ('"public"."phoenix_kit_email_logs_to_trgm_index"', '"public"."phoenix_kit_email_logs"', 'INDEX', $definition$USING gin ("to" gin_trgm_ops)$definition$),
    ('"public"."phoenix_kit_email_logs_subject_trgm_index"', '"public"."phoenix_kit_email_logs"', 'INDEX', $definition$USING gin ("subject" gin_trgm_ops)$definition$),
    ('"public"."phoenix_kit_email_logs_campaign_id_trgm_index"', '"public"."phoenix_kit_email_logs"', 'INDEX', $definition$USING gin ("campaign_id" gin_trgm_ops)$definition$),
    ('"public"."phoenix_kit_email_logs_template_opened_index"', '"public"."phoenix_kit_email_logs"', 'INDEX', $definition$USING btree ("template_name","opened_at") WHERE opened_at IS NOT NULL$definition$),
    ('"public"."phoenix_kit_email_logs_template_clicked_index"', '"public"."phoenix_kit_email_logs"', 'INDEX', $definition$USING btree ("template_name","clicked_at") WHERE clicked_at IS NOT NULL$definition$),
    ('"public"."phoenix_kit_email_logs_compress_scan_index"', '"public"."phoenix_kit_email_logs"', 'INDEX', $definition$USING btree ("sent_at") WHERE body_full IS NOT NULL$definition$)
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
        MESSAGE = format('V137 creates the index %s, and there is something else of that name, or the index is INVALID', wanted.name),
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
        AND c.relname = ANY (ARRAY['phoenix_kit_email_logs', 'phoenix_kit_email_events'])
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
          AND c.relname = ANY (ARRAY['phoenix_kit_email_logs', 'phoenix_kit_email_events'])
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
-- patches/v137.before.sql
-- Of an event that was stored more than once, the copy with the smallest uuid stays. Opens and clicks are the same event
-- only at the same instant; where one of the columns is NULL, nothing is the same.
-- One sort finds the copies, whether an event has two or 20,000. It begins with a hash, which is quick to compare, and
-- for which there is no index: reading the whole table in the order of one is slow where its rows lie in another.
-- Where both unique indexes are there already, built by up --online, no event has a copy.
DO $do$
BEGIN
  IF to_regclass('"public"."phoenix_kit_email_events_log_uuid_event_type_index"') IS NOT NULL
    AND to_regclass('"public"."phoenix_kit_email_events_log_uuid_type_occurred_index"') IS NOT NULL
  THEN
    RETURN;
  END IF;
  DELETE FROM ONLY "public".phoenix_kit_email_events
  WHERE ctid = ANY (ARRAY(
    SELECT ctid
    FROM (
      SELECT ctid, row_number() OVER (
        PARTITION BY
          uuid_hash_extended(email_log_uuid, 0),
          email_log_uuid,
          event_type::text COLLATE "C",
          CASE WHEN event_type IN ('open', 'click') THEN occurred_at END
        ORDER BY uuid
      ) AS place
      FROM ONLY "public".phoenix_kit_email_events
      WHERE email_log_uuid IS NOT NULL
        AND event_type IS NOT NULL
        AND (event_type NOT IN ('open', 'click') OR occurred_at IS NOT NULL)
    ) AS copy
    WHERE place > 1
  ));
END
$do$;
--> statement-breakpoint
SELECT pg_catalog.set_config('enable_seqscan', 'off', true)
WHERE pg_catalog.to_regclass('"public"."phoenix_kit_email_logs_v137_helper_index"') IS NOT NULL;
--> statement-breakpoint
-- A log without the id that AWS gave the message gets it from its headers, from the first of three keys that has a value;
-- if that is blank, too long for the column or another log's, it gets none. Of logs that claim the same id, the one with
-- the smallest uuid gets it.
UPDATE ONLY "public".phoenix_kit_email_logs AS log
SET aws_message_id = claim.aws_id
FROM (
  SELECT DISTINCT ON (aws_id COLLATE "C") uuid, aws_id
  FROM (
    SELECT uuid, coalesce(headers ->> 'aws_message_id', headers ->> 'X-AWS-Message-Id', headers ->> 'MessageId') AS aws_id
    FROM ONLY "public".phoenix_kit_email_logs
    WHERE aws_message_id IS NULL
  ) AS found
  WHERE aws_id ~ '[^[:space:]]'
    AND length(aws_id) <= 255
    AND NOT EXISTS (
      SELECT FROM ONLY "public".phoenix_kit_email_logs AS other WHERE other.aws_message_id = found.aws_id
    )
  ORDER BY aws_id COLLATE "C", uuid
) AS claim
WHERE log.uuid = claim.uuid;
--> statement-breakpoint
SET LOCAL enable_seqscan TO DEFAULT;
--> statement-breakpoint
-- drizzle-kit
CREATE UNIQUE INDEX IF NOT EXISTS "phoenix_kit_email_events_log_uuid_event_type_index" ON "public"."phoenix_kit_email_events" USING btree ("email_log_uuid","event_type") WHERE event_type NOT IN ('open', 'click');
--> statement-breakpoint
CREATE UNIQUE INDEX IF NOT EXISTS "phoenix_kit_email_events_log_uuid_type_occurred_index" ON "public"."phoenix_kit_email_events" USING btree ("email_log_uuid","event_type","occurred_at") WHERE event_type IN ('open', 'click');
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "phoenix_kit_email_logs_to_trgm_index" ON "public"."phoenix_kit_email_logs" USING gin ("to" gin_trgm_ops);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "phoenix_kit_email_logs_subject_trgm_index" ON "public"."phoenix_kit_email_logs" USING gin ("subject" gin_trgm_ops);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "phoenix_kit_email_logs_campaign_id_trgm_index" ON "public"."phoenix_kit_email_logs" USING gin ("campaign_id" gin_trgm_ops);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "phoenix_kit_email_logs_template_opened_index" ON "public"."phoenix_kit_email_logs" USING btree ("template_name","opened_at") WHERE opened_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "phoenix_kit_email_logs_template_clicked_index" ON "public"."phoenix_kit_email_logs" USING btree ("template_name","clicked_at") WHERE clicked_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "phoenix_kit_email_logs_compress_scan_index" ON "public"."phoenix_kit_email_logs" USING btree ("sent_at") WHERE body_full IS NOT NULL;
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
  IF to_regclass('"public"."phoenix_kit_email_logs_v137_helper_index"') IS NOT NULL THEN
    DROP INDEX "public"."phoenix_kit_email_logs_v137_helper_index";
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE id = 137 OR version = 137;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (137, 137);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 137) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 137',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '137';
