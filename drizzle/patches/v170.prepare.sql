-- The notifications among which the step would look for others.
CREATE INDEX IF NOT EXISTS "phoenix_kit_notifications_v170_helper_index" ON "public"."phoenix_kit_notifications" USING btree ("recipient_uuid") WHERE seen_at IS NULL AND dismissed_at IS NULL AND (metadata ->> 'dedupe_key') IS NOT NULL;
--> statement-breakpoint
-- batch: phoenix_kit_notifications, recipient_uuid, 2000
-- The others of the step, by the same rule among the notifications of some users.
UPDATE ONLY "public".phoenix_kit_notifications AS notification
SET dismissed_at = now()
FROM (
  SELECT
    uuid,
    row_number() OVER (
      PARTITION BY recipient_uuid, metadata ->> 'dedupe_key' ORDER BY inserted_at DESC, uuid DESC
    ) AS place
  FROM ONLY "public".phoenix_kit_notifications
  WHERE recipient_uuid BETWEEN $1 AND $2
    AND seen_at IS NULL AND dismissed_at IS NULL AND (metadata ->> 'dedupe_key') IS NOT NULL
) AS unread
WHERE unread.uuid = notification.uuid AND unread.place > 1
