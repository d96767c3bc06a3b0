DO $do$
DECLARE
  is_usable boolean;
  reason text;
BEGIN
  -- The application may have a function of its own, which serves as well; going down leaves it alone.
  IF to_regprocedure('"public".uuid_generate_v7()') IS NOT NULL THEN
    BEGIN
      EXECUTE 'SELECT "public".uuid_generate_v7() IS NULL' INTO is_usable;
      SELECT prorettype = 'uuid'::regtype AND NOT proretset INTO is_usable
      FROM pg_proc WHERE oid = to_regprocedure('"public".uuid_generate_v7()');
    EXCEPTION WHEN others THEN
      is_usable := false;
      reason := SQLERRM;
    END;
    IF NOT is_usable THEN
      RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = 'The function "public".uuid_generate_v7() of this database does not return a UUID: '
          || coalesce(reason, 'it returns another type'),
        HINT = 'Replace or rename this function, then migrate again; V40 creates its own where there is none.';
    END IF;
    RETURN;
  END IF;

  IF to_regprocedure('pg_catalog.uuidv7()') IS NOT NULL THEN
    CREATE FUNCTION "public".uuid_generate_v7() RETURNS uuid
    LANGUAGE sql VOLATILE PARALLEL SAFE
    AS $function$ SELECT pg_catalog.uuidv7() $function$;
  ELSE
    -- The clock's milliseconds over the first six bytes of a random UUID, then the two bits by which 7 differs from 4.
    CREATE FUNCTION "public".uuid_generate_v7() RETURNS uuid
    LANGUAGE sql VOLATILE PARALLEL SAFE
    AS $function$
      SELECT pg_catalog.encode(pg_catalog.set_bit(pg_catalog.set_bit(overlay(
        pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
        PLACING substring(
          pg_catalog.int8send(pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint)
          FROM 3
        )
        FROM 1 FOR 6
      ), 52, 1), 53, 1), 'hex')::uuid
    $function$;
  END IF;

  -- The comment tells the down migration that V40 made this function.
  COMMENT ON FUNCTION "public".uuid_generate_v7() IS 'Made by V40 of phoenix_kit: a UUID of version 7, which sorts by time';
END
$do$;
