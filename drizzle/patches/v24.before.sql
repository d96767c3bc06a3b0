-- One file a checksum: the earliest stays, and its id decides between two of the same second.
DELETE FROM ONLY "public".phoenix_kit_files AS file
USING (
  SELECT id, row_number() OVER (PARTITION BY checksum ORDER BY inserted_at, id) AS place
  FROM ONLY "public".phoenix_kit_files
) AS copy
WHERE copy.id = file.id AND copy.place > 1;
