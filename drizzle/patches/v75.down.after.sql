CREATE SEQUENCE "public".phoenix_kit_id_seq AS integer OWNED BY "public".phoenix_kit.id;
--> statement-breakpoint
SELECT setval('"public".phoenix_kit_id_seq', max(id)) FROM ONLY "public".phoenix_kit;
--> statement-breakpoint
ALTER TABLE "public".phoenix_kit ALTER COLUMN id SET DEFAULT nextval('"public".phoenix_kit_id_seq');
