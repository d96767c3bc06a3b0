-- All versions at once, for an empty schema. Composed by `npm run generate`.
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF pg_catalog.to_regclass('"public".phoenix_kit') IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the composed install needs an empty schema, the marker says ' ||
        coalesce(pg_catalog.quote_literal(pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class')), 'nothing'),
      HINT = 'Another runner may have moved the schema; look with phoenix-kit status.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citext') THEN
    -- two prefixes of one database must not create it at once
    PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('phoenix_kit extension citext', 0));
    CREATE EXTENSION IF NOT EXISTS citext SCHEMA public;
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'pg_trgm') THEN
    -- two prefixes of one database must not create it at once
    PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('phoenix_kit extension pg_trgm', 0));
    CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
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
-- types
CREATE TYPE "public"."oban_job_state" AS ENUM ('available', 'suspended', 'scheduled', 'executing', 'retryable', 'completed', 'discarded', 'cancelled');
--> statement-breakpoint
COMMENT ON TYPE "public"."oban_job_state" IS 'Made by V27 of phoenix_kit, together with oban_jobs and oban_peers';
--> statement-breakpoint
-- functions
DO $do$
DECLARE
  is_usable boolean;
  reason text;
BEGIN
  -- The application may have a function of its own, which serves as well; going down leaves it alone.
  IF to_regprocedure('"public".uuid_generate_v7()') IS NOT NULL THEN
    BEGIN
      EXECUTE 'SELECT "public".uuid_generate_v7() IS NULL' INTO is_usable;
      SELECT prorettype = 'uuid'::regtype AND NOT proretset INTO is_usable
      FROM pg_proc WHERE oid = to_regprocedure('"public".uuid_generate_v7()');
    EXCEPTION WHEN others THEN
      is_usable := false;
      reason := SQLERRM;
    END;
    IF NOT is_usable THEN
      RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = 'The function "public".uuid_generate_v7() of this database does not return a UUID: '
          || coalesce(reason, 'it returns another type'),
        HINT = 'Replace or rename this function, then migrate again; V40 creates its own where there is none.';
    END IF;
    RETURN;
  END IF;

  IF to_regprocedure('pg_catalog.uuidv7()') IS NOT NULL THEN
    CREATE FUNCTION "public".uuid_generate_v7() RETURNS uuid
    LANGUAGE sql VOLATILE PARALLEL SAFE
    AS $function$ SELECT pg_catalog.uuidv7() $function$;
  ELSE
    -- The clock's milliseconds over the first six bytes of a random UUID, then the two bits by which 7 differs from 4.
    CREATE FUNCTION "public".uuid_generate_v7() RETURNS uuid
    LANGUAGE sql VOLATILE PARALLEL SAFE
    AS $function$
      SELECT pg_catalog.encode(pg_catalog.set_bit(pg_catalog.set_bit(overlay(
        pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
        PLACING substring(
          pg_catalog.int8send(pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint)
          FROM 3
        )
        FROM 1 FOR 6
      ), 52, 1), 53, 1), 'hex')::uuid
    $function$;
  END IF;

  -- The comment tells the down migration that V40 made this function.
  COMMENT ON FUNCTION "public".uuid_generate_v7() IS 'Made by V40 of phoenix_kit: a UUID of version 7, which sorts by time';
END
$do$;
--> statement-breakpoint
-- tables
CREATE SEQUENCE "public"."oban_jobs_id_seq" AS bigint START 1 INCREMENT 1 MINVALUE 1 MAXVALUE 9223372036854775807;
--> statement-breakpoint
CREATE TABLE "public"."oban_jobs" (
  "id" bigint DEFAULT nextval('"public".oban_jobs_id_seq'::regclass) NOT NULL,
  "state" "public".oban_job_state DEFAULT 'available'::"public".oban_job_state NOT NULL,
  "queue" text DEFAULT 'default'::text NOT NULL,
  "worker" text NOT NULL,
  "args" jsonb DEFAULT '{}'::jsonb NOT NULL,
  "errors" jsonb[] DEFAULT ARRAY[]::jsonb[] NOT NULL,
  "attempt" integer DEFAULT 0 NOT NULL,
  "max_attempts" integer DEFAULT 20 NOT NULL,
  "inserted_at" timestamp without time zone DEFAULT timezone('UTC'::text, now()) NOT NULL,
  "scheduled_at" timestamp without time zone DEFAULT timezone('UTC'::text, now()) NOT NULL,
  "attempted_at" timestamp without time zone,
  "completed_at" timestamp without time zone,
  "attempted_by" text[],
  "discarded_at" timestamp without time zone,
  "priority" integer DEFAULT 0 NOT NULL,
  "tags" text[] DEFAULT ARRAY[]::text[],
  "meta" jsonb DEFAULT '{}'::jsonb,
  "cancelled_at" timestamp without time zone
);
COMMENT ON TABLE "public"."oban_jobs" IS '14';
ALTER TABLE "public"."oban_jobs" ADD CONSTRAINT "attempt_range" CHECK (attempt >= 0 AND attempt <= max_attempts);
ALTER TABLE "public"."oban_jobs" ADD CONSTRAINT "non_negative_priority" CHECK (priority >= 0) NOT VALID;
ALTER TABLE "public"."oban_jobs" ADD CONSTRAINT "oban_jobs_pkey" PRIMARY KEY (id);
ALTER TABLE "public"."oban_jobs" ADD CONSTRAINT "positive_max_attempts" CHECK (max_attempts > 0);
ALTER TABLE "public"."oban_jobs" ADD CONSTRAINT "queue_length" CHECK (char_length(queue) > 0 AND char_length(queue) < 128);
ALTER TABLE "public"."oban_jobs" ADD CONSTRAINT "worker_length" CHECK (char_length(worker) > 0 AND char_length(worker) < 128);
CREATE INDEX oban_jobs_args_index ON "public".oban_jobs USING gin (args);
CREATE INDEX oban_jobs_meta_index ON "public".oban_jobs USING gin (meta);
CREATE INDEX oban_jobs_state_cancelled_at_index ON "public".oban_jobs USING btree (state, cancelled_at);
CREATE INDEX oban_jobs_state_discarded_at_index ON "public".oban_jobs USING btree (state, discarded_at);
CREATE INDEX oban_jobs_state_queue_priority_scheduled_at_id_index ON "public".oban_jobs USING btree (state, queue, priority, scheduled_at, id);
--> statement-breakpoint
CREATE UNLOGGED TABLE "public"."oban_peers" (
  "name" text NOT NULL,
  "node" text NOT NULL,
  "started_at" timestamp without time zone NOT NULL,
  "expires_at" timestamp without time zone NOT NULL
);
ALTER TABLE "public"."oban_peers" ADD CONSTRAINT "oban_peers_pkey" PRIMARY KEY (name);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit" (
  "id" integer NOT NULL,
  "version" integer NOT NULL,
  "migrated_at" timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE "public"."phoenix_kit" ADD CONSTRAINT "phoenix_kit_pkey" PRIMARY KEY (id);
CREATE UNIQUE INDEX phoenix_kit_version_index ON "public".phoenix_kit USING btree (version);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_access_requests" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "requester_uuid" uuid NOT NULL,
  "resource_type" text NOT NULL,
  "resource_uuid" uuid NOT NULL,
  "source_type" text,
  "source_uuid" uuid,
  "note" text,
  "status" text DEFAULT 'pending'::text NOT NULL,
  "decided_by_uuid" uuid,
  "decided_at" timestamp with time zone,
  "inserted_at" timestamp with time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE "public"."phoenix_kit_access_requests" ADD CONSTRAINT "phoenix_kit_access_requests_pkey" PRIMARY KEY (uuid);
ALTER TABLE "public"."phoenix_kit_access_requests" ADD CONSTRAINT "phoenix_kit_access_requests_status_check" CHECK (status = ANY (ARRAY['pending'::text, 'granted'::text, 'denied'::text, 'cancelled'::text]));
CREATE UNIQUE INDEX phoenix_kit_access_requests_open_index ON "public".phoenix_kit_access_requests USING btree (requester_uuid, resource_type, resource_uuid) WHERE status = 'pending'::text;
CREATE INDEX phoenix_kit_access_requests_resource_index ON "public".phoenix_kit_access_requests USING btree (resource_type, resource_uuid, status);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_activities" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "action" character varying(100) NOT NULL,
  "module" character varying(50),
  "mode" character varying(20),
  "actor_uuid" uuid,
  "resource_type" character varying(50),
  "resource_uuid" uuid,
  "target_uuid" uuid,
  "metadata" jsonb DEFAULT '{}'::jsonb,
  "inserted_at" timestamp(0) without time zone DEFAULT now() NOT NULL
);
ALTER TABLE "public"."phoenix_kit_activities" ADD CONSTRAINT "phoenix_kit_activities_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_activities_action_index ON "public".phoenix_kit_activities USING btree (action);
CREATE INDEX phoenix_kit_activities_action_inserted_at_index ON "public".phoenix_kit_activities USING btree (action, inserted_at);
CREATE INDEX phoenix_kit_activities_actor_uuid_index ON "public".phoenix_kit_activities USING btree (actor_uuid);
CREATE INDEX phoenix_kit_activities_actor_uuid_inserted_at_index ON "public".phoenix_kit_activities USING btree (actor_uuid, inserted_at);
CREATE INDEX phoenix_kit_activities_inserted_at_index ON "public".phoenix_kit_activities USING btree (inserted_at);
CREATE INDEX phoenix_kit_activities_mode_index ON "public".phoenix_kit_activities USING btree (mode);
CREATE INDEX phoenix_kit_activities_module_index ON "public".phoenix_kit_activities USING btree (module);
CREATE INDEX phoenix_kit_activities_resource_type_index ON "public".phoenix_kit_activities USING btree (resource_type);
CREATE INDEX phoenix_kit_activities_target_uuid_index ON "public".phoenix_kit_activities USING btree (target_uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_admin_notes" (
  "content" text NOT NULL,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "user_uuid" uuid NOT NULL,
  "author_uuid" uuid NOT NULL
);
ALTER TABLE "public"."phoenix_kit_admin_notes" ADD CONSTRAINT "phoenix_kit_admin_notes_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_admin_notes_author_uuid_idx ON "public".phoenix_kit_admin_notes USING btree (author_uuid);
CREATE INDEX phoenix_kit_admin_notes_inserted_at_index ON "public".phoenix_kit_admin_notes USING btree (inserted_at);
CREATE INDEX phoenix_kit_admin_notes_user_uuid_idx ON "public".phoenix_kit_admin_notes USING btree (user_uuid);
CREATE UNIQUE INDEX phoenix_kit_admin_notes_uuid_idx ON "public".phoenix_kit_admin_notes USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_annotations" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "file_uuid" uuid NOT NULL,
  "creator_uuid" uuid,
  "kind" character varying(32) NOT NULL,
  "geometry" jsonb NOT NULL,
  "style" jsonb,
  "metadata" jsonb,
  "position" integer DEFAULT 0 NOT NULL,
  "inserted_at" timestamp(0) without time zone NOT NULL,
  "updated_at" timestamp(0) without time zone NOT NULL,
  "title" character varying(200)
);
ALTER TABLE "public"."phoenix_kit_annotations" ADD CONSTRAINT "phoenix_kit_annotations_kind_check" CHECK (kind::text = ANY (ARRAY['rectangle'::character varying, 'circle'::character varying, 'polygon'::character varying, 'freehand'::character varying, 'callout'::character varying, 'text'::character varying, 'dimension'::character varying, 'line'::character varying, 'marker'::character varying, 'image'::character varying]::text[]));
ALTER TABLE "public"."phoenix_kit_annotations" ADD CONSTRAINT "phoenix_kit_annotations_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_annotations_creator_uuid_index ON "public".phoenix_kit_annotations USING btree (creator_uuid) WHERE creator_uuid IS NOT NULL;
CREATE INDEX phoenix_kit_annotations_file_uuid_index ON "public".phoenix_kit_annotations USING btree (file_uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_audit_logs" (
  "action" character varying(255) NOT NULL,
  "ip_address" character varying(255),
  "user_agent" text,
  "metadata" jsonb DEFAULT '{}'::jsonb,
  "inserted_at" timestamp with time zone NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "target_user_uuid" uuid NOT NULL,
  "admin_user_uuid" uuid NOT NULL
);
ALTER TABLE "public"."phoenix_kit_audit_logs" ADD CONSTRAINT "phoenix_kit_audit_logs_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_audit_logs_action_index ON "public".phoenix_kit_audit_logs USING btree (action);
CREATE INDEX phoenix_kit_audit_logs_action_inserted_at_index ON "public".phoenix_kit_audit_logs USING btree (action, inserted_at);
CREATE INDEX phoenix_kit_audit_logs_admin_user_uuid_idx ON "public".phoenix_kit_audit_logs USING btree (admin_user_uuid);
CREATE INDEX phoenix_kit_audit_logs_inserted_at_index ON "public".phoenix_kit_audit_logs USING btree (inserted_at);
CREATE INDEX phoenix_kit_audit_logs_target_user_uuid_idx ON "public".phoenix_kit_audit_logs USING btree (target_user_uuid);
CREATE UNIQUE INDEX phoenix_kit_audit_logs_uuid_idx ON "public".phoenix_kit_audit_logs USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_buckets" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "name" character varying(255) NOT NULL,
  "provider" character varying(255) NOT NULL,
  "region" character varying(255),
  "endpoint" character varying(255),
  "bucket_name" character varying(255),
  "access_key_id" character varying(255),
  "secret_access_key" text,
  "cdn_url" character varying(255),
  "path_prefix" character varying(255),
  "enabled" boolean DEFAULT true NOT NULL,
  "priority" integer DEFAULT 0 NOT NULL,
  "max_size_mb" bigint,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "access_type" character varying(20) DEFAULT 'public'::character varying,
  "integration_uuid" uuid
);
COMMENT ON TABLE "public"."phoenix_kit_buckets" IS 'Places that files can be stored in: a folder of the server, or a bucket at S3, B2 or R2';
ALTER TABLE "public"."phoenix_kit_buckets" ADD CONSTRAINT "phoenix_kit_buckets_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_buckets_enabled_index ON "public".phoenix_kit_buckets USING btree (enabled);
CREATE INDEX phoenix_kit_buckets_integration_uuid_idx ON "public".phoenix_kit_buckets USING btree (integration_uuid) WHERE integration_uuid IS NOT NULL;
CREATE INDEX phoenix_kit_buckets_provider_index ON "public".phoenix_kit_buckets USING btree (provider);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_email_blocklist" (
  "email" character varying(255) NOT NULL,
  "reason" character varying(255) NOT NULL,
  "expires_at" timestamp with time zone,
  "inserted_at" timestamp with time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "user_uuid" uuid
);
ALTER TABLE "public"."phoenix_kit_email_blocklist" ADD CONSTRAINT "phoenix_kit_email_blocklist_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_email_blocklist_email_expires_idx ON "public".phoenix_kit_email_blocklist USING btree (email, expires_at);
CREATE UNIQUE INDEX phoenix_kit_email_blocklist_email_uidx ON "public".phoenix_kit_email_blocklist USING btree (email);
CREATE INDEX phoenix_kit_email_blocklist_expires_at_idx ON "public".phoenix_kit_email_blocklist USING btree (expires_at);
CREATE INDEX phoenix_kit_email_blocklist_reason_inserted_idx ON "public".phoenix_kit_email_blocklist USING btree (reason, inserted_at);
CREATE INDEX phoenix_kit_email_blocklist_user_uuid_idx ON "public".phoenix_kit_email_blocklist USING btree (user_uuid);
CREATE UNIQUE INDEX phoenix_kit_email_blocklist_uuid_idx ON "public".phoenix_kit_email_blocklist USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_email_events" (
  "event_type" character varying(255) NOT NULL,
  "event_data" jsonb DEFAULT '{}'::jsonb,
  "occurred_at" timestamp with time zone DEFAULT now() NOT NULL,
  "ip_address" character varying(255),
  "user_agent" character varying(255),
  "geo_location" jsonb DEFAULT '{}'::jsonb,
  "link_url" character varying(255),
  "bounce_type" character varying(255),
  "complaint_type" character varying(255),
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "reject_reason" character varying(255),
  "delay_type" character varying(255),
  "subscription_type" character varying(255),
  "failure_reason" character varying(255),
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "email_log_uuid" uuid NOT NULL
);
ALTER TABLE "public"."phoenix_kit_email_events" ADD CONSTRAINT "phoenix_kit_email_events_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_email_events_email_log_uuid_idx ON "public".phoenix_kit_email_events USING btree (email_log_uuid);
CREATE UNIQUE INDEX phoenix_kit_email_events_log_uuid_event_type_index ON "public".phoenix_kit_email_events USING btree (email_log_uuid, event_type) WHERE event_type::text <> ALL (ARRAY['open'::character varying, 'click'::character varying]::text[]);
CREATE UNIQUE INDEX phoenix_kit_email_events_log_uuid_type_occurred_index ON "public".phoenix_kit_email_events USING btree (email_log_uuid, event_type, occurred_at) WHERE event_type::text = ANY (ARRAY['open'::character varying, 'click'::character varying]::text[]);
CREATE INDEX phoenix_kit_email_events_occurred_at_idx ON "public".phoenix_kit_email_events USING btree (occurred_at);
CREATE INDEX phoenix_kit_email_events_type_occurred_at_idx ON "public".phoenix_kit_email_events USING btree (event_type, occurred_at);
CREATE UNIQUE INDEX phoenix_kit_email_events_uuid_idx ON "public".phoenix_kit_email_events USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_email_logs" (
  "message_id" character varying(255) NOT NULL,
  "to" character varying(255) NOT NULL,
  "from" character varying(255) NOT NULL,
  "subject" character varying(255),
  "headers" jsonb DEFAULT '{}'::jsonb,
  "body_preview" text,
  "body_full" text,
  "template_name" character varying(255),
  "campaign_id" character varying(255),
  "attachments_count" integer DEFAULT 0 NOT NULL,
  "size_bytes" integer,
  "retry_count" integer DEFAULT 0 NOT NULL,
  "error_message" text,
  "status" character varying(255) DEFAULT 'sent'::character varying NOT NULL,
  "sent_at" timestamp with time zone DEFAULT now() NOT NULL,
  "delivered_at" timestamp with time zone,
  "configuration_set" character varying(255),
  "message_tags" jsonb DEFAULT '{}'::jsonb,
  "provider" character varying(255) DEFAULT 'unknown'::character varying NOT NULL,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "aws_message_id" character varying(255),
  "bounced_at" timestamp with time zone,
  "complained_at" timestamp with time zone,
  "opened_at" timestamp with time zone,
  "clicked_at" timestamp with time zone,
  "body_compressed" boolean DEFAULT false NOT NULL,
  "queued_at" timestamp with time zone,
  "rejected_at" timestamp with time zone,
  "failed_at" timestamp with time zone,
  "delayed_at" timestamp with time zone,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "user_uuid" uuid,
  "locale" character varying(10) DEFAULT 'en'::character varying NOT NULL
);
COMMENT ON COLUMN "public"."phoenix_kit_email_logs"."queued_at" IS 'When the message was put in the queue, in UTC';
COMMENT ON COLUMN "public"."phoenix_kit_email_logs"."rejected_at" IS 'When the provider refused to send the message, in UTC';
COMMENT ON COLUMN "public"."phoenix_kit_email_logs"."failed_at" IS 'When sending was given up, in UTC';
COMMENT ON COLUMN "public"."phoenix_kit_email_logs"."delayed_at" IS 'When the provider last said that delivery takes longer, in UTC';
ALTER TABLE "public"."phoenix_kit_email_logs" ADD CONSTRAINT "phoenix_kit_email_logs_pkey" PRIMARY KEY (uuid);
CREATE INDEX idx_email_logs_locale ON "public".phoenix_kit_email_logs USING btree (locale);
CREATE UNIQUE INDEX phoenix_kit_email_logs_aws_message_id_index ON "public".phoenix_kit_email_logs USING btree (aws_message_id) WHERE aws_message_id IS NOT NULL;
CREATE UNIQUE INDEX phoenix_kit_email_logs_aws_message_id_uidx ON "public".phoenix_kit_email_logs USING btree (aws_message_id) WHERE aws_message_id IS NOT NULL;
CREATE INDEX phoenix_kit_email_logs_campaign_id_idx ON "public".phoenix_kit_email_logs USING btree (campaign_id);
CREATE INDEX phoenix_kit_email_logs_campaign_id_trgm_index ON "public".phoenix_kit_email_logs USING gin (campaign_id gin_trgm_ops);
CREATE INDEX phoenix_kit_email_logs_compress_scan_index ON "public".phoenix_kit_email_logs USING btree (sent_at) WHERE body_full IS NOT NULL;
CREATE UNIQUE INDEX phoenix_kit_email_logs_message_id_uidx ON "public".phoenix_kit_email_logs USING btree (message_id);
CREATE INDEX phoenix_kit_email_logs_message_ids_idx ON "public".phoenix_kit_email_logs USING btree (message_id, aws_message_id);
CREATE INDEX phoenix_kit_email_logs_provider_sent_at_idx ON "public".phoenix_kit_email_logs USING btree (provider, sent_at);
CREATE INDEX phoenix_kit_email_logs_sent_at_idx ON "public".phoenix_kit_email_logs USING btree (sent_at);
CREATE INDEX phoenix_kit_email_logs_status_sent_at_idx ON "public".phoenix_kit_email_logs USING btree (status, sent_at);
CREATE INDEX phoenix_kit_email_logs_subject_trgm_index ON "public".phoenix_kit_email_logs USING gin (subject gin_trgm_ops);
CREATE INDEX phoenix_kit_email_logs_template_clicked_index ON "public".phoenix_kit_email_logs USING btree (template_name, clicked_at) WHERE clicked_at IS NOT NULL;
CREATE INDEX phoenix_kit_email_logs_template_name_idx ON "public".phoenix_kit_email_logs USING btree (template_name);
CREATE INDEX phoenix_kit_email_logs_template_opened_index ON "public".phoenix_kit_email_logs USING btree (template_name, opened_at) WHERE opened_at IS NOT NULL;
CREATE INDEX phoenix_kit_email_logs_to_sent_at_idx ON "public".phoenix_kit_email_logs USING btree ("to", sent_at);
CREATE INDEX phoenix_kit_email_logs_to_trgm_index ON "public".phoenix_kit_email_logs USING gin ("to" gin_trgm_ops);
CREATE INDEX phoenix_kit_email_logs_user_uuid_idx ON "public".phoenix_kit_email_logs USING btree (user_uuid);
CREATE UNIQUE INDEX phoenix_kit_email_logs_uuid_idx ON "public".phoenix_kit_email_logs USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_email_metrics" (
  "metric_key" character varying(255) NOT NULL,
  "value" bigint DEFAULT 0 NOT NULL,
  "metadata" jsonb DEFAULT '{}'::jsonb,
  "metric_date" date DEFAULT CURRENT_DATE NOT NULL,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL
);
ALTER TABLE "public"."phoenix_kit_email_metrics" ADD CONSTRAINT "phoenix_kit_email_metrics_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_email_metrics_date_idx ON "public".phoenix_kit_email_metrics USING btree (metric_date);
CREATE UNIQUE INDEX phoenix_kit_email_metrics_key_date_uidx ON "public".phoenix_kit_email_metrics USING btree (metric_key, metric_date);
CREATE UNIQUE INDEX phoenix_kit_email_metrics_uuid_idx ON "public".phoenix_kit_email_metrics USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_email_orphaned_events" (
  "aws_message_id" character varying(255) NOT NULL,
  "event_type" character varying(255) NOT NULL,
  "event_data" jsonb DEFAULT '{}'::jsonb NOT NULL,
  "received_at" timestamp with time zone DEFAULT now() NOT NULL,
  "matched" boolean DEFAULT false NOT NULL,
  "matched_at" timestamp with time zone,
  "error_message" text,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "matched_email_log_uuid" uuid
);
ALTER TABLE "public"."phoenix_kit_email_orphaned_events" ADD CONSTRAINT "phoenix_kit_email_orphaned_events_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_email_orphaned_events_matched_log_uuid_idx ON "public".phoenix_kit_email_orphaned_events USING btree (matched_email_log_uuid);
CREATE UNIQUE INDEX phoenix_kit_email_orphaned_events_uuid_idx ON "public".phoenix_kit_email_orphaned_events USING btree (uuid);
CREATE INDEX phoenix_kit_orphaned_events_aws_id_idx ON "public".phoenix_kit_email_orphaned_events USING btree (aws_message_id);
CREATE INDEX phoenix_kit_orphaned_events_matched_idx ON "public".phoenix_kit_email_orphaned_events USING btree (matched);
CREATE INDEX phoenix_kit_orphaned_events_type_received_idx ON "public".phoenix_kit_email_orphaned_events USING btree (event_type, received_at);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_email_send_profiles" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "name" character varying(255) NOT NULL,
  "integration_uuid" uuid NOT NULL,
  "provider_kind" character varying(40) NOT NULL,
  "from_name" character varying(255),
  "from_email" character varying(255),
  "reply_to" character varying(255),
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
ALTER TABLE "public"."phoenix_kit_email_send_profiles" ADD CONSTRAINT "phoenix_kit_email_send_profiles_pkey" PRIMARY KEY (uuid);
CREATE UNIQUE INDEX idx_email_send_profiles_default ON "public".phoenix_kit_email_send_profiles USING btree (is_default) WHERE is_default = true;
CREATE INDEX idx_email_send_profiles_integration ON "public".phoenix_kit_email_send_profiles USING btree (integration_uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_email_templates" (
  "name" character varying(255) NOT NULL,
  "slug" character varying(255) NOT NULL,
  "display_name" jsonb NOT NULL,
  "description" jsonb,
  "subject" jsonb NOT NULL,
  "html_body" jsonb NOT NULL,
  "text_body" jsonb NOT NULL,
  "category" character varying(255) DEFAULT 'transactional'::character varying NOT NULL,
  "status" character varying(255) DEFAULT 'draft'::character varying NOT NULL,
  "variables" jsonb DEFAULT '{}'::jsonb,
  "metadata" jsonb DEFAULT '{}'::jsonb,
  "usage_count" integer DEFAULT 0 NOT NULL,
  "last_used_at" timestamp with time zone,
  "version" integer DEFAULT 1 NOT NULL,
  "is_system" boolean DEFAULT false NOT NULL,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "created_by_user_uuid" uuid,
  "updated_by_user_uuid" uuid
);
ALTER TABLE "public"."phoenix_kit_email_templates" ADD CONSTRAINT "phoenix_kit_email_templates_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_email_templates_category_index ON "public".phoenix_kit_email_templates USING btree (category);
CREATE INDEX phoenix_kit_email_templates_category_status_index ON "public".phoenix_kit_email_templates USING btree (category, status);
CREATE INDEX phoenix_kit_email_templates_created_by_user_uuid_idx ON "public".phoenix_kit_email_templates USING btree (created_by_user_uuid);
CREATE INDEX phoenix_kit_email_templates_inserted_at_index ON "public".phoenix_kit_email_templates USING btree (inserted_at);
CREATE INDEX phoenix_kit_email_templates_is_system_index ON "public".phoenix_kit_email_templates USING btree (is_system);
CREATE INDEX phoenix_kit_email_templates_last_used_at_index ON "public".phoenix_kit_email_templates USING btree (last_used_at);
CREATE UNIQUE INDEX phoenix_kit_email_templates_name_index ON "public".phoenix_kit_email_templates USING btree (name);
CREATE UNIQUE INDEX phoenix_kit_email_templates_slug_index ON "public".phoenix_kit_email_templates USING btree (slug);
CREATE INDEX phoenix_kit_email_templates_status_index ON "public".phoenix_kit_email_templates USING btree (status);
CREATE INDEX phoenix_kit_email_templates_status_is_system_index ON "public".phoenix_kit_email_templates USING btree (status, is_system);
CREATE INDEX phoenix_kit_email_templates_updated_by_user_uuid_idx ON "public".phoenix_kit_email_templates USING btree (updated_by_user_uuid);
CREATE INDEX phoenix_kit_email_templates_usage_count_index ON "public".phoenix_kit_email_templates USING btree (usage_count);
CREATE UNIQUE INDEX phoenix_kit_email_templates_uuid_idx ON "public".phoenix_kit_email_templates USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_entities" (
  "name" character varying(255) NOT NULL,
  "display_name" character varying(255) NOT NULL,
  "display_name_plural" character varying(255),
  "description" text,
  "icon" character varying(255),
  "status" character varying(255) DEFAULT 'draft'::character varying NOT NULL,
  "fields_definition" jsonb DEFAULT '[]'::jsonb NOT NULL,
  "settings" jsonb,
  "date_created" timestamp with time zone DEFAULT now() NOT NULL,
  "date_updated" timestamp with time zone DEFAULT now() NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "created_by_uuid" uuid NOT NULL,
  "position" integer DEFAULT 0
);
COMMENT ON COLUMN "public"."phoenix_kit_entities"."display_name_plural" IS 'How the interface calls several of them, e.g. "Products" beside "Product"';
COMMENT ON COLUMN "public"."phoenix_kit_entities"."fields_definition" IS 'JSON array with one object a field (key, type, label, rules), in the order of the form';
COMMENT ON COLUMN "public"."phoenix_kit_entities"."settings" IS 'Options of this content type as a JSON object';
ALTER TABLE "public"."phoenix_kit_entities" ADD CONSTRAINT "phoenix_kit_entities_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_entities_created_by_uuid_idx ON "public".phoenix_kit_entities USING btree (created_by_uuid);
CREATE UNIQUE INDEX phoenix_kit_entities_name_uidx ON "public".phoenix_kit_entities USING btree (name);
CREATE INDEX phoenix_kit_entities_status_idx ON "public".phoenix_kit_entities USING btree (status);
CREATE UNIQUE INDEX phoenix_kit_entities_uuid_idx ON "public".phoenix_kit_entities USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_entity_data" (
  "title" character varying(255) NOT NULL,
  "slug" character varying(255),
  "status" character varying(255) DEFAULT 'draft'::character varying NOT NULL,
  "data" jsonb DEFAULT '{}'::jsonb NOT NULL,
  "metadata" jsonb,
  "date_created" timestamp with time zone DEFAULT now() NOT NULL,
  "date_updated" timestamp with time zone DEFAULT now() NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "created_by_uuid" uuid,
  "entity_uuid" uuid NOT NULL,
  "position" integer,
  "parent_uuid" uuid
);
COMMENT ON COLUMN "public"."phoenix_kit_entity_data"."data" IS 'The values of the record, by the keys of its entity''s fields_definition';
COMMENT ON COLUMN "public"."phoenix_kit_entity_data"."metadata" IS 'Facts about the record that are no field of it, such as tags or where it came from';
ALTER TABLE "public"."phoenix_kit_entity_data" ADD CONSTRAINT "phoenix_kit_entity_data_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_entity_data_created_by_uuid_idx ON "public".phoenix_kit_entity_data USING btree (created_by_uuid);
CREATE INDEX phoenix_kit_entity_data_entity_position_idx ON "public".phoenix_kit_entity_data USING btree (entity_uuid, "position");
CREATE INDEX phoenix_kit_entity_data_entity_uuid_idx ON "public".phoenix_kit_entity_data USING btree (entity_uuid);
CREATE INDEX phoenix_kit_entity_data_parent_index ON "public".phoenix_kit_entity_data USING btree (parent_uuid);
CREATE INDEX phoenix_kit_entity_data_slug_idx ON "public".phoenix_kit_entity_data USING btree (slug);
CREATE INDEX phoenix_kit_entity_data_status_idx ON "public".phoenix_kit_entity_data USING btree (status);
CREATE INDEX phoenix_kit_entity_data_title_idx ON "public".phoenix_kit_entity_data USING btree (title);
CREATE UNIQUE INDEX phoenix_kit_entity_data_uuid_idx ON "public".phoenix_kit_entity_data USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_file_instances" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "variant_name" character varying(255) NOT NULL,
  "file_name" character varying(255) NOT NULL,
  "mime_type" character varying(255) NOT NULL,
  "ext" character varying(255) NOT NULL,
  "checksum" character varying(255) NOT NULL,
  "size" bigint NOT NULL,
  "width" integer,
  "height" integer,
  "processing_status" character varying(255) DEFAULT 'pending'::character varying NOT NULL,
  "file_uuid" uuid NOT NULL,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL
);
COMMENT ON TABLE "public"."phoenix_kit_file_instances" IS 'The forms that a file is kept in: the original and what was made of it (thumbnails, sizes, video qualities)';
ALTER TABLE "public"."phoenix_kit_file_instances" ADD CONSTRAINT "phoenix_kit_file_instances_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_file_instances_file_id_index ON "public".phoenix_kit_file_instances USING btree (file_uuid);
CREATE UNIQUE INDEX phoenix_kit_file_instances_file_uuid_variant_name_index ON "public".phoenix_kit_file_instances USING btree (file_uuid, variant_name);
CREATE INDEX phoenix_kit_file_instances_processing_status_index ON "public".phoenix_kit_file_instances USING btree (processing_status);
CREATE INDEX phoenix_kit_file_instances_variant_name_index ON "public".phoenix_kit_file_instances USING btree (variant_name);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_file_locations" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "path" character varying(255) NOT NULL,
  "status" character varying(255) DEFAULT 'active'::character varying NOT NULL,
  "priority" integer DEFAULT 0 NOT NULL,
  "last_verified_at" timestamp with time zone,
  "file_instance_uuid" uuid NOT NULL,
  "bucket_uuid" uuid NOT NULL,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL
);
COMMENT ON TABLE "public"."phoenix_kit_file_locations" IS 'Where each form of a file lies: one row a copy in a bucket';
ALTER TABLE "public"."phoenix_kit_file_locations" ADD CONSTRAINT "phoenix_kit_file_locations_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_file_locations_bucket_id_index ON "public".phoenix_kit_file_locations USING btree (bucket_uuid);
CREATE INDEX phoenix_kit_file_locations_file_instance_id_index ON "public".phoenix_kit_file_locations USING btree (file_instance_uuid);
CREATE INDEX phoenix_kit_file_locations_status_index ON "public".phoenix_kit_file_locations USING btree (status);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_files" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "original_file_name" character varying(255) NOT NULL,
  "file_name" character varying(255) NOT NULL,
  "file_path" character varying(255),
  "mime_type" character varying(255) NOT NULL,
  "file_type" character varying(255) NOT NULL,
  "ext" character varying(255) NOT NULL,
  "file_checksum" character varying(255) NOT NULL,
  "size" bigint NOT NULL,
  "width" integer,
  "height" integer,
  "duration" integer,
  "status" character varying(255) DEFAULT 'processing'::character varying NOT NULL,
  "metadata" jsonb,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "user_file_checksum" character varying(255) NOT NULL,
  "user_uuid" uuid,
  "folder_uuid" uuid,
  "trashed_at" timestamp with time zone,
  "system_managed" boolean DEFAULT false NOT NULL,
  "parent_file_uuid" uuid
);
COMMENT ON TABLE "public"."phoenix_kit_files" IS 'Files as they were uploaded, one row each';
ALTER TABLE "public"."phoenix_kit_files" ADD CONSTRAINT "phoenix_kit_files_pkey" PRIMARY KEY (uuid);
ALTER TABLE "public"."phoenix_kit_files" ADD CONSTRAINT "phoenix_kit_files_user_or_parent_check" CHECK (user_uuid IS NOT NULL OR parent_file_uuid IS NOT NULL);
CREATE INDEX phoenix_kit_files_file_path_index ON "public".phoenix_kit_files USING btree (file_path);
CREATE INDEX phoenix_kit_files_file_type_index ON "public".phoenix_kit_files USING btree (file_type);
CREATE INDEX phoenix_kit_files_folder_uuid_index ON "public".phoenix_kit_files USING btree (folder_uuid);
CREATE INDEX phoenix_kit_files_inserted_at_index ON "public".phoenix_kit_files USING btree (inserted_at);
CREATE INDEX phoenix_kit_files_parent_uuid_index ON "public".phoenix_kit_files USING btree (parent_file_uuid) WHERE parent_file_uuid IS NOT NULL;
CREATE INDEX phoenix_kit_files_status_index ON "public".phoenix_kit_files USING btree (status);
CREATE UNIQUE INDEX phoenix_kit_files_system_dedup_index ON "public".phoenix_kit_files USING btree (parent_file_uuid, file_name) WHERE system_managed = true;
CREATE INDEX phoenix_kit_files_system_managed_index ON "public".phoenix_kit_files USING btree (inserted_at DESC) WHERE system_managed = false;
CREATE INDEX phoenix_kit_files_trashed_at_index ON "public".phoenix_kit_files USING btree (trashed_at) WHERE trashed_at IS NOT NULL;
CREATE INDEX phoenix_kit_files_user_uuid_idx ON "public".phoenix_kit_files USING btree (user_uuid);
CREATE UNIQUE INDEX public_phoenix_kit_files_user_file_checksum_index ON "public".phoenix_kit_files USING btree (user_file_checksum);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_media_folder_links" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "folder_uuid" uuid NOT NULL,
  "file_uuid" uuid NOT NULL,
  "inserted_at" timestamp(0) without time zone DEFAULT now() NOT NULL
);
ALTER TABLE "public"."phoenix_kit_media_folder_links" ADD CONSTRAINT "phoenix_kit_media_folder_links_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_media_folder_links_file_uuid_index ON "public".phoenix_kit_media_folder_links USING btree (file_uuid);
CREATE UNIQUE INDEX phoenix_kit_media_folder_links_folder_uuid_file_uuid_index ON "public".phoenix_kit_media_folder_links USING btree (folder_uuid, file_uuid);
CREATE INDEX phoenix_kit_media_folder_links_folder_uuid_index ON "public".phoenix_kit_media_folder_links USING btree (folder_uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_media_folders" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "name" character varying(255) NOT NULL,
  "color" character varying(20),
  "parent_uuid" uuid,
  "user_uuid" uuid,
  "inserted_at" timestamp(0) without time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp(0) without time zone DEFAULT now() NOT NULL,
  "trashed_at" timestamp with time zone,
  "description" text,
  "cover_file_uuid" uuid,
  "logo_file_uuid" uuid,
  "header_size" text DEFAULT 'small'::text NOT NULL,
  "header_show_title" boolean DEFAULT true NOT NULL,
  "header_show_icon" boolean DEFAULT true NOT NULL,
  "header_show_creator" boolean DEFAULT true NOT NULL,
  "header_show_date" boolean DEFAULT true NOT NULL,
  "header_show_file_count" boolean DEFAULT true NOT NULL,
  "header_show_description" boolean DEFAULT true NOT NULL,
  "header_show_background" boolean DEFAULT true NOT NULL
);
ALTER TABLE "public"."phoenix_kit_media_folders" ADD CONSTRAINT "phoenix_kit_media_folders_pkey" PRIMARY KEY (uuid);
CREATE UNIQUE INDEX phoenix_kit_media_folders_name_parent_idx ON "public".phoenix_kit_media_folders USING btree (name, COALESCE(parent_uuid, '00000000-0000-0000-0000-000000000000'::uuid)) WHERE trashed_at IS NULL;
CREATE INDEX phoenix_kit_media_folders_parent_uuid_index ON "public".phoenix_kit_media_folders USING btree (parent_uuid);
CREATE INDEX phoenix_kit_media_folders_trashed_at_index ON "public".phoenix_kit_media_folders USING btree (trashed_at) WHERE trashed_at IS NOT NULL;
CREATE INDEX phoenix_kit_media_folders_user_uuid_index ON "public".phoenix_kit_media_folders USING btree (user_uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_mentions" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "source_type" text NOT NULL,
  "source_uuid" uuid NOT NULL,
  "source_field" text DEFAULT 'body'::text NOT NULL,
  "kind" text NOT NULL,
  "target_type" text NOT NULL,
  "target_uuid" uuid NOT NULL,
  "label" text,
  "actor_uuid" uuid,
  "notified_at" timestamp with time zone,
  "inserted_at" timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE "public"."phoenix_kit_mentions" ADD CONSTRAINT "phoenix_kit_mentions_kind_check" CHECK (kind = ANY (ARRAY['user'::text, 'resource'::text]));
ALTER TABLE "public"."phoenix_kit_mentions" ADD CONSTRAINT "phoenix_kit_mentions_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_mentions_pending_index ON "public".phoenix_kit_mentions USING btree (kind, notified_at) WHERE notified_at IS NULL;
CREATE INDEX phoenix_kit_mentions_source_index ON "public".phoenix_kit_mentions USING btree (source_type, source_uuid, source_field);
CREATE INDEX phoenix_kit_mentions_target_index ON "public".phoenix_kit_mentions USING btree (target_type, target_uuid);
CREATE UNIQUE INDEX phoenix_kit_mentions_unique_index ON "public".phoenix_kit_mentions USING btree (source_type, source_uuid, source_field, target_type, target_uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_notifications" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "activity_uuid" uuid,
  "recipient_uuid" uuid NOT NULL,
  "seen_at" timestamp with time zone,
  "dismissed_at" timestamp with time zone,
  "inserted_at" timestamp with time zone DEFAULT now() NOT NULL,
  "metadata" jsonb DEFAULT '{}'::jsonb NOT NULL
);
ALTER TABLE "public"."phoenix_kit_notifications" ADD CONSTRAINT "phoenix_kit_notifications_pkey" PRIMARY KEY (uuid);
CREATE UNIQUE INDEX phoenix_kit_notifications_activity_recipient_index ON "public".phoenix_kit_notifications USING btree (activity_uuid, recipient_uuid);
CREATE UNIQUE INDEX phoenix_kit_notifications_dedupe_unseen_idx ON "public".phoenix_kit_notifications USING btree (recipient_uuid, (metadata ->> 'dedupe_key'::text)) WHERE seen_at IS NULL AND dismissed_at IS NULL AND (metadata ->> 'dedupe_key'::text) IS NOT NULL;
CREATE INDEX phoenix_kit_notifications_recipient_inbox_index ON "public".phoenix_kit_notifications USING btree (recipient_uuid, inserted_at DESC) WHERE dismissed_at IS NULL;
CREATE INDEX phoenix_kit_notifications_recipient_unseen_first_idx ON "public".phoenix_kit_notifications USING btree (recipient_uuid, (seen_at IS NOT NULL), inserted_at DESC, uuid DESC) WHERE dismissed_at IS NULL;
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_organization_invitations" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "organization_uuid" uuid NOT NULL,
  "email" character varying(160) NOT NULL,
  "invited_by_uuid" uuid,
  "token" bytea NOT NULL,
  "status" character varying(20) DEFAULT 'pending'::character varying NOT NULL,
  "expires_at" timestamp with time zone NOT NULL,
  "accepted_at" timestamp with time zone,
  "inserted_at" timestamp with time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE "public"."phoenix_kit_organization_invitations" ADD CONSTRAINT "phoenix_kit_org_invitations_status_check" CHECK (status::text = ANY (ARRAY['pending'::character varying, 'accepted'::character varying, 'declined'::character varying, 'cancelled'::character varying]::text[]));
ALTER TABLE "public"."phoenix_kit_organization_invitations" ADD CONSTRAINT "phoenix_kit_organization_invitations_pkey" PRIMARY KEY (uuid);
CREATE UNIQUE INDEX phoenix_kit_org_invitations_pending_unique_idx ON "public".phoenix_kit_organization_invitations USING btree (organization_uuid, email) WHERE status::text = 'pending'::text;
CREATE INDEX phoenix_kit_organization_invitations_email_index ON "public".phoenix_kit_organization_invitations USING btree (email);
CREATE INDEX phoenix_kit_organization_invitations_organization_uuid_index ON "public".phoenix_kit_organization_invitations USING btree (organization_uuid);
CREATE INDEX phoenix_kit_organization_invitations_status_index ON "public".phoenix_kit_organization_invitations USING btree (status);
CREATE UNIQUE INDEX phoenix_kit_organization_invitations_token_index ON "public".phoenix_kit_organization_invitations USING btree (token);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_referral_code_usage" (
  "date_used" timestamp with time zone DEFAULT now() NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "used_by_uuid" uuid NOT NULL,
  "code_uuid" uuid NOT NULL
);
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ADD CONSTRAINT "phoenix_kit_referral_code_usage_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_referral_code_usage_code_uuid_idx ON "public".phoenix_kit_referral_code_usage USING btree (code_uuid);
CREATE INDEX phoenix_kit_referral_code_usage_date_used_idx ON "public".phoenix_kit_referral_code_usage USING btree (date_used);
CREATE INDEX phoenix_kit_referral_code_usage_used_by_uuid_idx ON "public".phoenix_kit_referral_code_usage USING btree (used_by_uuid);
CREATE UNIQUE INDEX phoenix_kit_referral_code_usage_uuid_idx ON "public".phoenix_kit_referral_code_usage USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_referral_codes" (
  "code" character varying(255) NOT NULL,
  "description" character varying(255) NOT NULL,
  "status" boolean DEFAULT true NOT NULL,
  "number_of_uses" integer DEFAULT 0 NOT NULL,
  "max_uses" integer NOT NULL,
  "date_created" timestamp with time zone DEFAULT now() NOT NULL,
  "expiration_date" timestamp with time zone,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "created_by_uuid" uuid NOT NULL,
  "beneficiary_uuid" uuid
);
ALTER TABLE "public"."phoenix_kit_referral_codes" ADD CONSTRAINT "phoenix_kit_referral_codes_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_referral_codes_beneficiary_uuid_idx ON "public".phoenix_kit_referral_codes USING btree (beneficiary_uuid);
CREATE UNIQUE INDEX phoenix_kit_referral_codes_code_uidx ON "public".phoenix_kit_referral_codes USING btree (code);
CREATE INDEX phoenix_kit_referral_codes_created_by_uuid_idx ON "public".phoenix_kit_referral_codes USING btree (created_by_uuid);
CREATE UNIQUE INDEX phoenix_kit_referral_codes_uuid_idx ON "public".phoenix_kit_referral_codes USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_role_permissions" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "module_key" character varying(120) NOT NULL,
  "inserted_at" timestamp with time zone DEFAULT now() NOT NULL,
  "granted_by_uuid" uuid,
  "role_uuid" uuid NOT NULL
);
ALTER TABLE "public"."phoenix_kit_role_permissions" ADD CONSTRAINT "phoenix_kit_role_permissions_pkey" PRIMARY KEY (uuid);
CREATE INDEX idx_role_permissions_module_key ON "public".phoenix_kit_role_permissions USING btree (module_key);
CREATE UNIQUE INDEX idx_role_permissions_uuid ON "public".phoenix_kit_role_permissions USING btree (uuid);
CREATE INDEX phoenix_kit_role_permissions_granted_by_uuid_idx ON "public".phoenix_kit_role_permissions USING btree (granted_by_uuid);
CREATE INDEX phoenix_kit_role_permissions_role_uuid_idx ON "public".phoenix_kit_role_permissions USING btree (role_uuid);
CREATE UNIQUE INDEX phoenix_kit_role_permissions_role_uuid_module_key_idx ON "public".phoenix_kit_role_permissions USING btree (role_uuid, module_key);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_scheduled_jobs" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "job_type" character varying(255) NOT NULL,
  "handler_module" character varying(255) NOT NULL,
  "resource_type" character varying(255) NOT NULL,
  "resource_uuid" uuid NOT NULL,
  "scheduled_at" timestamp with time zone NOT NULL,
  "executed_at" timestamp with time zone,
  "status" character varying(255) DEFAULT 'pending'::character varying NOT NULL,
  "attempts" integer DEFAULT 0 NOT NULL,
  "max_attempts" integer DEFAULT 3 NOT NULL,
  "last_error" text,
  "args" jsonb DEFAULT '{}'::jsonb NOT NULL,
  "priority" integer DEFAULT 0 NOT NULL,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "created_by_uuid" uuid
);
ALTER TABLE "public"."phoenix_kit_scheduled_jobs" ADD CONSTRAINT "phoenix_kit_scheduled_jobs_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_scheduled_jobs_created_by_uuid_idx ON "public".phoenix_kit_scheduled_jobs USING btree (created_by_uuid);
CREATE INDEX phoenix_kit_scheduled_jobs_job_type_idx ON "public".phoenix_kit_scheduled_jobs USING btree (job_type);
CREATE INDEX phoenix_kit_scheduled_jobs_priority_idx ON "public".phoenix_kit_scheduled_jobs USING btree (status, priority, scheduled_at);
CREATE INDEX phoenix_kit_scheduled_jobs_resource_idx ON "public".phoenix_kit_scheduled_jobs USING btree (resource_type, resource_uuid);
CREATE INDEX phoenix_kit_scheduled_jobs_status_scheduled_idx ON "public".phoenix_kit_scheduled_jobs USING btree (status, scheduled_at);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_settings" (
  "key" character varying(255) NOT NULL,
  "value" text,
  "date_added" timestamp with time zone DEFAULT now() NOT NULL,
  "date_updated" timestamp with time zone DEFAULT now() NOT NULL,
  "module" character varying(255),
  "value_json" jsonb,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL
);
COMMENT ON COLUMN "public"."phoenix_kit_settings"."value" IS 'The setting as plain text; may be NULL, for instance when value_json holds it';
COMMENT ON COLUMN "public"."phoenix_kit_settings"."value_json" IS 'The setting as JSON; where it is not NULL it counts, and value does not';
ALTER TABLE "public"."phoenix_kit_settings" ADD CONSTRAINT "phoenix_kit_settings_key_not_blank" CHECK (key::text ~ '[^[:space:]]'::text);
ALTER TABLE "public"."phoenix_kit_settings" ADD CONSTRAINT "phoenix_kit_settings_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_settings_key_prefix_idx ON "public".phoenix_kit_settings USING btree (key text_pattern_ops);
CREATE UNIQUE INDEX phoenix_kit_settings_key_uidx ON "public".phoenix_kit_settings USING btree (key);
CREATE UNIQUE INDEX phoenix_kit_settings_uuid_idx ON "public".phoenix_kit_settings USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_storage_dimensions" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "name" character varying(255) NOT NULL,
  "width" integer,
  "height" integer,
  "quality" integer DEFAULT 85 NOT NULL,
  "format" character varying(255),
  "applies_to" character varying(255) NOT NULL,
  "enabled" boolean DEFAULT true NOT NULL,
  "order" integer DEFAULT 0 NOT NULL,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "maintain_aspect_ratio" boolean DEFAULT true NOT NULL,
  "alternative_formats" text[] DEFAULT '{}'::text[] NOT NULL
);
COMMENT ON TABLE "public"."phoenix_kit_storage_dimensions" IS 'The sizes and qualities that are made of uploaded images and videos';
ALTER TABLE "public"."phoenix_kit_storage_dimensions" ADD CONSTRAINT "phoenix_kit_storage_dimensions_pkey" PRIMARY KEY (uuid);
CREATE INDEX phoenix_kit_storage_dimensions_enabled_index ON "public".phoenix_kit_storage_dimensions USING btree (enabled);
CREATE UNIQUE INDEX phoenix_kit_storage_dimensions_name_index ON "public".phoenix_kit_storage_dimensions USING btree (name);
CREATE INDEX phoenix_kit_storage_dimensions_order_index ON "public".phoenix_kit_storage_dimensions USING btree ("order");
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_user_known_devices" (
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "user_uuid" uuid NOT NULL,
  "ip_address" character varying(45) NOT NULL,
  "user_agent_hash" character varying(64) NOT NULL,
  "browser" character varying(100),
  "os" character varying(100),
  "first_seen_at" timestamp(0) without time zone DEFAULT now() NOT NULL,
  "last_seen_at" timestamp(0) without time zone DEFAULT now() NOT NULL,
  "location" character varying(255)
);
ALTER TABLE "public"."phoenix_kit_user_known_devices" ADD CONSTRAINT "phoenix_kit_user_known_devices_pkey" PRIMARY KEY (uuid);
CREATE UNIQUE INDEX phoenix_kit_known_devices_user_ip_ua_index ON "public".phoenix_kit_user_known_devices USING btree (user_uuid, ip_address, user_agent_hash);
CREATE INDEX phoenix_kit_user_known_devices_user_uuid_index ON "public".phoenix_kit_user_known_devices USING btree (user_uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_user_oauth_providers" (
  "provider" character varying(255) NOT NULL,
  "provider_uid" character varying(255) NOT NULL,
  "provider_email" character varying(255),
  "access_token" text,
  "refresh_token" text,
  "token_expires_at" timestamp with time zone,
  "raw_data" jsonb DEFAULT '{}'::jsonb,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "user_uuid" uuid NOT NULL
);
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ADD CONSTRAINT "phoenix_kit_user_oauth_providers_pkey" PRIMARY KEY (uuid);
CREATE UNIQUE INDEX phoenix_kit_oauth_providers_provider_uid_idx ON "public".phoenix_kit_user_oauth_providers USING btree (provider, provider_uid);
CREATE UNIQUE INDEX phoenix_kit_oauth_providers_user_uuid_provider_idx ON "public".phoenix_kit_user_oauth_providers USING btree (user_uuid, provider);
CREATE INDEX phoenix_kit_user_oauth_providers_provider_email_index ON "public".phoenix_kit_user_oauth_providers USING btree (provider_email);
CREATE INDEX phoenix_kit_user_oauth_providers_provider_index ON "public".phoenix_kit_user_oauth_providers USING btree (provider);
CREATE INDEX phoenix_kit_user_oauth_providers_user_uuid_idx ON "public".phoenix_kit_user_oauth_providers USING btree (user_uuid);
CREATE UNIQUE INDEX phoenix_kit_user_oauth_providers_uuid_idx ON "public".phoenix_kit_user_oauth_providers USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_user_role_assignments" (
  "inserted_at" timestamp with time zone NOT NULL,
  "assigned_at" timestamp with time zone DEFAULT now() NOT NULL,
  "is_active" boolean DEFAULT true NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "user_uuid" uuid NOT NULL,
  "assigned_by_uuid" uuid,
  "role_uuid" uuid NOT NULL
);
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD CONSTRAINT "phoenix_kit_user_role_assignments_pkey" PRIMARY KEY (uuid);
CREATE INDEX idx_user_role_assignments_role_active ON "public".phoenix_kit_user_role_assignments USING btree (role_uuid, is_active);
CREATE INDEX idx_user_role_assignments_user_active ON "public".phoenix_kit_user_role_assignments USING btree (user_uuid, is_active);
CREATE UNIQUE INDEX phoenix_kit_role_assignments_user_uuid_role_uuid_idx ON "public".phoenix_kit_user_role_assignments USING btree (user_uuid, role_uuid);
CREATE INDEX phoenix_kit_user_role_assignments_assigned_by_uuid_idx ON "public".phoenix_kit_user_role_assignments USING btree (assigned_by_uuid);
CREATE INDEX phoenix_kit_user_role_assignments_role_uuid_idx ON "public".phoenix_kit_user_role_assignments USING btree (role_uuid);
CREATE INDEX phoenix_kit_user_role_assignments_user_uuid_idx ON "public".phoenix_kit_user_role_assignments USING btree (user_uuid);
CREATE UNIQUE INDEX phoenix_kit_user_role_assignments_uuid_idx ON "public".phoenix_kit_user_role_assignments USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_user_roles" (
  "name" character varying(50) NOT NULL,
  "description" text,
  "is_system_role" boolean DEFAULT false NOT NULL,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL
);
ALTER TABLE "public"."phoenix_kit_user_roles" ADD CONSTRAINT "phoenix_kit_user_roles_pkey" PRIMARY KEY (uuid);
CREATE UNIQUE INDEX phoenix_kit_user_roles_name_index ON "public".phoenix_kit_user_roles USING btree (name);
CREATE UNIQUE INDEX phoenix_kit_user_roles_uuid_idx ON "public".phoenix_kit_user_roles USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_users" (
  "email" citext NOT NULL,
  "hashed_password" character varying(255) NOT NULL,
  "first_name" character varying(100),
  "last_name" character varying(100),
  "is_active" boolean DEFAULT true NOT NULL,
  "confirmed_at" timestamp with time zone,
  "inserted_at" timestamp with time zone NOT NULL,
  "updated_at" timestamp with time zone NOT NULL,
  "username" citext,
  "registration_ip" character varying(45),
  "registration_country" character varying(2),
  "registration_region" character varying(100),
  "registration_city" character varying(100),
  "user_timezone" character varying(3),
  "custom_fields" jsonb DEFAULT '{}'::jsonb,
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "account_type" character varying(20) DEFAULT 'person'::character varying NOT NULL,
  "organization_name" character varying(255),
  "organization_uuid" uuid
);
COMMENT ON COLUMN "public"."phoenix_kit_users"."custom_fields" IS 'Whatever the application wants to know of a user beyond the columns here, as a JSON object';
ALTER TABLE "public"."phoenix_kit_users" ADD CONSTRAINT "phoenix_kit_users_account_type_check" CHECK (account_type::text = ANY (ARRAY['person'::character varying, 'organization'::character varying]::text[]));
ALTER TABLE "public"."phoenix_kit_users" ADD CONSTRAINT "phoenix_kit_users_pkey" PRIMARY KEY (uuid);
CREATE INDEX idx_users_active ON "public".phoenix_kit_users USING btree (is_active);
CREATE INDEX phoenix_kit_users_account_type_index ON "public".phoenix_kit_users USING btree (account_type);
CREATE UNIQUE INDEX phoenix_kit_users_email_index ON "public".phoenix_kit_users USING btree (email);
CREATE INDEX phoenix_kit_users_organization_uuid_index ON "public".phoenix_kit_users USING btree (organization_uuid);
CREATE INDEX phoenix_kit_users_reg_city_date_idx ON "public".phoenix_kit_users USING btree (registration_city, inserted_at);
CREATE INDEX phoenix_kit_users_reg_country_date_idx ON "public".phoenix_kit_users USING btree (registration_country, inserted_at);
CREATE INDEX phoenix_kit_users_reg_geo_idx ON "public".phoenix_kit_users USING btree (registration_country, registration_region, registration_city);
CREATE INDEX phoenix_kit_users_reg_ip_date_idx ON "public".phoenix_kit_users USING btree (registration_ip, inserted_at);
CREATE INDEX phoenix_kit_users_reg_region_date_idx ON "public".phoenix_kit_users USING btree (registration_region, inserted_at);
CREATE UNIQUE INDEX phoenix_kit_users_username_uidx ON "public".phoenix_kit_users USING btree (username) WHERE username IS NOT NULL;
CREATE UNIQUE INDEX phoenix_kit_users_uuid_idx ON "public".phoenix_kit_users USING btree (uuid);
--> statement-breakpoint
CREATE TABLE "public"."phoenix_kit_users_tokens" (
  "token" bytea NOT NULL,
  "context" character varying(255) NOT NULL,
  "sent_to" character varying(255),
  "inserted_at" timestamp with time zone NOT NULL,
  "ip_address" character varying(255),
  "user_agent_hash" character varying(255),
  "uuid" uuid DEFAULT "public".uuid_generate_v7() NOT NULL,
  "user_uuid" uuid,
  "browser" character varying(100),
  "os" character varying(100)
);
ALTER TABLE "public"."phoenix_kit_users_tokens" ADD CONSTRAINT "phoenix_kit_users_tokens_pkey" PRIMARY KEY (uuid);
ALTER TABLE "public"."phoenix_kit_users_tokens" ADD CONSTRAINT "user_uuid_required_for_non_registration_tokens" CHECK (
CASE
    WHEN context::text = 'magic_link_registration'::text THEN true
    ELSE user_uuid IS NOT NULL
END);
CREATE UNIQUE INDEX phoenix_kit_users_tokens_context_token_index ON "public".phoenix_kit_users_tokens USING btree (context, token);
CREATE INDEX phoenix_kit_users_tokens_ip_address_index ON "public".phoenix_kit_users_tokens USING btree (ip_address);
CREATE INDEX phoenix_kit_users_tokens_token_ip_address_user_agent_hash_index ON "public".phoenix_kit_users_tokens USING btree (token, ip_address, user_agent_hash);
CREATE INDEX phoenix_kit_users_tokens_user_agent_hash_index ON "public".phoenix_kit_users_tokens USING btree (user_agent_hash);
CREATE INDEX phoenix_kit_users_tokens_user_uuid_idx ON "public".phoenix_kit_users_tokens USING btree (user_uuid);
CREATE UNIQUE INDEX phoenix_kit_users_tokens_uuid_idx ON "public".phoenix_kit_users_tokens USING btree (uuid);
--> statement-breakpoint
ALTER SEQUENCE "public"."oban_jobs_id_seq" OWNED BY "public".oban_jobs.id;
--> statement-breakpoint
-- foreign keys
ALTER TABLE "public"."phoenix_kit_access_requests" ADD CONSTRAINT "phoenix_kit_access_requests_decided_by_uuid_fkey" FOREIGN KEY (decided_by_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_access_requests" ADD CONSTRAINT "phoenix_kit_access_requests_requester_uuid_fkey" FOREIGN KEY (requester_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" ADD CONSTRAINT "fk_admin_notes_author_uuid" FOREIGN KEY (author_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_admin_notes" ADD CONSTRAINT "fk_admin_notes_user_uuid" FOREIGN KEY (user_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_annotations" ADD CONSTRAINT "phoenix_kit_annotations_creator_uuid_fkey" FOREIGN KEY (creator_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_annotations" ADD CONSTRAINT "phoenix_kit_annotations_file_uuid_fkey" FOREIGN KEY (file_uuid) REFERENCES "public".phoenix_kit_files(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" ADD CONSTRAINT "fk_email_events_email_log_uuid" FOREIGN KEY (email_log_uuid) REFERENCES "public".phoenix_kit_email_logs(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ADD CONSTRAINT "fk_entity_data_entity_uuid" FOREIGN KEY (entity_uuid) REFERENCES "public".phoenix_kit_entities(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ADD CONSTRAINT "phoenix_kit_entity_data_parent_uuid_fkey" FOREIGN KEY (parent_uuid) REFERENCES "public".phoenix_kit_entity_data(uuid);
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_file_instances" ADD CONSTRAINT "phoenix_kit_file_instances_file_id_fkey" FOREIGN KEY (file_uuid) REFERENCES "public".phoenix_kit_files(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_file_locations" ADD CONSTRAINT "phoenix_kit_file_locations_bucket_id_fkey" FOREIGN KEY (bucket_uuid) REFERENCES "public".phoenix_kit_buckets(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_file_locations" ADD CONSTRAINT "phoenix_kit_file_locations_file_instance_id_fkey" FOREIGN KEY (file_instance_uuid) REFERENCES "public".phoenix_kit_file_instances(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD CONSTRAINT "fk_files_user_uuid" FOREIGN KEY (user_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD CONSTRAINT "phoenix_kit_files_folder_uuid_fkey" FOREIGN KEY (folder_uuid) REFERENCES "public".phoenix_kit_media_folders(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ADD CONSTRAINT "phoenix_kit_files_parent_file_uuid_fkey" FOREIGN KEY (parent_file_uuid) REFERENCES "public".phoenix_kit_files(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folder_links" ADD CONSTRAINT "phoenix_kit_media_folder_links_file_uuid_fkey" FOREIGN KEY (file_uuid) REFERENCES "public".phoenix_kit_files(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folder_links" ADD CONSTRAINT "phoenix_kit_media_folder_links_folder_uuid_fkey" FOREIGN KEY (folder_uuid) REFERENCES "public".phoenix_kit_media_folders(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" ADD CONSTRAINT "phoenix_kit_media_folders_cover_file_uuid_fkey" FOREIGN KEY (cover_file_uuid) REFERENCES "public".phoenix_kit_files(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" ADD CONSTRAINT "phoenix_kit_media_folders_logo_file_uuid_fkey" FOREIGN KEY (logo_file_uuid) REFERENCES "public".phoenix_kit_files(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" ADD CONSTRAINT "phoenix_kit_media_folders_parent_uuid_fkey" FOREIGN KEY (parent_uuid) REFERENCES "public".phoenix_kit_media_folders(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_media_folders" ADD CONSTRAINT "phoenix_kit_media_folders_user_uuid_fkey" FOREIGN KEY (user_uuid) REFERENCES "public".phoenix_kit_users(uuid);
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_mentions" ADD CONSTRAINT "phoenix_kit_mentions_actor_uuid_fkey" FOREIGN KEY (actor_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_notifications" ADD CONSTRAINT "phoenix_kit_notifications_activity_uuid_fkey" FOREIGN KEY (activity_uuid) REFERENCES "public".phoenix_kit_activities(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_notifications" ADD CONSTRAINT "phoenix_kit_notifications_recipient_uuid_fkey" FOREIGN KEY (recipient_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_organization_invitations" ADD CONSTRAINT "phoenix_kit_organization_invitations_invited_by_uuid_fkey" FOREIGN KEY (invited_by_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_organization_invitations" ADD CONSTRAINT "phoenix_kit_organization_invitations_organization_uuid_fkey" FOREIGN KEY (organization_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ADD CONSTRAINT "fk_referral_code_usage_code_uuid" FOREIGN KEY (code_uuid) REFERENCES "public".phoenix_kit_referral_codes(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ADD CONSTRAINT "fk_role_permissions_granted_by_uuid" FOREIGN KEY (granted_by_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_role_permissions" ADD CONSTRAINT "fk_role_permissions_role_uuid" FOREIGN KEY (role_uuid) REFERENCES "public".phoenix_kit_user_roles(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_scheduled_jobs" ADD CONSTRAINT "fk_scheduled_jobs_created_by_uuid" FOREIGN KEY (created_by_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_known_devices" ADD CONSTRAINT "phoenix_kit_user_known_devices_user_uuid_fkey" FOREIGN KEY (user_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ADD CONSTRAINT "fk_user_oauth_providers_user_uuid" FOREIGN KEY (user_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD CONSTRAINT "fk_user_role_assignments_assigned_by_uuid" FOREIGN KEY (assigned_by_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD CONSTRAINT "fk_user_role_assignments_role_uuid" FOREIGN KEY (role_uuid) REFERENCES "public".phoenix_kit_user_roles(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_role_assignments" ADD CONSTRAINT "fk_user_role_assignments_user_uuid" FOREIGN KEY (user_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" ADD CONSTRAINT "phoenix_kit_users_organization_uuid_fkey" FOREIGN KEY (organization_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE SET NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ADD CONSTRAINT "fk_users_tokens_user_uuid" FOREIGN KEY (user_uuid) REFERENCES "public".phoenix_kit_users(uuid) ON DELETE CASCADE;
--> statement-breakpoint
-- rows
INSERT INTO "public"."phoenix_kit_buckets" ("name", "provider", "endpoint", "enabled", "priority", "inserted_at", "updated_at", "access_type") VALUES
  ('Local Storage', 'local', 'priv/media', true, 0, now(), now(), 'public');
--> statement-breakpoint
INSERT INTO "public"."phoenix_kit_email_templates" ("name", "slug", "display_name", "description", "subject", "html_body", "text_body", "category", "status", "variables", "metadata", "usage_count", "version", "is_system", "inserted_at", "updated_at") VALUES
  ('magic_link', 'magic-link', '{"en": "Magic Link Authentication"}', '{"en": "Signs a user in through a link, without a password."}', '{"en": "Your secure login link"}',  E'{"en": "<!DOCTYPE html>\\n<html lang=\\"en\\">\\n  <head>\\n    <meta charset=\\"utf-8\\">\\n    <meta name=\\"viewport\\" content=\\"width=device-width, initial-scale=1\\">\\n    <title>Your secure login link</title>\\n  </head>\\n  <body style=\\"margin: 0; padding: 24px; background-color: #f3f4f6; color: #1f2937; font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.5;\\">\\n    <div style=\\"max-width: 560px; margin: 0 auto; padding: 32px; background-color: #ffffff; border-radius: 8px;\\">\\n      <h1 style=\\"margin: 0 0 16px; font-size: 22px; line-height: 1.3;\\">Sign in</h1>\\n      <p style=\\"margin: 0 0 24px;\\">Here is the link that signs {{user_email}} in. It works once, and only for a short time.</p>\\n      <p style=\\"margin: 0 0 24px;\\">\\n        <a href=\\"{{magic_link_url}}\\" style=\\"display: inline-block; padding: 12px 24px; background-color: #1d4ed8; color: #ffffff; font-weight: bold; text-decoration: none; border-radius: 6px;\\">Sign in</a>\\n      </p>\\n      <p style=\\"margin: 0 0 24px; font-size: 14px;\\">\\n        If the button does not work, copy this address into your browser:<br>\\n        <a href=\\"{{magic_link_url}}\\" style=\\"color: #1d4ed8; word-break: break-all;\\">{{magic_link_url}}</a>\\n      </p>\\n      <p style=\\"margin: 0; color: #6b7280; font-size: 14px;\\">If you did not ask for this link, ignore this message: nobody gets into your account without it.</p>\\n    </div>\\n  </body>\\n</html>\\n"}',  E'{"en": "Sign in\\n\\nHere is the link that signs {{user_email}} in. It works once, and only for a short time.\\n\\nSign in:\\n{{magic_link_url}}\\n\\nIf you did not ask for this link, ignore this message: nobody gets into your account without it.\\n"}', 'system', 'active', '{"user_email": "Address of the user who signs in", "magic_link_url": "Link that signs the user in"}', '{}', 0, 1, true, now(), now()),
  ('register', 'register', '{"en": "Account Confirmation"}', '{"en": "Asks a new user to confirm the address of the account."}', '{"en": "Confirm your account"}',  E'{"en": "<!DOCTYPE html>\\n<html lang=\\"en\\">\\n  <head>\\n    <meta charset=\\"utf-8\\">\\n    <meta name=\\"viewport\\" content=\\"width=device-width, initial-scale=1\\">\\n    <title>Confirm your account</title>\\n  </head>\\n  <body style=\\"margin: 0; padding: 24px; background-color: #f3f4f6; color: #1f2937; font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.5;\\">\\n    <div style=\\"max-width: 560px; margin: 0 auto; padding: 32px; background-color: #ffffff; border-radius: 8px;\\">\\n      <h1 style=\\"margin: 0 0 16px; font-size: 22px; line-height: 1.3;\\">Welcome!</h1>\\n      <p style=\\"margin: 0 0 24px;\\">An account was made for {{user_email}}. Please confirm that this address is yours.</p>\\n      <p style=\\"margin: 0 0 24px;\\">\\n        <a href=\\"{{confirmation_url}}\\" style=\\"display: inline-block; padding: 12px 24px; background-color: #1d4ed8; color: #ffffff; font-weight: bold; text-decoration: none; border-radius: 6px;\\">Confirm my account</a>\\n      </p>\\n      <p style=\\"margin: 0 0 24px; font-size: 14px;\\">\\n        If the button does not work, copy this address into your browser:<br>\\n        <a href=\\"{{confirmation_url}}\\" style=\\"color: #1d4ed8; word-break: break-all;\\">{{confirmation_url}}</a>\\n      </p>\\n      <p style=\\"margin: 0; color: #6b7280; font-size: 14px;\\">If you did not sign up, ignore this message: the address stays unconfirmed.</p>\\n    </div>\\n  </body>\\n</html>\\n"}',  E'{"en": "Welcome!\\n\\nAn account was made for {{user_email}}. Please confirm that this address is yours.\\n\\nConfirm my account:\\n{{confirmation_url}}\\n\\nIf you did not sign up, ignore this message: the address stays unconfirmed.\\n"}', 'system', 'active', '{"user_email": "Address of the new account", "confirmation_url": "Link that confirms the account"}', '{}', 0, 1, true, now(), now()),
  ('reset_password', 'reset-password', '{"en": "Password Reset"}', '{"en": "Lets a user who forgot the password choose a new one."}', '{"en": "Reset your password"}',  E'{"en": "<!DOCTYPE html>\\n<html lang=\\"en\\">\\n  <head>\\n    <meta charset=\\"utf-8\\">\\n    <meta name=\\"viewport\\" content=\\"width=device-width, initial-scale=1\\">\\n    <title>Reset your password</title>\\n  </head>\\n  <body style=\\"margin: 0; padding: 24px; background-color: #f3f4f6; color: #1f2937; font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.5;\\">\\n    <div style=\\"max-width: 560px; margin: 0 auto; padding: 32px; background-color: #ffffff; border-radius: 8px;\\">\\n      <h1 style=\\"margin: 0 0 16px; font-size: 22px; line-height: 1.3;\\">Choose a new password</h1>\\n      <p style=\\"margin: 0 0 24px;\\">Somebody asked for a new password for {{user_email}}. If it was you, choose one here.</p>\\n      <p style=\\"margin: 0 0 24px;\\">\\n        <a href=\\"{{reset_url}}\\" style=\\"display: inline-block; padding: 12px 24px; background-color: #1d4ed8; color: #ffffff; font-weight: bold; text-decoration: none; border-radius: 6px;\\">Reset my password</a>\\n      </p>\\n      <p style=\\"margin: 0 0 24px; font-size: 14px;\\">\\n        If the button does not work, copy this address into your browser:<br>\\n        <a href=\\"{{reset_url}}\\" style=\\"color: #1d4ed8; word-break: break-all;\\">{{reset_url}}</a>\\n      </p>\\n      <p style=\\"margin: 0; color: #6b7280; font-size: 14px;\\">If you did not request this, ignore this message: your password stays as it is.</p>\\n    </div>\\n  </body>\\n</html>\\n"}',  E'{"en": "Choose a new password\\n\\nSomebody asked for a new password for {{user_email}}. If it was you, choose one here.\\n\\nReset my password:\\n{{reset_url}}\\n\\nIf you did not request this, ignore this message: your password stays as it is.\\n"}', 'system', 'active', '{"reset_url": "Link to the page where a new password is chosen", "user_email": "Address of the account"}', '{}', 0, 1, true, now(), now()),
  ('test_email', 'test-email', '{"en": "Test Email"}', '{"en": "Shows an administrator that messages are sent, delivered and tracked."}', '{"en": "Test Tracking Email - {{timestamp}}"}',  E'{"en": "<!DOCTYPE html>\\n<html lang=\\"en\\">\\n  <head>\\n    <meta charset=\\"utf-8\\">\\n    <meta name=\\"viewport\\" content=\\"width=device-width, initial-scale=1\\">\\n    <title>Test Tracking Email - {{timestamp}}</title>\\n  </head>\\n  <body style=\\"margin: 0; padding: 24px; background-color: #f3f4f6; color: #1f2937; font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.5;\\">\\n    <div style=\\"max-width: 560px; margin: 0 auto; padding: 32px; background-color: #ffffff; border-radius: 8px;\\">\\n      <h1 style=\\"margin: 0 0 16px; font-size: 22px; line-height: 1.3;\\">It works</h1>\\n      <p style=\\"margin: 0 0 24px;\\">This message was sent to {{recipient_email}} at {{timestamp}} to try out delivery and tracking. Follow the link, and the click should show in the statistics.</p>\\n      <p style=\\"margin: 0 0 24px;\\">\\n        <a href=\\"{{test_link_url}}\\" style=\\"display: inline-block; padding: 12px 24px; background-color: #1d4ed8; color: #ffffff; font-weight: bold; text-decoration: none; border-radius: 6px;\\">Try the link</a>\\n      </p>\\n      <p style=\\"margin: 0 0 24px; font-size: 14px;\\">\\n        If the button does not work, copy this address into your browser:<br>\\n        <a href=\\"{{test_link_url}}\\" style=\\"color: #1d4ed8; word-break: break-all;\\">{{test_link_url}}</a>\\n      </p>\\n      <p style=\\"margin: 0; color: #6b7280; font-size: 14px;\\">If you did not request this test, ignore this message: there is nothing that you need to do.</p>\\n    </div>\\n  </body>\\n</html>\\n"}',  E'{"en": "It works\\n\\nThis message was sent to {{recipient_email}} at {{timestamp}} to try out delivery and tracking. Follow the link, and the click should show in the statistics.\\n\\nTry the link:\\n{{test_link_url}}\\n\\nIf you did not request this test, ignore this message: there is nothing that you need to do.\\n"}', 'system', 'active', '{"timestamp": "When the test was sent", "test_link_url": "Link whose clicks are tracked", "recipient_email": "Address that the test goes to"}', '{}', 0, 1, true, now(), now()),
  ('update_email', 'update-email', '{"en": "Email Change Confirmation"}', '{"en": "Asks a user to confirm that the address of the account changes."}', '{"en": "Confirm your email change"}',  E'{"en": "<!DOCTYPE html>\\n<html lang=\\"en\\">\\n  <head>\\n    <meta charset=\\"utf-8\\">\\n    <meta name=\\"viewport\\" content=\\"width=device-width, initial-scale=1\\">\\n    <title>Confirm your email change</title>\\n  </head>\\n  <body style=\\"margin: 0; padding: 24px; background-color: #f3f4f6; color: #1f2937; font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.5;\\">\\n    <div style=\\"max-width: 560px; margin: 0 auto; padding: 32px; background-color: #ffffff; border-radius: 8px;\\">\\n      <h1 style=\\"margin: 0 0 16px; font-size: 22px; line-height: 1.3;\\">Confirm the change</h1>\\n      <p style=\\"margin: 0 0 24px;\\">The address of an account is about to change, as requested for {{user_email}}. The change takes effect once you confirm it.</p>\\n      <p style=\\"margin: 0 0 24px;\\">\\n        <a href=\\"{{update_url}}\\" style=\\"display: inline-block; padding: 12px 24px; background-color: #1d4ed8; color: #ffffff; font-weight: bold; text-decoration: none; border-radius: 6px;\\">Confirm the change</a>\\n      </p>\\n      <p style=\\"margin: 0 0 24px; font-size: 14px;\\">\\n        If the button does not work, copy this address into your browser:<br>\\n        <a href=\\"{{update_url}}\\" style=\\"color: #1d4ed8; word-break: break-all;\\">{{update_url}}</a>\\n      </p>\\n      <p style=\\"margin: 0; color: #6b7280; font-size: 14px;\\">If you did not request this, ignore this message: the address stays as it is.</p>\\n    </div>\\n  </body>\\n</html>\\n"}',  E'{"en": "Confirm the change\\n\\nThe address of an account is about to change, as requested for {{user_email}}. The change takes effect once you confirm it.\\n\\nConfirm the change:\\n{{update_url}}\\n\\nIf you did not request this, ignore this message: the address stays as it is.\\n"}', 'system', 'active', '{"update_url": "Link that confirms the change of address", "user_email": "Address of the user"}', '{}', 0, 1, true, now(), now());
--> statement-breakpoint
INSERT INTO "public"."phoenix_kit_settings" ("key", "value", "date_added", "date_updated", "module") VALUES
  ('date_format', 'Y-m-d', now(), now(), 'system'),
  ('entities_allow_relations', 'true', now(), now(), 'entities'),
  ('entities_enabled', 'false', now(), now(), 'entities'),
  ('entities_file_upload', 'false', now(), now(), 'entities'),
  ('entities_max_per_user', '100', now(), now(), 'entities'),
  ('storage_auto_generate_variants', 'true', now(), now(), NULL),
  ('storage_default_bucket_uuid', NULL, now(), now(), NULL),
  ('storage_redundancy_copies', '1', now(), now(), NULL),
  ('time_format', 'H:i', now(), now(), 'system'),
  ('time_zone', '0', now(), now(), 'system');
--> statement-breakpoint
INSERT INTO "public"."phoenix_kit_storage_dimensions" ("name", "width", "height", "quality", "format", "applies_to", "enabled", "order", "inserted_at", "updated_at", "maintain_aspect_ratio", "alternative_formats") VALUES
  ('1080p', 1920, 1080, 28, 'mp4', 'video', true, 7, now(), now(), true, '{}'),
  ('360p', 640, 360, 28, 'mp4', 'video', true, 5, now(), now(), true, '{}'),
  ('720p', 1280, 720, 28, 'mp4', 'video', true, 6, now(), now(), true, '{}'),
  ('large', 1920, 1080, 85, 'jpg', 'image', true, 4, now(), now(), true, '{}'),
  ('medium', 800, 600, 85, 'jpg', 'image', true, 3, now(), now(), true, '{}'),
  ('small', 300, 300, 85, 'jpg', 'image', true, 2, now(), now(), true, '{}'),
  ('thumbnail', 150, 150, 85, 'jpg', 'image', true, 1, now(), now(), true, '{}'),
  ('video_thumbnail', 640, 360, 85, 'jpg', 'video', true, 8, now(), now(), true, '{}');
--> statement-breakpoint
INSERT INTO "public"."phoenix_kit_user_roles" ("name", "description", "is_system_role", "inserted_at", "updated_at") VALUES
  ('Admin', 'Manages users, content and settings', true, now(), now()),
  ('Owner', 'May do everything, and is the only one who can make another Owner', true, now(), now()),
  ('User', 'What everybody is who has an account', true, now(), now());
--> statement-breakpoint
INSERT INTO "public"."phoenix_kit_role_permissions" ("role_uuid", "module_key", "inserted_at")
SELECT "uuid", unnest(ARRAY['ai', 'billing', 'connections', 'crawlers', 'dashboard', 'db', 'emails', 'entities', 'jobs', 'languages', 'legal', 'maintenance', 'media', 'modules', 'posts', 'publishing', 'referrals', 'seo', 'settings', 'shop', 'sitemap', 'storage', 'sync', 'tickets', 'users']), now()
FROM ONLY "public"."phoenix_kit_user_roles" WHERE "name" = 'Admin';
--> statement-breakpoint
-- written
DO $phoenix_kit$
DECLARE
  written record;
  missing bigint;
BEGIN
  FOR written IN SELECT * FROM (VALUES
    ('phoenix_kit_buckets', '"public".phoenix_kit_buckets', $query$SELECT 1 - count(*) FROM ONLY "public".phoenix_kit_buckets$query$),
    ('phoenix_kit_email_templates', '"public".phoenix_kit_email_templates', $query$SELECT 5 - count(*) FROM ONLY "public".phoenix_kit_email_templates$query$),
    ('phoenix_kit_settings', '"public".phoenix_kit_settings', $query$SELECT 10 - count(*) FROM ONLY "public".phoenix_kit_settings$query$),
    ('phoenix_kit_storage_dimensions', '"public".phoenix_kit_storage_dimensions', $query$SELECT 8 - count(*) FROM ONLY "public".phoenix_kit_storage_dimensions$query$),
    ('phoenix_kit_user_roles', '"public".phoenix_kit_user_roles', $query$SELECT 3 - count(*) FROM ONLY "public".phoenix_kit_user_roles$query$),
    ('phoenix_kit_role_permissions', '"public".phoenix_kit_role_permissions', $query$SELECT 25 - count(*) FROM ONLY "public".phoenix_kit_role_permissions$query$)
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
        MESSAGE = format('the composed install cannot finish: %s row(s) of %s are not as it wrote them', missing, written.name),
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
-- triggers
DO $do$
DECLARE
  distributed boolean := false;
BEGIN
  -- Citus takes no trigger on a table of a distributed schema.
  IF to_regclass('pg_catalog.pg_dist_schema') IS NOT NULL THEN
    EXECUTE 'SELECT EXISTS (SELECT FROM pg_catalog.pg_dist_schema WHERE schemaid = $1)'
    INTO distributed
    USING (SELECT relnamespace FROM pg_class WHERE oid = '"public".phoenix_kit_user_roles'::regclass);
  END IF;

  IF distributed THEN
    RETURN;
  END IF;

  CREATE FUNCTION "public".phoenix_kit_protect_system_roles() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path TO pg_catalog, pg_temp
  AS $function$
  DECLARE
    forbidden text := CASE
      WHEN TG_OP = 'DELETE' THEN 'deleted'
      WHEN NEW.name IS DISTINCT FROM OLD.name THEN 'renamed'
      WHEN NEW.is_system_role IS DISTINCT FROM true THEN 'turned into an ordinary role'
    END;
  BEGIN
    IF forbidden IS NOT NULL THEN
      RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('system role "%s" cannot be %s', OLD.name, forbidden),
        HINT = 'Leave the system role as it is and add a role of your own beside it.',
        SCHEMA = TG_TABLE_SCHEMA,
        TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
  END
  $function$;

  CREATE TRIGGER phoenix_kit_protect_system_roles
  BEFORE UPDATE OR DELETE ON "public".phoenix_kit_user_roles
  FOR EACH ROW WHEN (OLD.is_system_role)
  EXECUTE FUNCTION "public".phoenix_kit_protect_system_roles();
END
$do$;
--> statement-breakpoint
-- marker
INSERT INTO "public".phoenix_kit (id, version) VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 8), (9, 9), (10, 10), (11, 11), (12, 12), (13, 13), (14, 14), (15, 15), (16, 16), (17, 17), (18, 18), (19, 19), (20, 20), (21, 21), (22, 22), (23, 23), (24, 24), (25, 25), (26, 26), (27, 27), (28, 28), (30, 30), (39, 39), (40, 40), (42, 42), (50, 50), (53, 53), (56, 56), (57, 57), (58, 58), (60, 60), (61, 61), (62, 62), (63, 63), (64, 64), (67, 67), (70, 70), (72, 72), (73, 73), (74, 74), (75, 75), (76, 76), (80, 80), (81, 81), (90, 90), (92, 92), (93, 93), (95, 95), (98, 98), (99, 99), (104, 104), (108, 108), (111, 111), (113, 113), (115, 115), (116, 116), (118, 118), (119, 119), (121, 121), (124, 124), (126, 126), (130, 130), (132, 132), (134, 134), (137, 137), (142, 142), (143, 143), (147, 147), (150, 150), (152, 152), (153, 153), (157, 157), (160, 160), (161, 161), (165, 165), (169, 169), (170, 170), (172, 172), (174, 174), (175, 175), (180, 180);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (SELECT count(*) FROM ONLY "public".phoenix_kit) < 88 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the rows of all versions',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '180';
