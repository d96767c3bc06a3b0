-- Below V126 every notification belongs to an activity.
DELETE FROM ONLY "public".phoenix_kit_notifications WHERE activity_uuid IS NULL;
