-- V16's way back: OAuth providers and magic links. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: rows of phoenix_kit_user_oauth_providers :: SELECT count(*) FROM "public"."phoenix_kit_user_oauth_providers"
-- loses: registration links that are still open (tokens of people who have no account yet) :: SELECT count(*) FROM "public".phoenix_kit_users_tokens WHERE user_id IS NULL AND context = 'magic_link_registration'
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(16)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V16''s way back needs version 16, the marker says ' ||
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
  "public"."phoenix_kit_user_oauth_providers",
  "public"."phoenix_kit_users_tokens"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v16.down.before.sql
-- Only registration tokens can be without a user: the check that goes with this step sees to that.
DELETE FROM "public".phoenix_kit_users_tokens
WHERE user_id IS NULL AND context = 'magic_link_registration';
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" DISABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" DROP CONSTRAINT "user_id_required_for_non_registration_tokens";
--> statement-breakpoint
DROP TABLE "public"."phoenix_kit_user_oauth_providers";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ALTER COLUMN "user_id" SET NOT NULL;
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 15;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '15';
