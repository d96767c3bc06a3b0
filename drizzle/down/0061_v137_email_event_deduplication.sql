-- V137's way back: Email event deduplication. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(137)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V137''s way back needs version 137, the marker says ' ||
        coalesce(pg_catalog.quote_literal(pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class')), 'nothing'),
      HINT = 'Another runner may have moved the schema; look with phoenix-kit status.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
SELECT
  pg_catalog.set_config('TimeZone', 'UTC', true),
  pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'pg_catalog', (
    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(n.nspname), ', ')
    FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname IN ('citext', 'pg_trgm')
  ), 'pg_temp'), true);
--> statement-breakpoint
-- locks
LOCK TABLE
  "public"."phoenix_kit_email_logs",
  "public"."phoenix_kit_email_events"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
DROP INDEX "public"."phoenix_kit_email_events_log_uuid_event_type_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_events_log_uuid_type_occurred_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_logs_to_trgm_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_logs_subject_trgm_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_logs_campaign_id_trgm_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_logs_template_opened_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_logs_template_clicked_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_logs_compress_scan_index";
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 136;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '136';
