-- The columns hold one text again, the English one, which has to be there and to fit.
DO $do$
DECLARE
  unfit bigint := (
    SELECT count(*) FROM ONLY "public".phoenix_kit_email_templates AS template
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
      DETAIL = 'SELECT name, subject, display_name, html_body, text_body FROM ONLY "public".phoenix_kit_email_templates '
        'WHERE NOT (subject ? ''en'' AND display_name ? ''en'' AND html_body ? ''en'' AND text_body ? ''en'') '
        'OR length(subject ->> ''en'') > 255 OR length(display_name ->> ''en'') > 255 '
        'OR num_nulls(subject ->> ''en'', display_name ->> ''en'', html_body ->> ''en'', text_body ->> ''en'') > 0',
      HINT = 'Give each of these texts an "en" (subject and display name at most 255 characters); then migrate again.';
  END IF;
END
$do$;
