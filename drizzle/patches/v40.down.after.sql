DO $do$
BEGIN
  IF obj_description(to_regprocedure('"public".uuid_generate_v7()'), 'pg_proc') LIKE 'Made by V40 of phoenix_kit%' THEN
    DROP FUNCTION "public".uuid_generate_v7();
  END IF;
END
$do$;
