-- Of an event that was stored more than once, the copy with the smallest uuid stays. Opens and clicks are the same event
-- only at the same instant; where one of the columns is NULL, nothing is the same.
-- One sort finds the copies, whether an event has two or 20,000. It begins with a hash, which is quick to compare, and
-- for which there is no index: reading the whole table in the order of one is slow where its rows lie in another.
-- Where both unique indexes are there already, built by up --online, no event has a copy.
DO $do$
BEGIN
  IF to_regclass('"public"."phoenix_kit_email_events_log_uuid_event_type_index"') IS NOT NULL
    AND to_regclass('"public"."phoenix_kit_email_events_log_uuid_type_occurred_index"') IS NOT NULL
  THEN
    RETURN;
  END IF;
  DELETE FROM ONLY "public".phoenix_kit_email_events
  WHERE ctid = ANY (ARRAY(
    SELECT ctid
    FROM (
      SELECT ctid, row_number() OVER (
        PARTITION BY
          uuid_hash_extended(email_log_uuid, 0),
          email_log_uuid,
          event_type::text COLLATE "C",
          CASE WHEN event_type IN ('open', 'click') THEN occurred_at END
        ORDER BY uuid
      ) AS place
      FROM ONLY "public".phoenix_kit_email_events
      WHERE email_log_uuid IS NOT NULL
        AND event_type IS NOT NULL
        AND (event_type NOT IN ('open', 'click') OR occurred_at IS NOT NULL)
    ) AS copy
    WHERE place > 1
  ));
END
$do$;
--> statement-breakpoint
-- A log without the id that AWS gave the message gets it from its headers, from the first of three keys that has a value;
-- if that is blank, too long for the column or another log's, it gets none. Of logs that claim the same id, the one with
-- the smallest uuid gets it.
UPDATE ONLY "public".phoenix_kit_email_logs AS log
SET aws_message_id = claim.aws_id
FROM (
  SELECT DISTINCT ON (aws_id COLLATE "C") uuid, aws_id
  FROM (
    SELECT uuid, message_id_in(headers) AS aws_id
    FROM ONLY "public".phoenix_kit_email_logs
    WHERE aws_message_id IS NULL
  ) AS found
  WHERE aws_id ~ '[^[:space:]]'
    AND length(aws_id) <= 255
    AND NOT EXISTS (
      SELECT FROM ONLY "public".phoenix_kit_email_logs AS other WHERE other.aws_message_id = found.aws_id
    )
  ORDER BY aws_id COLLATE "C", uuid
) AS claim
WHERE log.uuid = claim.uuid;
