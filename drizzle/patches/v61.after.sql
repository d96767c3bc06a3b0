UPDATE ONLY "public".phoenix_kit_scheduled_jobs AS job
SET created_by_uuid = creator.uuid
FROM ONLY "public".phoenix_kit_users AS creator
WHERE creator.id = job.created_by_id;
