UPDATE ONLY "public".phoenix_kit_email_orphaned_events AS event
SET matched_email_log_id = log.id
FROM ONLY "public".phoenix_kit_email_logs AS log
WHERE log.uuid = event.matched_email_log_uuid AND event.matched_email_log_id IS NULL;
