-- Everybody gets a username out of the e-mail address, in the order of the ids: the base (see below) where it is free,
-- else base_1, base_2 and so on up to the first that is, the base cut so that 30 characters are never exceeded.
--
-- Two users can get in each other's way only within a family: the first 21 characters of the base, without a tail of
-- underscores and digits. A suffix (at most 9 characters) leaves those 21 alone and adds to nothing but that tail.
-- Where the bases of a family are all different, or all the same, a name follows from the place in the row, and one
-- UPDATE does it. Elsewhere a base may look like the suffixed form of another ('ann_1' beside 'ann'), so there
-- the users are taken one by one.
DO $do$
DECLARE
  -- Two letters beyond ASCII have small forms within it: the Kelvin sign and the dotted capital I.
  foreign_capitals text := '';

  -- A hash table, since neither an index nor a jsonb would be quick enough. Its keys are names that are taken, and stems
  -- with a number of digits ('ann 2'), for which it has the suffix to start with: all smaller ones are taken.
  keys text[];
  suffixes integer[];
  mask integer;

  person record;
  name text COLLATE "C";
  slot integer;
  stem text COLLATE "C";
  stem_key text COLLATE "C";
  stem_slot integer;
  digits integer;
  suffix integer;
  last_suffix integer;

  ids bigint[] := '{}';
  names text[] := '{}';
  walked integer := 0;
BEGIN
  IF getdatabaseencoding() = 'UTF8' THEN
    foreign_capitals := chr(8490) || chr(304);
  END IF;

  FOR person IN
    -- Materialized, or else it would be worked out again wherever it is used below.
    WITH cleaned AS MATERIALIZED (
      SELECT id, left(regexp_replace(
        replace(lower(translate(split_part(email::text, '@', 1), foreign_capitals, 'ki') COLLATE "C"), '.', '_'),
        '[^abcdefghijklmnopqrstuvwxyz0123456789_]', '', 'g'
      ), 30) AS local_part
      FROM ONLY "public".phoenix_kit_users
    ),
    lettered AS (
      SELECT id, CASE
        WHEN left(local_part, 1) BETWEEN 'a' AND 'z' THEN local_part
        ELSE 'user_' || left(local_part, 25)
      END AS local_part
      FROM cleaned
    ),
    based AS (
      SELECT id, CASE WHEN length(local_part) < 3 THEN local_part || '_1' ELSE local_part END AS base
      FROM lettered
    ),
    placed AS (
      SELECT id, base, family, row_number() OVER (PARTITION BY family, base ORDER BY id) - 1 AS place
      FROM (SELECT id, base, regexp_replace(left(base, 21), '_[_0-9]*$', '') AS family FROM based) AS member
    ),
    counted AS (
      SELECT
        id,
        base,
        place,
        count(*) OVER (PARTITION BY family) AS members,
        count(*) FILTER (WHERE place = 0) OVER (PARTITION BY family) AS bases
      FROM placed
    ),
    judged AS MATERIALIZED (
      SELECT id, base, place,
        bases = members
        -- At 30 characters, a base that ends like a suffix may be a suffixed form of itself.
        OR bases = 1 AND NOT (length(base) = 30 AND base ~ '_[0-9]+$') AS apart
      FROM counted
    ),
    named AS (
      UPDATE ONLY "public".phoenix_kit_users AS users
      SET username = CASE
        WHEN judged.place = 0 THEN judged.base
        ELSE left(judged.base, 29 - length(judged.place::text)) || '_' || judged.place
      END
      FROM judged
      WHERE judged.id = users.id AND judged.apart
    )
    SELECT id, base, count(*) OVER () AS total
    FROM judged
    WHERE NOT apart
    ORDER BY id
  LOOP
    IF walked = 0 THEN
      mask := 2 ^ ceil(log(2, 4 * person.total)) - 1;
      keys := array_fill(NULL::text, ARRAY[mask + 1]);
      suffixes := array_fill(NULL::integer, ARRAY[mask + 1]);
    END IF;

    name := person.base;
    digits := 0;
    suffix := 0;
    last_suffix := 0;
    LOOP
      slot := (hashtext(name) & mask) + 1;
      WHILE keys[slot] <> name LOOP
        slot := (slot & mask) + 1;
      END LOOP;
      EXIT WHEN keys[slot] IS NULL;

      IF suffix < last_suffix THEN
        suffix := suffix + 1;
        suffixes[stem_slot] := suffix;
      ELSE
        digits := digits + 1;
        last_suffix := last_suffix * 10 + 9;
        stem := left(person.base, 29 - digits);
        stem_key := stem || ' ' || digits;
        stem_slot := (hashtext(stem_key) & mask) + 1;
        WHILE keys[stem_slot] <> stem_key LOOP
          stem_slot := (stem_slot & mask) + 1;
        END LOOP;
        IF keys[stem_slot] IS NULL THEN
          keys[stem_slot] := stem_key;
          suffixes[stem_slot] := last_suffix / 10 + 1;
        END IF;
        suffix := suffixes[stem_slot];
      END IF;
      name := stem || '_' || suffix;
    END LOOP;

    keys[slot] := name;
    walked := walked + 1;
    ids[walked] := person.id;
    names[walked] := name;
  END LOOP;

  UPDATE ONLY "public".phoenix_kit_users AS users
  SET username = walked_user.name
  FROM unnest(ids, names) AS walked_user (id, name)
  WHERE walked_user.id = users.id;
END
$do$;
