INSERT INTO "public".phoenix_kit_settings (key, value, module, date_added, date_updated)
SELECT setting.key, setting.value, 'entities', timezone('UTC', now()), timezone('UTC', now())
FROM (VALUES
  ('entities_enabled', 'false'),
  ('entities_max_per_user', '100'),
  ('entities_allow_relations', 'true'),
  ('entities_file_upload', 'false')
) AS setting (key, value)
ON CONFLICT (key) DO NOTHING;
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_entities.display_name_plural IS
  'How the interface calls several of them, e.g. "Products" beside "Product"';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_entities.fields_definition IS
  'JSON array with one object a field (key, type, label, rules), in the order of the form';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_entities.settings IS
  'Options of this content type as a JSON object';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_entity_data.data IS
  'The values of the record, by the keys of its entity''s fields_definition';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_entity_data.metadata IS
  'Facts about the record that are no field of it, such as tags or where it came from';
