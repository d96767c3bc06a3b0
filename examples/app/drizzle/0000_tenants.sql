CREATE TABLE "posts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"author_uuid" uuid NOT NULL,
	"title" text NOT NULL,
	"written_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_author_uuid_phoenix_kit_users_uuid_fk" FOREIGN KEY ("author_uuid") REFERENCES "phoenix_kit"."phoenix_kit_users"("uuid") ON DELETE cascade ON UPDATE no action;