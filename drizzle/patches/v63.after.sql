UPDATE ONLY "public".phoenix_kit_email_orphaned_events AS event
SET matched_email_log_uuid = log.uuid
FROM ONLY "public".phoenix_kit_email_logs AS log
WHERE log.id = event.matched_email_log_id;
