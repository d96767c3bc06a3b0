-- V16: OAuth providers and magic links. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(15)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V16 needs version 15, the marker says ' ||
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
-- drizzle-kit
CREATE TABLE "public"."phoenix_kit_user_oauth_providers" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"user_id" bigint NOT NULL,
	"provider" varchar(255) NOT NULL,
	"provider_uid" varchar(255) NOT NULL,
	"provider_email" varchar(255),
	"access_token" text,
	"refresh_token" text,
	"token_expires_at" timestamp,
	"raw_data" jsonb DEFAULT '{}'::jsonb,
	"inserted_at" timestamp NOT NULL,
	"updated_at" timestamp NOT NULL
);
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ALTER COLUMN "user_id" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ADD CONSTRAINT "phoenix_kit_user_oauth_providers_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "public"."phoenix_kit_users"("id") ON DELETE cascade ON UPDATE cascade;
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_oauth_providers_provider_uid_idx" ON "public"."phoenix_kit_user_oauth_providers" USING btree ("provider","provider_uid");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_oauth_providers_user_provider_idx" ON "public"."phoenix_kit_user_oauth_providers" USING btree ("user_id","provider");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_user_oauth_providers_user_id_index" ON "public"."phoenix_kit_user_oauth_providers" USING btree ("user_id");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_user_oauth_providers_provider_index" ON "public"."phoenix_kit_user_oauth_providers" USING btree ("provider");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_user_oauth_providers_provider_email_index" ON "public"."phoenix_kit_user_oauth_providers" USING btree ("provider_email");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users_tokens" ADD CONSTRAINT "user_id_required_for_non_registration_tokens" CHECK (CASE WHEN context = 'magic_link_registration' THEN true ELSE user_id IS NOT NULL END);
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 16 OR version = 16;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (16, 16);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '16';
