-- Admin may do everything, as before; what Owner may do is in no row, and User gets nothing.
INSERT INTO "public".phoenix_kit_role_permissions (role_id, module_key)
SELECT
  id,
  unnest(ARRAY[
    'dashboard', 'users', 'media', 'settings', 'modules',
    'billing', 'shop', 'emails', 'entities', 'tickets', 'posts', 'ai', 'sync', 'publishing', 'referrals', 'sitemap',
    'seo', 'maintenance', 'storage', 'languages', 'connections', 'legal', 'db', 'jobs'
  ])
FROM ONLY "public".phoenix_kit_user_roles
WHERE name = 'Admin';
