-- V08: Username support. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(7)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V08 needs version 7, the marker says ' ||
        coalesce(pg_catalog.quote_literal(pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class')), 'nothing'),
      HINT = 'Another runner may have moved the schema; look with phoenix-kit status.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
SELECT
  pg_catalog.set_config('TimeZone', 'UTC', true),
  pg_catalog.set_config('DateStyle', 'ISO', true),
  pg_catalog.set_config('bytea_output', 'hex', true),
  pg_catalog.set_config('standard_conforming_strings', 'on', true),
  pg_catalog.set_config('check_function_bodies', 'on', true),
  pg_catalog.set_config('row_security', 'off', true),
  pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true),
  CASE pg_catalog.current_setting('synchronous_commit')
    WHEN 'off' THEN pg_catalog.set_config('synchronous_commit', 'on', true)
  END,
  CASE WHEN pg_catalog.current_setting('session_replication_role') <> 'origin'
    THEN pg_catalog.set_config('session_replication_role', 'origin', true)
  END,
  pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'pg_catalog', (
    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(n.nspname), ', ')
    FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname IN ('citext', 'pg_trgm')
  ), 'pg_temp'), true);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF pg_catalog.to_regclass('pg_catalog.pg_dist_node') IS NOT NULL THEN
    EXECUTE 'SET LOCAL citus.propagate_set_commands = ''local''';
    EXECUTE 'SET LOCAL TimeZone = ''UTC''';
    EXECUTE pg_catalog.format('SET LOCAL lock_timeout = %L', pg_catalog.current_setting('lock_timeout'));
    EXECUTE 'SET LOCAL citus.propagate_set_commands = ''none''';
    EXECUTE 'SET LOCAL citus.create_object_propagation = ''deferred''';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
SET CONSTRAINTS ALL IMMEDIATE;
--> statement-breakpoint
-- locks
LOCK TABLE
  "public"."phoenix_kit_users"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- keep
DO $phoenix_kit$
DECLARE
  target record;
  change text[] := '{}';
  restore text[] := '{}';
  statement text;
BEGIN
  BEGIN
    FOR target IN
      SELECT
        c.oid::regclass AS name,
        c.relforcerowsecurity AND row_security_active(c.oid) AND pg_has_role(c.relowner, 'USAGE') AS is_forced,
        c.relreplident AS identity,
        (
          SELECT i.indexrelid::regclass::text FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisreplident
        ) AS identity_index,
        EXISTS (
          SELECT FROM pg_publication AS p CROSS JOIN LATERAL pg_get_publication_tables(p.pubname::text) AS t
          WHERE t.relid = c.oid AND (p.pubupdate OR p.pubdelete)
        ) AND NOT EXISTS (
          SELECT FROM pg_publication_rel AS r WHERE r.prrelid = c.oid AND r.prattrs IS NOT NULL
        ) AS is_published
      FROM pg_class AS c
      WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"public".phoenix_kit'::regclass)
        AND c.relkind = 'r'
        AND c.relname = ANY (ARRAY['phoenix_kit_users'])
      ORDER BY c.relname
    LOOP
      IF target.is_forced THEN
        change := change || format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', target.name);
        restore := restore || format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target.name);
      END IF;
      IF target.identity <> 'f' AND (target.is_published OR target.identity = 'i') THEN
        change := change || format('ALTER TABLE %s REPLICA IDENTITY FULL', target.name);
        restore := restore || CASE target.identity
          WHEN 'n' THEN format('ALTER TABLE %s REPLICA IDENTITY NOTHING', target.name)
          WHEN 'i' THEN format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %s', target.name, target.identity_index)
          ELSE format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', target.name)
        END;
      END IF;
    END LOOP;

    IF current_setting('phoenix_kit.disable_host_triggers', true) = 'on' THEN
      FOR target IN
        SELECT c.oid::regclass AS name, t.tgname AS trigger, t.tgenabled AS enabled
        FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
        WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"public".phoenix_kit'::regclass)
          AND c.relname = ANY (ARRAY['phoenix_kit_users'])
          AND NOT t.tgisinternal
          AND t.tgenabled <> 'D'
          AND t.tgname <> ALL (ARRAY['phoenix_kit_protect_system_roles'])
      LOOP
        change := change || format('ALTER TABLE %s DISABLE TRIGGER %I', target.name, target.trigger);
        restore := restore || format(
          'ALTER TABLE %s ENABLE %s TRIGGER %I',
          target.name,
          CASE target.enabled WHEN 'R' THEN 'REPLICA' WHEN 'A' THEN 'ALWAYS' ELSE '' END,
          target.trigger
        );
      END LOOP;
    END IF;
    RAISE SQLSTATE 'PKREL';
  EXCEPTION WHEN SQLSTATE 'PKREL' THEN
    NULL;
  END;

  FOREACH statement IN ARRAY change LOOP
    EXECUTE statement;
  END LOOP;

  PERFORM set_config('phoenix_kit.restore', restore::text, true);
END
$phoenix_kit$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_users" ADD COLUMN "username" varchar(255);
--> statement-breakpoint
-- patches/v08.after.sql
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
--> statement-breakpoint
-- drizzle-kit
CREATE UNIQUE INDEX "phoenix_kit_users_username_uidx" ON "public"."phoenix_kit_users" USING btree ("username") WHERE username IS NOT NULL;
--> statement-breakpoint
-- written
DO $phoenix_kit$
DECLARE
  written record;
  missing bigint;
BEGIN
  FOR written IN SELECT * FROM (VALUES
    ('phoenix_kit_users', '"public".phoenix_kit_users', $query$SELECT count(*) FROM ONLY "public".phoenix_kit_users WHERE username IS NULL$query$)
  ) AS listed (name, relation, query)
  WHERE EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = relation::regclass AND NOT tgisinternal)
    OR EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE ev_class = relation::regclass)
  LOOP
    BEGIN
      EXECUTE written.query INTO missing;
      RAISE SQLSTATE 'PKREL';
    EXCEPTION WHEN SQLSTATE 'PKREL' THEN
      NULL;
    END;
    IF missing > 0 THEN
      RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('V08 cannot finish: %s row(s) of %s are not as it wrote them', missing, written.name),
        DETAIL = written.query,
        HINT = format(
          'A trigger or rule of this database kept the change from them. Disable it (ALTER TABLE %s DISABLE TRIGGER or DISABLE RULE), or the event trigger that puts it on new tables, then migrate again; nothing was changed.',
          written.name
        );
    END IF;
  END LOOP;
END
$phoenix_kit$;
--> statement-breakpoint
-- restore
DO $phoenix_kit$
DECLARE
  statement text;
  target regclass;
  identity_index text;
BEGIN
  FOREACH statement IN ARRAY current_setting('phoenix_kit.restore')::text[] LOOP
    target := to_regclass(substring(statement FROM '^ALTER TABLE (("[^"]*"|[^ "])+) '));
    identity_index := substring(statement FROM ' REPLICA IDENTITY USING INDEX (.*)$');
    IF target IS NULL THEN
      CONTINUE;
    END IF;
    IF identity_index IS NOT NULL AND (
      to_regclass(identity_index) IS NULL OR EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull
        WHERE i.indexrelid = to_regclass(identity_index)
      )
    ) THEN
      statement := format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', target);
    END IF;
    EXECUTE statement;
  END LOOP;
END
$phoenix_kit$;
--> statement-breakpoint
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE id = 8 OR version = 8;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (8, 8);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 8) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 8',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '8';
