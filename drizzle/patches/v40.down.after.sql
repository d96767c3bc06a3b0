DO $do$
DECLARE
  function regprocedure := to_regprocedure('"public".uuid_generate_v7()');
BEGIN
  IF obj_description(function, 'pg_proc') LIKE 'Made by V40 of phoenix_kit%'
    AND NOT EXISTS (
      SELECT FROM pg_depend
      WHERE classid = 'pg_proc'::regclass AND objid = function AND refclassid = 'pg_extension'::regclass
    )
  THEN
    DROP FUNCTION "public".uuid_generate_v7();
  END IF;
END
$do$;
