obj_description(to_regtype('"public".oban_job_state'), 'pg_type') IS DISTINCT FROM 'Made by V27 of phoenix_kit, together with oban_jobs and oban_peers'
