CREATE TABLE "tenants" (
	"name" text PRIMARY KEY NOT NULL,
	"owner_uuid" uuid NOT NULL,
	"ready_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_owner_uuid_phoenix_kit_users_uuid_fk" FOREIGN KEY ("owner_uuid") REFERENCES "phoenix_kit"."phoenix_kit_users"("uuid") ON DELETE cascade ON UPDATE no action;
