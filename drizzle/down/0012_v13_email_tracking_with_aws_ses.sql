-- V13's way back: Email tracking with AWS SES. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: values of phoenix_kit_email_events.reject_reason :: SELECT count(*) FROM "public"."phoenix_kit_email_events" WHERE "reject_reason" IS NOT NULL
-- loses: values of phoenix_kit_email_events.delay_type :: SELECT count(*) FROM "public"."phoenix_kit_email_events" WHERE "delay_type" IS NOT NULL
-- loses: values of phoenix_kit_email_events.subscription_type :: SELECT count(*) FROM "public"."phoenix_kit_email_events" WHERE "subscription_type" IS NOT NULL
-- loses: values of phoenix_kit_email_events.failure_reason :: SELECT count(*) FROM "public"."phoenix_kit_email_events" WHERE "failure_reason" IS NOT NULL
-- loses: values of phoenix_kit_email_logs.aws_message_id :: SELECT count(*) FROM "public"."phoenix_kit_email_logs" WHERE "aws_message_id" IS NOT NULL
-- loses: values of phoenix_kit_email_logs.bounced_at :: SELECT count(*) FROM "public"."phoenix_kit_email_logs" WHERE "bounced_at" IS NOT NULL
-- loses: values of phoenix_kit_email_logs.complained_at :: SELECT count(*) FROM "public"."phoenix_kit_email_logs" WHERE "complained_at" IS NOT NULL
-- loses: values of phoenix_kit_email_logs.opened_at :: SELECT count(*) FROM "public"."phoenix_kit_email_logs" WHERE "opened_at" IS NOT NULL
-- loses: values of phoenix_kit_email_logs.clicked_at :: SELECT count(*) FROM "public"."phoenix_kit_email_logs" WHERE "clicked_at" IS NOT NULL
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(13)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V13''s way back needs version 13, the marker says ' ||
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
DROP INDEX "public"."phoenix_kit_email_logs_aws_message_id_index";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" DROP COLUMN "reject_reason";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" DROP COLUMN "delay_type";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" DROP COLUMN "subscription_type";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_events" DROP COLUMN "failure_reason";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "aws_message_id";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "bounced_at";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "complained_at";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "opened_at";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "clicked_at";
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 12;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '12';
