-- Every row of the history brings its id.
ALTER TABLE "public".phoenix_kit ALTER COLUMN id DROP DEFAULT;
--> statement-breakpoint
DROP SEQUENCE IF EXISTS "public".phoenix_kit_id_seq;
