DO $do$
DECLARE
  is_distributed boolean := false;
BEGIN
  IF current_setting('phoenix_kit.oban', true) IS DISTINCT FROM 'ours' THEN
    RETURN;
  END IF;

  -- As Oban makes them: its peers survive no crash, and its later check was never tried on older jobs.
  ALTER TABLE "public".oban_jobs DROP CONSTRAINT non_negative_priority;
  ALTER TABLE "public".oban_jobs ADD CONSTRAINT non_negative_priority CHECK (priority >= 0) NOT VALID;

  -- Oban reads here which of its own migrations have run.
  COMMENT ON TABLE "public".oban_jobs IS '14';

  -- By this comment the way back knows that the tables are ours.
  COMMENT ON TYPE "public".oban_job_state IS 'Made by V27 of phoenix_kit, together with oban_jobs and oban_peers';

  -- Citus distributes no table that a DO block creates, and moves no schema with an unlogged one.
  IF to_regclass('pg_catalog.pg_dist_schema') IS NOT NULL THEN
    EXECUTE 'SELECT EXISTS (SELECT FROM pg_catalog.pg_dist_schema WHERE schemaid = $1)'
    INTO is_distributed
    USING (SELECT relnamespace FROM pg_class WHERE oid = '"public".oban_jobs'::regclass);
  END IF;
  IF is_distributed THEN
    PERFORM pg_catalog.create_distributed_table(
      '"public".oban_jobs', NULL, colocate_with => '"public".phoenix_kit_users'
    );
    PERFORM pg_catalog.create_distributed_table(
      '"public".oban_peers', NULL, colocate_with => '"public".phoenix_kit_users'
    );
  ELSE
    ALTER TABLE "public".oban_peers SET UNLOGGED;
  END IF;
END
$do$;
