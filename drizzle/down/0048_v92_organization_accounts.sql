-- V92's way back: Organization accounts. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: values of phoenix_kit_users.account_type :: SELECT count(*) FROM "public"."phoenix_kit_users" WHERE "account_type" IS DISTINCT FROM 'person'
-- loses: values of phoenix_kit_users.organization_name :: SELECT count(*) FROM "public"."phoenix_kit_users" WHERE "organization_name" IS NOT NULL
-- loses: values of phoenix_kit_users.organization_uuid :: SELECT count(*) FROM "public"."phoenix_kit_users" WHERE "organization_uuid" IS NOT NULL
-- loses: rows of phoenix_kit_organization_invitations :: SELECT count(*) FROM "public"."phoenix_kit_organization_invitations"
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(92)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V92''s way back needs version 92, the marker says ' ||
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
  "public"."phoenix_kit_users",
  "public"."phoenix_kit_organization_invitations"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_organization_invitations" DISABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP CONSTRAINT "phoenix_kit_users_account_type_check";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP CONSTRAINT "phoenix_kit_users_organization_uuid_fkey";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_account_type_index";
--> statement-breakpoint
DROP INDEX "public"."phoenix_kit_users_organization_uuid_index";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "account_type";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "organization_name";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" DROP COLUMN "organization_uuid";
--> statement-breakpoint
DROP TABLE "public"."phoenix_kit_organization_invitations";
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 91;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '91';
