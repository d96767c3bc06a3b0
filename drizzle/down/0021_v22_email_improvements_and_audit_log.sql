-- V22's way back: Email improvements and audit log. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: rows of phoenix_kit_audit_logs :: SELECT count(*) FROM "public"."phoenix_kit_audit_logs"
-- loses: rows of phoenix_kit_email_metrics :: SELECT count(*) FROM "public"."phoenix_kit_email_metrics"
-- loses: rows of phoenix_kit_email_orphaned_events :: SELECT count(*) FROM "public"."phoenix_kit_email_orphaned_events"
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(22)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V22''s way back needs version 22, the marker says ' ||
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
  "public"."phoenix_kit_audit_logs",
  "public"."phoenix_kit_email_events",
  "public"."phoenix_kit_email_metrics",
  "public"."phoenix_kit_email_orphaned_events"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_audit_logs" DISABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_metrics" DISABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_orphaned_events" DISABLE ROW LEVEL SECURITY;
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_events_log_type_idx";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_email_logs_aws_message_id_uidx";
--> statement-breakpoint
DROP TABLE "public"."phoenix_kit_audit_logs", "public"."phoenix_kit_email_metrics", "public"."phoenix_kit_email_orphaned_events";
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 21;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '21';
