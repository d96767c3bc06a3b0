-- The table is locked by now: nobody can register a twin between this look and the change.
DO $do$
DECLARE
  unfit bigint;
  twins text;
BEGIN
  SELECT sum(alike), string_agg(names, '; ' ORDER BY names COLLATE "C") INTO unfit, twins
  FROM (
    SELECT count(*) AS alike, string_agg(username, ', ' ORDER BY username COLLATE "C") AS names
    FROM ONLY "public".phoenix_kit_users
    WHERE username IS NOT NULL
    GROUP BY lower(username)
    HAVING count(*) > 1
  ) AS twin;
  IF unfit > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'unique_violation',
      MESSAGE = unfit || ' username(s) are the same as another but for upper and lower case, which is not allowed from V161 on: ' || twins,
      DETAIL = 'SELECT lower(username) AS name, array_agg(username) AS usernames, array_agg(uuid) AS users '
        'FROM ONLY "public".phoenix_kit_users GROUP BY lower(username) HAVING count(username) > 1 ORDER BY 1',
      HINT = 'Rename all but one of each (UPDATE ONLY "public".phoenix_kit_users SET username = ...), and tell these users; then migrate again.';
  END IF;
END
$do$;
