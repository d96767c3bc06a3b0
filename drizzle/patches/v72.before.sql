-- A foreign key is about to check who created each job. A creator who was written by id alone gets his UUID; one who was
-- deleted since V61 left his behind, where the id became NULL.
UPDATE ONLY "public".phoenix_kit_scheduled_jobs AS job
SET created_by_uuid = (
  SELECT creator.uuid FROM ONLY "public".phoenix_kit_users AS creator WHERE creator.id = job.created_by_id
)
WHERE num_nonnulls(job.created_by_id, job.created_by_uuid) > 0
  AND NOT EXISTS (
    SELECT FROM ONLY "public".phoenix_kit_users AS creator WHERE creator.uuid = job.created_by_uuid
  );
