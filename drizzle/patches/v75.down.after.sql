CREATE SEQUENCE "public".phoenix_kit_id_seq AS integer;
--> statement-breakpoint
ALTER SEQUENCE "public".phoenix_kit_id_seq OWNED BY "public".phoenix_kit.id;
--> statement-breakpoint
-- Citus would set the sequence of a worker if the query read the table.
DO $do$
DECLARE
  newest integer := (SELECT max(id) FROM ONLY "public".phoenix_kit);
BEGIN
  PERFORM setval('"public".phoenix_kit_id_seq', newest);
END
$do$;
--> statement-breakpoint
ALTER TABLE "public".phoenix_kit ALTER COLUMN id SET DEFAULT nextval('"public".phoenix_kit_id_seq');
