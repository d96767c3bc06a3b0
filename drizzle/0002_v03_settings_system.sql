-- V03: Settings system. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(2)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V03 needs version 2, the marker says ' ||
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
-- drizzle-kit
CREATE TABLE "public"."phoenix_kit_settings" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" varchar(255) NOT NULL,
	"value" varchar(255) NOT NULL,
	"date_added" timestamp DEFAULT now() NOT NULL,
	"date_updated" timestamp DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_settings_key_uidx" ON "public"."phoenix_kit_settings" USING btree ("key");
--> statement-breakpoint
-- patches/v03.after.sql
INSERT INTO "public".phoenix_kit_settings (key, value, date_added, date_updated)
SELECT setting.key, setting.value, timezone('UTC', now()), timezone('UTC', now())
FROM (VALUES
  ('time_zone', '0'),
  ('date_format', 'Y-m-d'),
  ('time_format', 'H:i')
) AS setting (key, value);
--> statement-breakpoint
-- written
DO $phoenix_kit$
DECLARE
  written record;
  missing bigint;
BEGIN
  FOR written IN SELECT * FROM (VALUES
    ('phoenix_kit_settings', '"public".phoenix_kit_settings', $query$SELECT 3 - count(*) FROM ONLY "public".phoenix_kit_settings WHERE key IN ('time_zone', 'date_format', 'time_format')$query$)
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
        MESSAGE = format('V03 cannot finish: %s row(s) of %s are not as it wrote them', missing, written.name),
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
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE id = 3 OR version = 3;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (3, 3);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 3) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 3',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '3';
