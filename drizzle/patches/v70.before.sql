-- An event that was matched to a log which is gone, or by id alone, is joined anew; else it is matched to none.
UPDATE ONLY "public".phoenix_kit_email_orphaned_events AS event
SET matched_email_log_uuid = (
  SELECT log.uuid FROM ONLY "public".phoenix_kit_email_logs AS log WHERE log.id = event.matched_email_log_id
)
WHERE num_nonnulls(event.matched_email_log_id, event.matched_email_log_uuid) > 0
  AND NOT EXISTS (
    SELECT FROM ONLY "public".phoenix_kit_email_logs AS log WHERE log.uuid = event.matched_email_log_uuid
  );
