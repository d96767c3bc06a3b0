-- V27's way back: Oban background jobs. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: rows of oban_jobs :: SELECT CASE WHEN obj_description(to_regtype('"public".oban_job_state'), 'pg_type') IS DISTINCT FROM 'Made by V27 of phoenix_kit, together with oban_jobs and oban_peers' THEN 0 ELSE (SELECT count(*) FROM "public"."oban_jobs") END
-- loses: rows of oban_peers :: SELECT CASE WHEN obj_description(to_regtype('"public".oban_job_state'), 'pg_type') IS DISTINCT FROM 'Made by V27 of phoenix_kit, together with oban_jobs and oban_peers' THEN 0 ELSE (SELECT count(*) FROM "public"."oban_peers") END
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(27)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V27''s way back needs version 27, the marker says ' ||
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
DO $phoenix_kit$
BEGIN
  IF obj_description(to_regtype('"public".oban_job_state'), 'pg_type') IS DISTINCT FROM 'Made by V27 of phoenix_kit, together with oban_jobs and oban_peers' THEN
    RETURN;
  END IF;
  LOCK TABLE
    "public"."oban_jobs",
    "public"."oban_peers"
  IN ACCESS EXCLUSIVE MODE;
END
$phoenix_kit$;
--> statement-breakpoint
-- drizzle-kit
DO $phoenix_kit$
BEGIN
  IF obj_description(to_regtype('"public".oban_job_state'), 'pg_type') IS DISTINCT FROM 'Made by V27 of phoenix_kit, together with oban_jobs and oban_peers' THEN
    RETURN;
  END IF;
  DROP TABLE "public"."oban_jobs", "public"."oban_peers";
  DROP TYPE "public"."oban_job_state";
END
$phoenix_kit$;
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 26;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '26';
