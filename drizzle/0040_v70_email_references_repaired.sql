-- V70: Email references repaired. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(67|68|69)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V70 needs version 67 or 68 or 69, the marker says ' ||
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
  "public"."phoenix_kit_email_orphaned_events"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v70.before.sql
-- An event that was matched to a log which is gone, or by id alone, is joined anew; else it is matched to none.
UPDATE "public".phoenix_kit_email_orphaned_events AS event
SET matched_email_log_uuid = (
  SELECT log.uuid FROM "public".phoenix_kit_email_logs AS log WHERE log.id = event.matched_email_log_id
)
WHERE num_nonnulls(event.matched_email_log_id, event.matched_email_log_uuid) > 0
  AND NOT EXISTS (
    SELECT FROM "public".phoenix_kit_email_logs AS log WHERE log.uuid = event.matched_email_log_uuid
  );
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 70 OR version = 70;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (70, 70);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '70';
