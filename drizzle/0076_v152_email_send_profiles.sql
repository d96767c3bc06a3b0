-- V152: Email send profiles. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(150|151)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V152 needs version 150 or 151, the marker says ' ||
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
-- patches/v152.before.sql
-- PhoenixKit's module of newsletters kept the profiles until here. The index to come allows one default.
DO $do$
DECLARE
  defaults bigint := 0;
BEGIN
  IF to_regclass('"public".phoenix_kit_newsletters_send_profiles') IS NULL THEN
    RETURN;
  END IF;
  EXECUTE 'SELECT count(*) FROM ONLY "public".phoenix_kit_newsletters_send_profiles WHERE is_default' INTO defaults;
  IF defaults > 1 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'unique_violation',
      MESSAGE = defaults || ' send profiles are the default, of which V152 takes over one',
      DETAIL = 'SELECT uuid, name, from_email, updated_at FROM ONLY "public".phoenix_kit_newsletters_send_profiles WHERE is_default',
      HINT = 'Let one of these be the default (UPDATE ONLY "public".phoenix_kit_newsletters_send_profiles SET is_default = false WHERE uuid <> ...); then migrate again.';
  END IF;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
CREATE TABLE "public"."phoenix_kit_email_send_profiles" (
	"uuid" uuid PRIMARY KEY DEFAULT "public".uuid_generate_v7() NOT NULL,
	"name" varchar(255) NOT NULL,
	"integration_uuid" uuid NOT NULL,
	"provider_kind" varchar(40) NOT NULL,
	"from_name" varchar(255),
	"from_email" varchar(255),
	"reply_to" varchar(255),
	"signature_html" text,
	"signature_text" text,
	"rate_per_hour" integer,
	"rate_per_day" integer,
	"pause_seconds" integer DEFAULT 0,
	"advanced" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"inserted_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "idx_email_send_profiles_default" ON "public"."phoenix_kit_email_send_profiles" USING btree ("is_default") WHERE is_default = true;
--> statement-breakpoint
CREATE INDEX "idx_email_send_profiles_integration" ON "public"."phoenix_kit_email_send_profiles" USING btree ("integration_uuid");
--> statement-breakpoint
-- patches/v152.after.sql
-- The module's table is not ours: its rows are copied, and it stays as it is.
DO $do$
BEGIN
  IF to_regclass('"public".phoenix_kit_newsletters_send_profiles') IS NOT NULL THEN
    INSERT INTO "public".phoenix_kit_email_send_profiles (
      uuid, name, integration_uuid, provider_kind, from_name, from_email, reply_to, signature_html, signature_text,
      rate_per_hour, rate_per_day, pause_seconds, advanced, enabled, is_default, inserted_at, updated_at
    )
    SELECT
      uuid, name, integration_uuid, provider_kind, from_name, from_email, reply_to, signature_html, signature_text,
      rate_per_hour, rate_per_day, pause_seconds, advanced, enabled, is_default, inserted_at, updated_at
    FROM ONLY "public".phoenix_kit_newsletters_send_profiles;
  END IF;
END
$do$;
--> statement-breakpoint
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE id = 152 OR version = 152;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (152, 152);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 152) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 152',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '152';
