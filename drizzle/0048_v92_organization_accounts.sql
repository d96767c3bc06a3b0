-- V92: Organization accounts. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(81|82|83|84|85|86|87|88|89|90|91)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V92 needs version 81 or 82 or 83 or 84 or 85 or 86 or 87 or 88 or 89 or 90 or 91, the marker says ' ||
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
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- drizzle-kit
CREATE TABLE "public"."phoenix_kit_organization_invitations" (
	"uuid" uuid PRIMARY KEY DEFAULT "public".uuid_generate_v7() NOT NULL,
	"organization_uuid" uuid NOT NULL,
	"email" varchar(160) NOT NULL,
	"invited_by_uuid" uuid,
	"token" "bytea" NOT NULL,
	"status" varchar(20) DEFAULT 'pending' NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"inserted_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "phoenix_kit_org_invitations_status_check" CHECK (status IN ('pending', 'accepted', 'declined', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" ADD COLUMN "account_type" varchar(20) DEFAULT 'person' NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" ADD COLUMN "organization_name" varchar(255);
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" ADD COLUMN "organization_uuid" uuid;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_organization_invitations" ADD CONSTRAINT "phoenix_kit_organization_invitations_invited_by_uuid_fkey" FOREIGN KEY ("invited_by_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_organization_invitations" ADD CONSTRAINT "phoenix_kit_organization_invitations_organization_uuid_fkey" FOREIGN KEY ("organization_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_org_invitations_pending_unique_idx" ON "public"."phoenix_kit_organization_invitations" USING btree ("organization_uuid","email") WHERE status = 'pending';
--> statement-breakpoint
CREATE INDEX "phoenix_kit_organization_invitations_email_index" ON "public"."phoenix_kit_organization_invitations" USING btree ("email");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_organization_invitations_organization_uuid_index" ON "public"."phoenix_kit_organization_invitations" USING btree ("organization_uuid");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_organization_invitations_status_index" ON "public"."phoenix_kit_organization_invitations" USING btree ("status");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_organization_invitations_token_index" ON "public"."phoenix_kit_organization_invitations" USING btree ("token");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" ADD CONSTRAINT "phoenix_kit_users_organization_uuid_fkey" FOREIGN KEY ("organization_uuid") REFERENCES "public"."phoenix_kit_users"("uuid") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "phoenix_kit_users_account_type_index" ON "public"."phoenix_kit_users" USING btree ("account_type");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_users_organization_uuid_index" ON "public"."phoenix_kit_users" USING btree ("organization_uuid");
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_users" ADD CONSTRAINT "phoenix_kit_users_account_type_check" CHECK (account_type IN ('person', 'organization'));
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE id = 92 OR version = 92;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (92, 92);
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '92';
