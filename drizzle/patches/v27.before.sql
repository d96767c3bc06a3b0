-- An application may have brought Oban itself; then its tables are left alone, now and by the way back.
-- The answer holds until the end of the transaction: the diff and the patch after it go by it.
SELECT set_config('phoenix_kit.oban', CASE
  WHEN to_regclass('"public".oban_jobs') IS NULL
    AND to_regclass('"public".oban_peers') IS NULL
    AND to_regtype('"public".oban_job_state') IS NULL
  THEN 'ours'
  ELSE 'theirs'
END, true);
