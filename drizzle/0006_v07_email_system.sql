-- V07: Email system. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(6)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V07 needs version 6, the marker says ' ||
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
CREATE TABLE "public"."phoenix_kit_email_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"email_log_id" bigint NOT NULL,
	"event_type" varchar(255) NOT NULL,
	"event_data" jsonb DEFAULT '{}'::jsonb,
	"occurred_at" timestamp DEFAULT now() NOT NULL,
	"ip_address" varchar(255),
	"user_agent" varchar(255),
	"geo_location" jsonb DEFAULT '{}'::jsonb,
	"link_url" varchar(255),
	"bounce_type" varchar(255),
	"complaint_type" varchar(255),
	"inserted_at" timestamp NOT NULL,
	"updated_at" timestamp NOT NULL
);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_email_logs" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"message_id" varchar(255) NOT NULL,
	"to" varchar(255) NOT NULL,
	"from" varchar(255) NOT NULL,
	"subject" varchar(255),
	"headers" jsonb DEFAULT '{}'::jsonb,
	"body_preview" text,
	"body_full" text,
	"template_name" varchar(255),
	"campaign_id" varchar(255),
	"attachments_count" integer DEFAULT 0 NOT NULL,
	"size_bytes" integer,
	"retry_count" integer DEFAULT 0 NOT NULL,
	"error_message" text,
	"status" varchar(255) DEFAULT 'sent' NOT NULL,
	"sent_at" timestamp DEFAULT now() NOT NULL,
	"delivered_at" timestamp,
	"configuration_set" varchar(255),
	"message_tags" jsonb DEFAULT '{}'::jsonb,
	"provider" varchar(255) DEFAULT 'unknown' NOT NULL,
	"user_id" integer,
	"inserted_at" timestamp NOT NULL,
	"updated_at" timestamp NOT NULL
);
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" ADD CONSTRAINT "phoenix_kit_email_events_email_log_id_fkey" FOREIGN KEY ("email_log_id") REFERENCES "public"."phoenix_kit_email_logs"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_events_email_log_id_idx" ON "public"."phoenix_kit_email_events" USING btree ("email_log_id");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_events_type_occurred_at_idx" ON "public"."phoenix_kit_email_events" USING btree ("event_type","occurred_at");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_events_occurred_at_idx" ON "public"."phoenix_kit_email_events" USING btree ("occurred_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_email_logs_message_id_uidx" ON "public"."phoenix_kit_email_logs" USING btree ("message_id");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_logs_to_sent_at_idx" ON "public"."phoenix_kit_email_logs" USING btree ("to","sent_at");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_logs_status_sent_at_idx" ON "public"."phoenix_kit_email_logs" USING btree ("status","sent_at");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_logs_campaign_id_idx" ON "public"."phoenix_kit_email_logs" USING btree ("campaign_id");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_logs_template_name_idx" ON "public"."phoenix_kit_email_logs" USING btree ("template_name");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_logs_provider_sent_at_idx" ON "public"."phoenix_kit_email_logs" USING btree ("provider","sent_at");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_logs_user_id_idx" ON "public"."phoenix_kit_email_logs" USING btree ("user_id");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_logs_sent_at_idx" ON "public"."phoenix_kit_email_logs" USING btree ("sent_at");
--> statement-breakpoint
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE id = 7 OR version = 7;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (7, 7);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 7) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 7',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '7';
