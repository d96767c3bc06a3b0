-- For tokens that were written by user UUID alone.
UPDATE ONLY "public".phoenix_kit_users_tokens AS token
SET user_id = users.id
FROM ONLY "public".phoenix_kit_users AS users
WHERE users.uuid = token.user_uuid AND token.user_id IS NULL;
