DELETE FROM ONLY "public".phoenix_kit_settings
WHERE module = 'entities' AND key IN (
  'entities_enabled',
  'entities_max_per_user',
  'entities_allow_relations',
  'entities_file_upload'
);
