-- Only registration tokens can be without a user: the check that goes with this step sees to that.
DELETE FROM ONLY "public".phoenix_kit_users_tokens
WHERE user_id IS NULL AND context = 'magic_link_registration';
