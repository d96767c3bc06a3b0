/** The deletes of copies of e-mail events that compare every two copies, in plain SQL for the search_path. */
export const pairwiseDeletes: readonly string[] = [
  `DELETE FROM phoenix_kit_email_events AS later USING phoenix_kit_email_events AS earlier
   WHERE earlier.email_log_uuid = later.email_log_uuid AND earlier.event_type = later.event_type
     AND later.event_type NOT IN ('open', 'click') AND earlier.uuid < later.uuid`,
  `DELETE FROM phoenix_kit_email_events AS later USING phoenix_kit_email_events AS earlier
   WHERE earlier.email_log_uuid = later.email_log_uuid AND earlier.event_type = later.event_type
     AND earlier.occurred_at = later.occurred_at
     AND later.event_type IN ('open', 'click') AND earlier.uuid < later.uuid`,
];

/** The ids that V137 fills, each by a look at the ids that are there. */
export const plainFill = `UPDATE phoenix_kit_email_logs AS log SET aws_message_id = claim.id
  FROM (
    SELECT DISTINCT ON (id) uuid, id
    FROM (
      SELECT uuid, coalesce(headers ->> 'aws_message_id', headers ->> 'X-AWS-Message-Id', headers ->> 'MessageId') AS id
      FROM phoenix_kit_email_logs WHERE aws_message_id IS NULL
    ) AS found
    WHERE id IS NOT NULL
    ORDER BY id, uuid
  ) AS claim
  WHERE log.uuid = claim.uuid AND NOT EXISTS (
    SELECT FROM phoenix_kit_email_logs AS other WHERE other.aws_message_id = claim.id
  )`;
