-- V19's way back: Storage tables, part 1. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: rows of phoenix_kit_buckets :: SELECT count(*) FROM "public"."phoenix_kit_buckets"
-- loses: values of phoenix_kit_email_logs.queued_at :: SELECT count(*) FROM "public"."phoenix_kit_email_logs" WHERE "queued_at" IS NOT NULL
-- loses: values of phoenix_kit_email_logs.rejected_at :: SELECT count(*) FROM "public"."phoenix_kit_email_logs" WHERE "rejected_at" IS NOT NULL
-- loses: values of phoenix_kit_email_logs.failed_at :: SELECT count(*) FROM "public"."phoenix_kit_email_logs" WHERE "failed_at" IS NOT NULL
-- loses: values of phoenix_kit_email_logs.delayed_at :: SELECT count(*) FROM "public"."phoenix_kit_email_logs" WHERE "delayed_at" IS NOT NULL
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(19)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V19''s way back needs version 19, the marker says ' ||
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
  "public"."phoenix_kit_buckets"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "queued_at";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "rejected_at";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "failed_at";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "delayed_at";
--> statement-breakpoint
DROP TABLE "public"."phoenix_kit_buckets";
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 18;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '18';
