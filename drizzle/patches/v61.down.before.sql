UPDATE ONLY "public".phoenix_kit_scheduled_jobs AS job
SET created_by_id = creator.id
FROM ONLY "public".phoenix_kit_users AS creator
WHERE creator.uuid = job.created_by_uuid AND job.created_by_id IS NULL;
