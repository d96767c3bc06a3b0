-- V64: Token check by user UUID. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(63)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V64 needs version 63, the marker says ' ||
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
  "public"."phoenix_kit_users"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_users_tokens"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v64.before.sql
-- For tokens that were written by user id alone since V57.
UPDATE "public".phoenix_kit_users_tokens AS token
SET user_uuid = users.uuid
FROM "public".phoenix_kit_users AS users
WHERE users.id = token.user_id AND token.user_uuid IS NULL;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_users_tokens" DROP CONSTRAINT "user_id_required_for_non_registration_tokens";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ADD CONSTRAINT "user_uuid_required_for_non_registration_tokens" CHECK (CASE WHEN context = 'magic_link_registration' THEN true ELSE user_uuid IS NOT NULL END);
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 64 OR version = 64;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (64, 64);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '64';
