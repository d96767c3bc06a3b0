-- V80's way back: Translated email templates. Composed by `npm run generate`; edit schema/ or patches/.
-- loses: values of phoenix_kit_email_logs.locale :: SELECT count(*) FROM "public"."phoenix_kit_email_logs" WHERE "locale" IS DISTINCT FROM 'en'
-- loses: templates with texts in other languages than English :: SELECT count(*) FROM "public".phoenix_kit_email_templates WHERE EXISTS (SELECT FROM unnest(ARRAY[subject, html_body, text_body, display_name, description]) AS content (value) WHERE jsonb_typeof(value) = 'object' AND value - 'en' <> '{}')
-- preamble
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(80)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V80''s way back needs version 80, the marker says ' ||
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
  "public"."phoenix_kit_email_logs",
  "public"."phoenix_kit_email_templates"
IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
-- patches/v80.down.before.sql
-- The columns hold one text again, the English one, which has to be there and to fit.
DO $do$
DECLARE
  unfit bigint := (
    SELECT count(*) FROM "public".phoenix_kit_email_templates AS template
    CROSS JOIN LATERAL (VALUES (subject, 255), (display_name, 255), (html_body, NULL), (text_body, NULL))
      AS content (value, longest)
    CROSS JOIN LATERAL (
      SELECT CASE jsonb_typeof(value) WHEN 'string' THEN value #>> '{}' ELSE value ->> 'en' END AS english
    ) AS own
    WHERE english IS NULL OR length(english) > longest
  );
BEGIN
  IF unfit > 0 THEN
    RAISE EXCEPTION USING
      ERRCODE = 'not_null_violation',
      MESSAGE = unfit || ' text(s) of e-mail templates have no English form, or one that is too long, which is not allowed below V80',
      DETAIL = 'SELECT name, subject, display_name, html_body, text_body FROM "public".phoenix_kit_email_templates '
        'WHERE NOT (subject ? ''en'' AND display_name ? ''en'' AND html_body ? ''en'' AND text_body ? ''en'') '
        'OR length(subject ->> ''en'') > 255 OR length(display_name ->> ''en'') > 255 '
        'OR num_nulls(subject ->> ''en'', display_name ->> ''en'', html_body ->> ''en'', text_body ->> ''en'') > 0',
      HINT = 'Give each of these texts an "en" (subject and display name at most 255 characters); then migrate again.';
  END IF;
END
$do$;
--> statement-breakpoint
-- drizzle-kit
DROP INDEX "public"."idx_email_logs_locale";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_logs" DROP COLUMN "locale";
--> statement-breakpoint
ALTER TABLE "public"."phoenix_kit_email_templates"
  ALTER COLUMN "display_name" SET DATA TYPE varchar(255) USING CASE jsonb_typeof(display_name) WHEN 'string' THEN display_name #>> '{}' ELSE display_name ->> 'en' END,
  ALTER COLUMN "description" SET DATA TYPE text USING CASE jsonb_typeof(description) WHEN 'string' THEN description #>> '{}' ELSE description ->> 'en' END,
  ALTER COLUMN "subject" SET DATA TYPE varchar(255) USING CASE jsonb_typeof(subject) WHEN 'string' THEN subject #>> '{}' ELSE subject ->> 'en' END,
  ALTER COLUMN "html_body" SET DATA TYPE text USING CASE jsonb_typeof(html_body) WHEN 'string' THEN html_body #>> '{}' ELSE html_body ->> 'en' END,
  ALTER COLUMN "text_body" SET DATA TYPE text USING CASE jsonb_typeof(text_body) WHEN 'string' THEN text_body #>> '{}' ELSE text_body ->> 'en' END;
--> statement-breakpoint
-- marker
DELETE FROM "public".phoenix_kit WHERE version > 79;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '79';
