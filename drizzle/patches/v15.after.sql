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
