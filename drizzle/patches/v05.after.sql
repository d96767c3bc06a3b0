UPDATE ONLY "public".phoenix_kit_settings
SET module = 'system'
WHERE key IN ('time_zone', 'date_format', 'time_format', 'project_title');
