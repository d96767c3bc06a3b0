-- The logs that the step would still look at.
CREATE INDEX IF NOT EXISTS "phoenix_kit_email_logs_v137_helper_index" ON "public"."phoenix_kit_email_logs" USING btree ("uuid") WHERE aws_message_id IS NULL AND message_id_in(headers) ~ '[^[:space:]]' AND length(message_id_in(headers)) <= 255;
--> statement-breakpoint
-- batch: phoenix_kit_email_events, email_log_uuid, 5000
-- The copies of the step, found by the same rule among the events of some logs.
DELETE FROM ONLY "public".phoenix_kit_email_events
WHERE ctid = ANY (ARRAY(
  SELECT ctid
  FROM (
    SELECT ctid, row_number() OVER (
      PARTITION BY
        email_log_uuid,
        event_type::text COLLATE "C",
        CASE WHEN event_type IN ('open', 'click') THEN occurred_at END
      ORDER BY uuid
    ) AS place
    FROM ONLY "public".phoenix_kit_email_events
    WHERE email_log_uuid BETWEEN $1 AND $2
      AND event_type IS NOT NULL
      AND (event_type NOT IN ('open', 'click') OR occurred_at IS NOT NULL)
  ) AS copy
  WHERE place > 1
))
--> statement-breakpoint
-- batch: phoenix_kit_email_logs, uuid, 2000
-- The ids of the step, by the same rule. Batches follow each other in the order of uuid, so of logs that claim the same
-- id, the one with the smallest uuid gets it here, too.
UPDATE ONLY "public".phoenix_kit_email_logs AS log
SET aws_message_id = claim.aws_id
FROM (
  SELECT DISTINCT ON (aws_id COLLATE "C") uuid, aws_id
  FROM (
    SELECT uuid, message_id_in(headers) AS aws_id
    FROM ONLY "public".phoenix_kit_email_logs
    WHERE aws_message_id IS NULL AND uuid BETWEEN $1 AND $2
  ) AS found
  WHERE aws_id ~ '[^[:space:]]'
    AND length(aws_id) <= 255
    AND NOT EXISTS (
      SELECT FROM ONLY "public".phoenix_kit_email_logs AS other WHERE other.aws_message_id = found.aws_id
    )
  ORDER BY aws_id COLLATE "C", uuid
) AS claim
WHERE log.uuid = claim.uuid AND log.aws_message_id IS NULL
