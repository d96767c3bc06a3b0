DO $do$
DECLARE
  alike bigint := (
    SELECT coalesce(sum(copies - 1), 0) FROM (
      SELECT count(*) AS copies FROM ONLY "public".phoenix_kit_media_folders GROUP BY name, parent_uuid
    ) AS named
  );
BEGIN
  IF alike > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'unique_violation',
      MESSAGE = alike || ' folder(s) have the name of another in the same place, which is not allowed below V124, even in the trash',
      DETAIL = 'SELECT name, parent_uuid, array_agg(uuid ORDER BY trashed_at NULLS FIRST) AS folders '
        'FROM ONLY "public".phoenix_kit_media_folders GROUP BY name, parent_uuid HAVING count(*) > 1',
      HINT = 'Rename or delete all but one of each; then migrate again.';
  END IF;
END
$do$;
