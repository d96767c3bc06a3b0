-- Of several unread notifications of a user with the same key, the index to come allows one in the inbox: the newest.
-- Where the index is there already, built by up --online, there are no others.
DO $do$
BEGIN
  IF to_regclass('"public"."phoenix_kit_notifications_dedupe_unseen_idx"') IS NOT NULL THEN
    RETURN;
  END IF;
  UPDATE ONLY "public".phoenix_kit_notifications AS notification
  SET dismissed_at = now()
  FROM (
    SELECT
      uuid,
      row_number() OVER (
        PARTITION BY recipient_uuid, metadata ->> 'dedupe_key' ORDER BY inserted_at DESC, uuid DESC
      ) AS place
    FROM ONLY "public".phoenix_kit_notifications
    WHERE seen_at IS NULL AND dismissed_at IS NULL AND (metadata ->> 'dedupe_key') IS NOT NULL
  ) AS unread
  WHERE unread.uuid = notification.uuid AND unread.place > 1;
END
$do$;
