import type { ClientBase, Pool } from "pg";

/** Rows beside them stay as they are. */
const fillSql = `
  INSERT INTO phoenix_kit_users (email, username, hashed_password, inserted_at, updated_at)
  SELECT n || '@x', 'user' || n, '', now(), now() FROM generate_series(1, 30) n;
  INSERT INTO phoenix_kit_email_logs (message_id, "to", "from", headers, inserted_at, updated_at)
  SELECT n, 'b@x', 'a@x', jsonb_build_object('MessageId', CASE WHEN n % 3 = 0 THEN ' ' ELSE 'aws-' || n / 4 END),
    now(), now()
  FROM generate_series(1, 300) n;
  INSERT INTO phoenix_kit_email_events (email_log_uuid, event_type, occurred_at, inserted_at, updated_at)
  SELECT uuid, (ARRAY['send', 'open', 'click'])[1 + n % 3], '2024-01-01Z'::timestamptz + n % 2 * interval '1 s', now(), now()
  FROM phoenix_kit_email_logs, generate_series(1, 8) n;
  INSERT INTO phoenix_kit_media_folders (name, header_size, inserted_at, updated_at)
  SELECT 'folder ' || n, (ARRAY['small', 'medium', 'large'])[1 + n % 3], now(), now() FROM generate_series(1, 90) n;
  INSERT INTO phoenix_kit_notifications (recipient_uuid, metadata, seen_at, inserted_at)
  SELECT uuid, jsonb_build_object('dedupe_key', 'key ' || n % 3), CASE WHEN n % 5 = 0 THEN now() END,
    now() - n * interval '1 min'
  FROM phoenix_kit_users, generate_series(1, 12) n;
  INSERT INTO phoenix_kit_files (original_file_name, file_name, mime_type, file_type, ext, file_checksum,
    user_file_checksum, size, user_uuid, inserted_at, updated_at)
  SELECT 'f', n, (ARRAY['', 'image/png', 'application/octet-stream', 'text/html'])[1 + n % 4],
    (ARRAY['image', 'other', 'mine'])[1 + n % 3], (ARRAY['mp3', '.OGG', 'png', 'x', 'midi'])[1 + n % 5], 'c', n, 1, uuid,
    now(), now()
  FROM generate_series(1, 300) n, (SELECT uuid FROM phoenix_kit_users LIMIT 1) AS u;
  INSERT INTO phoenix_kit_file_instances (variant_name, file_name, mime_type, ext, checksum, size, file_uuid, inserted_at,
    updated_at)
  SELECT 'v', file_name, mime_type, ext, 'c', 1, uuid, now(), now() FROM phoenix_kit_files;
  INSERT INTO phoenix_kit_annotations (file_uuid, kind, geometry, inserted_at, updated_at)
  SELECT uuid, 'circle', '{}', now(), now() FROM phoenix_kit_files`;

/**
 * Puts rows into `public` at V136 that the preparations of later versions change.
 *
 * @example
 * await fillPreparable(pool);
 */
export async function fillPreparable(pool: Pick<ClientBase, "query">): Promise<void> {
  await pool.query(fillSql);
}

const queries = [
  "SELECT message_id, aws_message_id FROM phoenix_kit_email_logs ORDER BY uuid",
  "SELECT uuid FROM phoenix_kit_email_events ORDER BY uuid",
  "SELECT name, header_size FROM phoenix_kit_media_folders ORDER BY uuid",
  "SELECT uuid, seen_at, dismissed_at IS NULL AS shown FROM phoenix_kit_notifications ORDER BY uuid",
  "SELECT file_name, mime_type, file_type FROM phoenix_kit_files ORDER BY uuid",
  "SELECT file_name, mime_type FROM phoenix_kit_file_instances ORDER BY uuid",
];

/**
 * Reads what versions after 136 make of the rows of {@link fillPreparable}.
 *
 * @example
 * expect(await readPreparable(pool)).toEqual(await readPreparable(other));
 */
export async function readPreparable(pool: Pool): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const sql of queries) results.push((await pool.query(sql)).rows);
  return results;
}
