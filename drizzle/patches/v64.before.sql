-- For tokens that were written by user id alone since V57.
UPDATE ONLY "public".phoenix_kit_users_tokens AS token
SET user_uuid = users.uuid
FROM ONLY "public".phoenix_kit_users AS users
WHERE users.id = token.user_id AND token.user_uuid IS NULL;
