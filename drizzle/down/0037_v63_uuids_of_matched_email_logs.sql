-- V63's way back: UUIDs of matched email logs. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: references of phoenix_kit_email_orphaned_events.matched_email_log_uuid to email logs that do not exist :: SELECT count(*) FROM "public".phoenix_kit_email_orphaned_events AS child WHERE child.matched_email_log_uuid IS NOT NULL AND NOT EXISTS (SELECT FROM "public".phoenix_kit_email_logs AS parent WHERE parent.uuid = child.matched_email_log_uuid)
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(63)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V63''s way back needs version 63, the marker says ' ||
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
  "public"."phoenix_kit_email_logs"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_email_orphaned_events"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v63.down.before.sql
UPDATE "public".phoenix_kit_email_orphaned_events AS event
SET matched_email_log_id = log.id
FROM "public".phoenix_kit_email_logs AS log
WHERE log.uuid = event.matched_email_log_uuid AND event.matched_email_log_id IS NULL;
--> statement-breakpoint
-- drizzle-kit
DROP INDEX "public"."phoenix_kit_email_orphaned_events_matched_log_uuid_idx";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_orphaned_events" DROP COLUMN "matched_email_log_uuid";
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 62;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '62';
