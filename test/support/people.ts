import { escapeIdentifier, type Pool } from "pg";

/**
 * Puts related rows into a schema at V27: who has which token, role, file, log and so on, each under a name of its
 * own, so that the same can be asked by id and by UUID. Ages run against the order of the ids, and some are equal.
 *
 * @param pool the database
 * @param prefix the schema, unquoted
 * @param count how many users, tokens, assignments, settings, logs, events, files … each
 * @example
 * await fillPeople(pool, "tenant", 100);
 */
export async function fillPeople(pool: Pool, prefix: string, count: number): Promise<void> {
  const s = escapeIdentifier(prefix);
  const from = `FROM generate_series(1, ${Number(count)}) AS n`;
  const other = `1 + n * 7 % ${Number(count)}`;
  const age = `timestamp '2024-02-29 12:00:00.123456' - n / 2 * interval '1.000007 seconds'`;
  const user = (n: string) => `(SELECT id FROM ${s}.phoenix_kit_users WHERE username = 'u' || (${n}))`;
  await pool.query(`
    INSERT INTO ${s}.phoenix_kit_users (email, hashed_password, username, inserted_at, updated_at)
      SELECT 'u' || n || '@example.com', 'x', 'u' || n, ${age}, now() ${from};
    INSERT INTO ${s}.phoenix_kit_users_tokens (user_id, token, context, inserted_at)
      SELECT ${user(other)}, convert_to('t' || n, 'UTF8'), 'session', ${age} ${from};
    INSERT INTO ${s}.phoenix_kit_user_oauth_providers
        (user_id, provider, provider_uid, inserted_at, updated_at)
      SELECT ${user(other)}, 'github', 'g' || n, ${age}, now() ${from};
    INSERT INTO ${s}.phoenix_kit_user_role_assignments (user_id, role_id, assigned_by, inserted_at, is_active)
      SELECT ${user("n")}, (SELECT id FROM ${s}.phoenix_kit_user_roles WHERE name = 'User'),
        CASE WHEN n % 3 > 0 THEN ${user(other)} END, ${age}, n % 2 = 0 ${from};
    INSERT INTO ${s}.phoenix_kit_settings (key, value, date_added) SELECT 's' || n, n::text, ${age} ${from};
    INSERT INTO ${s}.phoenix_kit_referral_codes
        (code, description, max_uses, created_by, beneficiary, date_created)
      SELECT 'c' || n, '', 1, ${user(other)}, CASE WHEN n % 2 = 0 THEN ${user("n")} END, ${age} ${from};
    INSERT INTO ${s}.phoenix_kit_referral_code_usage (code_id, used_by, date_used)
      SELECT (SELECT id FROM ${s}.phoenix_kit_referral_codes WHERE code = 'c' || (${other})), ${user("n")}, ${age}
      ${from};
    INSERT INTO ${s}.phoenix_kit_email_logs (message_id, "to", "from", user_id, sent_at, inserted_at, updated_at)
      SELECT 'm' || n, 'to', 'from', CASE WHEN n % 4 > 0 THEN ${user(other)} END, ${age}, ${age}, now() ${from};
    INSERT INTO ${s}.phoenix_kit_email_events
        (email_log_id, event_type, link_url, occurred_at, inserted_at, updated_at)
      SELECT (SELECT id FROM ${s}.phoenix_kit_email_logs WHERE message_id = 'm' || (${other})), 'click', 'e' || n,
        ${age}, ${age}, now() ${from};
    INSERT INTO ${s}.phoenix_kit_email_orphaned_events
        (aws_message_id, event_type, matched_email_log_id, inserted_at, updated_at)
      SELECT 'o' || n, 'open', (SELECT id FROM ${s}.phoenix_kit_email_logs WHERE message_id = 'm' || (${other})),
        ${age}, now() ${from};
    INSERT INTO ${s}.phoenix_kit_email_blocklist (email, reason, user_id, inserted_at)
      SELECT 'b' || n, 'bounce', ${user(other)}, ${age} ${from};
    INSERT INTO ${s}.phoenix_kit_email_templates
        (name, slug, display_name, subject, html_body, text_body, created_by_user_id, updated_by_user_id,
         inserted_at, updated_at)
      SELECT 'x' || n, 'x' || n, 'X', 'Hello', '<p>', 'text', ${user(other)}, ${user("n")}, ${age}, now() ${from};
    INSERT INTO ${s}.phoenix_kit_entities (name, display_name, created_by, date_created)
      SELECT 'k' || n, 'K', ${user(other)}, ${age} ${from};
    INSERT INTO ${s}.phoenix_kit_entity_data (title, entity_id, created_by, date_created)
      SELECT 'd' || n, (SELECT id FROM ${s}.phoenix_kit_entities WHERE name = 'k' || (${other})), ${user("n")}, ${age}
      ${from};
    INSERT INTO ${s}.phoenix_kit_files
        (id, original_file_name, file_name, mime_type, file_type, ext, file_checksum, size, user_id, inserted_at,
         updated_at, user_file_checksum)
      SELECT gen_random_uuid(), 'f' || n, 'f', 'image/png', 'image', 'png', 'f' || n, 1, ${user(other)}, ${age}, now(),
        'f' || n ${from};
    INSERT INTO ${s}.phoenix_kit_audit_logs (action, user_agent, target_user_id, admin_user_id, inserted_at)
      SELECT 'user_updated', 'a' || n, ${user(other)}, ${user("n")}, ${age} ${from};
  `);
}

/** The child's table, what names a row of it, its column by id and by UUID, and the parent's table. */
type Reference = readonly [table: string, name: string, byId: string, byUuid: string, parent: string];

/** What names a parent. */
const names: Record<string, string> = {
  users: "email",
  user_roles: "name",
  referral_codes: "code",
  email_logs: "message_id",
  entities: "name",
};

const assignment = "extract(epoch FROM child.inserted_at) || child.is_active::text";
const usage = "extract(epoch FROM child.date_used)";

const references: readonly Reference[] = [
  ["users_tokens", "child.token", "user_id", "user_uuid", "users"],
  ["user_oauth_providers", "child.provider_uid", "user_id", "user_uuid", "users"],
  ["user_role_assignments", assignment, "user_id", "user_uuid", "users"],
  ["user_role_assignments", assignment, "role_id", "role_uuid", "user_roles"],
  ["user_role_assignments", assignment, "assigned_by", "assigned_by_uuid", "users"],
  ["referral_codes", "child.code", "created_by", "created_by_uuid", "users"],
  ["referral_codes", "child.code", "beneficiary", "beneficiary_uuid", "users"],
  ["referral_code_usage", usage, "code_id", "code_uuid", "referral_codes"],
  ["referral_code_usage", usage, "used_by", "used_by_uuid", "users"],
  ["email_logs", "child.message_id", "user_id", "user_uuid", "users"],
  ["email_events", "child.link_url", "email_log_id", "email_log_uuid", "email_logs"],
  [
    "email_orphaned_events",
    "child.aws_message_id",
    "matched_email_log_id",
    "matched_email_log_uuid",
    "email_logs",
  ],
  ["email_blocklist", "child.email", "user_id", "user_uuid", "users"],
  ["email_templates", "child.name", "created_by_user_id", "created_by_user_uuid", "users"],
  ["email_templates", "child.name", "updated_by_user_id", "updated_by_user_uuid", "users"],
  ["entities", "child.name", "created_by", "created_by_uuid", "users"],
  ["entity_data", "child.title", "entity_id", "entity_uuid", "entities"],
  ["entity_data", "child.title", "created_by", "created_by_uuid", "users"],
  ["files", "child.original_file_name", "user_id", "user_uuid", "users"],
  ["audit_logs", "child.user_agent", "target_user_id", "target_user_uuid", "users"],
  ["audit_logs", "child.user_agent", "admin_user_id", "admin_user_uuid", "users"],
];

/**
 * Who refers to whom, told by names: the same by id and by UUID, at any version that has that column.
 *
 * @param pool the database
 * @param prefix the schema, unquoted
 * @param by whether to follow the ids or the UUIDs
 * @returns by `table.column` (that of the ids), one line a row
 * @example
 * expect(await relations(pool, "tenant", "uuid")).toEqual(before);
 */
export async function relations(
  pool: Pool,
  prefix: string,
  by: "id" | "uuid",
): Promise<Record<string, string[]>> {
  const s = escapeIdentifier(prefix);
  const found: Record<string, string[]> = {};
  for (const [table, name, byId, byUuid, parent] of references) {
    const { rows } = await pool.query<{ line: string }>(
      `SELECT concat_ws(' -> ', ${name}, parent.${names[parent]}) AS line
       FROM ${s}.phoenix_kit_${table} AS child
       LEFT JOIN ${s}.phoenix_kit_${parent} AS parent ON parent.${by} = child.${by === "id" ? byId : byUuid}
       ORDER BY 1`,
    );
    found[`${table}.${byId}`] = rows.map(({ line }) => line);
  }
  return found;
}
