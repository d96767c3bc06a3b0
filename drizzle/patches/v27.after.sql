DO $do$
BEGIN
  IF current_setting('phoenix_kit.oban', true) IS DISTINCT FROM 'ours' THEN
    RETURN;
  END IF;

  -- As Oban makes them: its peers survive no crash, and its later check was never tried on older jobs.
  ALTER TABLE "public".oban_peers SET UNLOGGED;
  ALTER TABLE "public".oban_jobs DROP CONSTRAINT non_negative_priority;
  ALTER TABLE "public".oban_jobs ADD CONSTRAINT non_negative_priority CHECK (priority >= 0) NOT VALID;

  -- Oban reads here which of its own migrations have run.
  COMMENT ON TABLE "public".oban_jobs IS '14';

  -- By this comment the way back knows that the tables are ours.
  COMMENT ON TYPE "public".oban_job_state IS 'Made by V27 of phoenix_kit, together with oban_jobs and oban_peers';
END
$do$;
