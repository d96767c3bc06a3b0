-- V67's way back: Optional integer references. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(67|68|69)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V67''s way back needs version 67 or 68 or 69, the marker says ' ||
        coalesce(pg_catalog.quote_literal(pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class')), 'nothing'),
      HINT = 'Another runner may have moved the schema; look with phoenix-kit status.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
SELECT
  pg_catalog.set_config('TimeZone', 'UTC', true),
  pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'pg_catalog', (
    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(n.nspname), ', ')
    FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname IN ('citext', 'pg_trgm')
  ), 'pg_temp'), true);
--> statement-breakpoint
-- locks
LOCK TABLE
  "public"."phoenix_kit_users"
IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE
  "public"."phoenix_kit_entities",
  "public"."phoenix_kit_files",
  "public"."phoenix_kit_referral_codes",
  "public"."phoenix_kit_audit_logs",
  "public"."phoenix_kit_entity_data",
  "public"."phoenix_kit_referral_code_usage",
  "public"."phoenix_kit_user_oauth_providers"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v67.down.before.sql
-- The ids are required again: where a row has none, its UUID says which. One whose parent is gone has none to say.
DO $do$
DECLARE
  reference record;
  found bigint;
  total bigint := 0;
  columns text[] := '{}';
  queries text[] := '{}';
BEGIN
  FOR reference IN
    SELECT *
    FROM (VALUES
      ('phoenix_kit_user_oauth_providers', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_referral_codes', 'created_by_uuid', 'created_by', 'phoenix_kit_users'),
      ('phoenix_kit_referral_code_usage', 'code_uuid', 'code_id', 'phoenix_kit_referral_codes'),
      ('phoenix_kit_referral_code_usage', 'used_by_uuid', 'used_by', 'phoenix_kit_users'),
      ('phoenix_kit_entities', 'created_by_uuid', 'created_by', 'phoenix_kit_users'),
      ('phoenix_kit_entity_data', 'entity_uuid', 'entity_id', 'phoenix_kit_entities'),
      ('phoenix_kit_entity_data', 'created_by_uuid', 'created_by', 'phoenix_kit_users'),
      ('phoenix_kit_files', 'user_uuid', 'user_id', 'phoenix_kit_users'),
      ('phoenix_kit_audit_logs', 'target_user_uuid', 'target_user_id', 'phoenix_kit_users'),
      ('phoenix_kit_audit_logs', 'admin_user_uuid', 'admin_user_id', 'phoenix_kit_users')
    ) AS listed (child, uuid_column, id_column, parent)
  LOOP
    EXECUTE 'UPDATE "public".' || reference.child || ' AS child SET ' || reference.id_column || ' = parent.id FROM "public".'
      || reference.parent || ' AS parent WHERE parent.uuid = child.' || reference.uuid_column
      || ' AND child.' || reference.id_column || ' IS NULL';
    EXECUTE 'SELECT count(*) FROM "public".' || reference.child || ' WHERE ' || reference.id_column || ' IS NULL'
    INTO found;
    IF found > 0 THEN
      total := total + found;
      columns := columns || (reference.child || '.' || reference.uuid_column);
      queries := queries || ('SELECT * FROM "public".' || reference.child || ' AS child WHERE child.' || reference.id_column
        || ' IS NULL AND NOT EXISTS (SELECT FROM "public".' || reference.parent || ' AS parent WHERE parent.uuid = child.'
        || reference.uuid_column || ');');
    END IF;
  END LOOP;

  IF total > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'not_null_violation',
      MESSAGE = total || ' reference(s) have no parent, which is not allowed below V67: '
        || array_to_string(columns, ', '),
      DETAIL = array_to_string(queries, chr(10)),
      HINT = 'Let these rows point to rows that exist, or delete them; then migrate again.';
  END IF;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
ALTER TABLE "public"."phoenix_kit_audit_logs" ALTER COLUMN "target_user_id" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_audit_logs" ALTER COLUMN "admin_user_id" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entities" ALTER COLUMN "created_by" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ALTER COLUMN "entity_id" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_entity_data" ALTER COLUMN "created_by" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_files" ALTER COLUMN "user_id" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ALTER COLUMN "code_id" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_code_usage" ALTER COLUMN "used_by" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_referral_codes" ALTER COLUMN "created_by" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_user_oauth_providers" ALTER COLUMN "user_id" SET NOT NULL;
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 66;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '66';
