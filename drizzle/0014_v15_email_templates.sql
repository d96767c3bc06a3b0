-- V15: Email templates. Composed by `npm run generate`; edit schema/ or patches/.
-- preamble
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
--> statement-breakpoint
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('"public".phoenix_kit', 0));
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF (pg_catalog.obj_description(pg_catalog.to_regclass('"public".phoenix_kit'), 'pg_class') ~ '^[[:space:]]*0*(14)[[:space:]]*$') IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: V15 needs version 14, the marker says ' ||
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
-- drizzle-kit
CREATE TABLE "public"."phoenix_kit_email_templates" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"name" varchar(255) NOT NULL,
	"slug" varchar(255) NOT NULL,
	"display_name" varchar(255) NOT NULL,
	"description" text,
	"subject" varchar(255) NOT NULL,
	"html_body" text NOT NULL,
	"text_body" text NOT NULL,
	"category" varchar(255) DEFAULT 'transactional' NOT NULL,
	"status" varchar(255) DEFAULT 'draft' NOT NULL,
	"variables" jsonb DEFAULT '{}'::jsonb,
	"metadata" jsonb DEFAULT '{}'::jsonb,
	"usage_count" integer DEFAULT 0 NOT NULL,
	"last_used_at" timestamp,
	"version" integer DEFAULT 1 NOT NULL,
	"is_system" boolean DEFAULT false NOT NULL,
	"created_by_user_id" integer,
	"updated_by_user_id" integer,
	"inserted_at" timestamp NOT NULL,
	"updated_at" timestamp NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_email_templates_name_index" ON "public"."phoenix_kit_email_templates" USING btree ("name");
--> statement-breakpoint
CREATE UNIQUE INDEX "phoenix_kit_email_templates_slug_index" ON "public"."phoenix_kit_email_templates" USING btree ("slug");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_templates_category_index" ON "public"."phoenix_kit_email_templates" USING btree ("category");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_templates_status_index" ON "public"."phoenix_kit_email_templates" USING btree ("status");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_templates_is_system_index" ON "public"."phoenix_kit_email_templates" USING btree ("is_system");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_templates_usage_count_index" ON "public"."phoenix_kit_email_templates" USING btree ("usage_count");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_templates_last_used_at_index" ON "public"."phoenix_kit_email_templates" USING btree ("last_used_at");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_templates_inserted_at_index" ON "public"."phoenix_kit_email_templates" USING btree ("inserted_at");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_templates_category_status_index" ON "public"."phoenix_kit_email_templates" USING btree ("category","status");
--> statement-breakpoint
CREATE INDEX "phoenix_kit_email_templates_status_is_system_index" ON "public"."phoenix_kit_email_templates" USING btree ("status","is_system");
--> statement-breakpoint
-- patches/v15.after.sql
-- The five messages share one layout; format() fills its places in order: title, heading, introduction, link, label, link, link, closing.
INSERT INTO "public".phoenix_kit_email_templates
  (name, slug, display_name, description, subject, html_body, text_body, category, status, variables, is_system, inserted_at, updated_at)
SELECT
  template.name,
  replace(template.name, '_', '-'),
  template.display_name,
  template.description,
  template.subject,
  format(
    layout.html,
    template.subject,
    template.heading,
    template.introduction,
    template.link,
    template.label,
    template.link,
    template.link,
    template.closing
  ),
  format(
    layout.text,
    template.heading,
    template.introduction,
    template.label,
    template.link,
    template.closing
  ),
  'system',
  'active',
  template.variables::jsonb,
  true,
  timezone('UTC', now()),
  timezone('UTC', now())
FROM (VALUES
  (
    'magic_link',
    'Magic Link Authentication',
    'Signs a user in through a link, without a password.',
    'Your secure login link',
    'Sign in',
    'Here is the link that signs {{user_email}} in. It works once, and only for a short time.',
    '{{magic_link_url}}',
    'Sign in',
    'If you did not ask for this link, ignore this message: nobody gets into your account without it.',
    '{"user_email": "Address of the user who signs in", "magic_link_url": "Link that signs the user in"}'
  ),
  (
    'register',
    'Account Confirmation',
    'Asks a new user to confirm the address of the account.',
    'Confirm your account',
    'Welcome!',
    'An account was made for {{user_email}}. Please confirm that this address is yours.',
    '{{confirmation_url}}',
    'Confirm my account',
    'If you did not sign up, ignore this message: the address stays unconfirmed.',
    '{"user_email": "Address of the new account", "confirmation_url": "Link that confirms the account"}'
  ),
  (
    'reset_password',
    'Password Reset',
    'Lets a user who forgot the password choose a new one.',
    'Reset your password',
    'Choose a new password',
    'Somebody asked for a new password for {{user_email}}. If it was you, choose one here.',
    '{{reset_url}}',
    'Reset my password',
    'If you did not request this, ignore this message: your password stays as it is.',
    '{"user_email": "Address of the account", "reset_url": "Link to the page where a new password is chosen"}'
  ),
  (
    'test_email',
    'Test Email',
    'Shows an administrator that messages are sent, delivered and tracked.',
    'Test Tracking Email - {{timestamp}}',
    'It works',
    'This message was sent to {{recipient_email}} at {{timestamp}} to try out delivery and tracking. Follow the link, and the click should show in the statistics.',
    '{{test_link_url}}',
    'Try the link',
    'If you did not request this test, ignore this message: there is nothing that you need to do.',
    '{"recipient_email": "Address that the test goes to", "timestamp": "When the test was sent", "test_link_url": "Link whose clicks are tracked"}'
  ),
  (
    'update_email',
    'Email Change Confirmation',
    'Asks a user to confirm that the address of the account changes.',
    'Confirm your email change',
    'Confirm the change',
    'The address of an account is about to change, as requested for {{user_email}}. The change takes effect once you confirm it.',
    '{{update_url}}',
    'Confirm the change',
    'If you did not request this, ignore this message: the address stays as it is.',
    '{"user_email": "Address of the user", "update_url": "Link that confirms the change of address"}'
  )
) AS template
  (name, display_name, description, subject, heading, introduction, link, label, closing, variables)
CROSS JOIN (VALUES (
$html$<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
  </head>
  <body style="margin: 0; padding: 24px; background-color: #f3f4f6; color: #1f2937; font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.5;">
    <div style="max-width: 560px; margin: 0 auto; padding: 32px; background-color: #ffffff; border-radius: 8px;">
      <h1 style="margin: 0 0 16px; font-size: 22px; line-height: 1.3;">%s</h1>
      <p style="margin: 0 0 24px;">%s</p>
      <p style="margin: 0 0 24px;">
        <a href="%s" style="display: inline-block; padding: 12px 24px; background-color: #1d4ed8; color: #ffffff; font-weight: bold; text-decoration: none; border-radius: 6px;">%s</a>
      </p>
      <p style="margin: 0 0 24px; font-size: 14px;">
        If the button does not work, copy this address into your browser:<br>
        <a href="%s" style="color: #1d4ed8; word-break: break-all;">%s</a>
      </p>
      <p style="margin: 0; color: #6b7280; font-size: 14px;">%s</p>
    </div>
  </body>
</html>
$html$,
$text$%s

%s

%s:
%s

%s
$text$
)) AS layout (html, text)
ON CONFLICT (name) DO NOTHING;
--> statement-breakpoint
-- written
DO $phoenix_kit$
DECLARE
  written record;
  missing bigint;
BEGIN
  FOR written IN SELECT * FROM (VALUES
    ('phoenix_kit_email_templates', '"public".phoenix_kit_email_templates', $query$SELECT 5 - count(*) FROM ONLY "public".phoenix_kit_email_templates WHERE name IN ('magic_link', 'register', 'reset_password', 'test_email', 'update_email')$query$)
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
        MESSAGE = format('V15 cannot finish: %s row(s) of %s are not as it wrote them', missing, written.name),
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
-- marker
DELETE FROM ONLY "public".phoenix_kit WHERE id = 15 OR version = 15;
--> statement-breakpoint
INSERT INTO "public".phoenix_kit (id, version) VALUES (15, 15);
--> statement-breakpoint
DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM ONLY "public".phoenix_kit WHERE version = 15) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_not_in_prerequisite_state',
      MESSAGE = 'phoenix_kit: the history did not take the row of version 15',
      HINT = 'A trigger or rule of yours on phoenix_kit kept the change from it. Disable that, or the event trigger that puts it on new tables, then run again; nothing was changed.';
  END IF;
END
$phoenix_kit$;
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit IS '15';
