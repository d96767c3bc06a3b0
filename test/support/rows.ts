import { createHash } from "node:crypto";
import { escapeIdentifier, type Pool } from "pg";

/**
 * A row to insert. A column that is not there at every version of its table says when it is: `username@8` from
 * V08 on, `checksum@20-25` from V20 to V25.
 */
type Row = Record<string, unknown>;

const awkward = `O'Brien "said" \\n; DROP -- ${"$$"} %s {{x}} Käse 漢字 😀`;
const at = "2024-02-29 23:59:59";
const kept = { inserted_at: at };
const stamped = { inserted_at: at, updated_at: "9999-12-31 00:00:00" };
const dated = { date_created: "1970-01-01 00:00:00.000001", date_updated: at };

/** A key that no 4-byte column could hold. */
const bigId = "5000000000";
const uuid = (n: number) => `018f0000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const pavel = {
  email: "Pavel@Example.com",
  hashed_password: "$2b$12$'\"\\",
  first_name: awkward,
  last_name: "",
};
const registered = { "registration_ip@10": "2001:db8::1", "registration_city@10": "Pärnu" };
const fields = { ключ: [awkward, null], nested: { empty: {} } };
const known = { "username@8": "pavel", "user_timezone@11": "+14", "custom_fields@18": fields };
const unknown = { "username@8": null, "custom_fields@18": null };

const openToken = { user_id: null, context: "magic_link_registration", sent_to: "new@example.com" };
const browser = { "ip_address@23": "::1", "user_agent_hash@23": sha256("agent") };

const message = { message_id: "<1@example.com>", to: "a@example.com", from: awkward, subject: awkward };
const body = { headers: { To: "a" }, body_full: "x".repeat(10_000), size_bytes: 2_147_483_647 };
const tracked = { "aws_message_id@13": "0100-aws", "bounced_at@13": at, "failed_at@19": at };
const delivery = { status: "clicked", delivered_at: at, "body_compressed@14": true };
const bare = { message_id: "", to: "", from: "", headers: null, message_tags: null };

const template = { display_name: awkward, subject: awkward, html_body: awkward, text_body: "" };
const oauth = { provider: "github", provider_uid: awkward, raw_data: null };
const entity = { display_name: "", fields_definition: "[{}]", created_by: 1001 };

const file = { mime_type: "image/png", ext: "png", size: "9223372036854775807" };
const uploads: Row[] = [1001, bigId].map((user, n) => ({
  id: uuid(n + 1),
  user_id: user,
  original_file_name: awkward,
  file_name: `${n}.png`,
  file_type: "image",
  ...file,
  metadata: n === 0 ? { alt: awkward } : null,
  "checksum@20-25": sha256(`content ${n}`),
  "file_checksum@26": sha256(`content ${n}`),
  "user_file_checksum@26": sha256(`${user}${sha256(`content ${n}`)}`),
  ...stamped,
}));
const variant = { variant_name: "v", file_name: "", checksum: "" };

/** By table and the version from which on these rows can be there, parents before children. */
const rowsOfTables: Record<string, Row[]> = {
  "phoenix_kit_users@1": [
    { id: 1001, ...pavel, confirmed_at: at, ...registered, ...known, ...stamped },
    { id: 1002, email: "pavel@elsewhere.example", hashed_password: "", is_active: false, ...stamped },
    { id: bigId, email: "漢字", hashed_password: "x", ...unknown, ...stamped },
  ],
  "phoenix_kit_users_tokens@1": [
    { id: 1001, user_id: 1001, token: Buffer.from([0, 255, 39, 92]), context: "session", ...kept },
    { id: 1002, user_id: bigId, token: Buffer.alloc(0), context: "change:o'brien@x", ...kept },
  ],
  "phoenix_kit_users_tokens@16": [
    { id: 1003, token: Buffer.from("open"), ...openToken, ...browser, ...kept },
  ],
  "phoenix_kit_user_roles@2": [{ id: 1001, name: `Käse "n" o'x`, description: null, ...stamped }],
  "phoenix_kit_user_role_assignments@2": [
    { id: 1001, user_id: 1001, role_id: 1001, "assigned_by@4": bigId, "is_active@4": false, ...kept },
    { id: 1002, user_id: bigId, role_id: 1001, "assigned_by@4": null, ...kept },
  ],
  "phoenix_kit_settings@3": [
    { id: 1001, key: awkward, value: "", "module@5": null, "value_json@12": null },
    { id: 1002, key: "json", value: awkward, "module@5": "mine", "value_json@12": '[null, "a"]' },
  ],
  "phoenix_kit_settings@12": [{ id: 1003, key: "neither", value: null, value_json: null }],
  "phoenix_kit_referral_codes@6": [
    { id: 1001, code: awkward, description: "", max_uses: 1, created_by: 1, expiration_date: null },
    { id: 1002, code: "B", description: "", max_uses: 0, created_by: -1, expiration_date: at },
  ],
  "phoenix_kit_referral_code_usage@6": [{ id: 1001, code_id: 1001, used_by: 1001 }],
  "phoenix_kit_email_logs@7": [
    { id: 1001, ...message, ...body, ...delivery, user_id: 1001, ...tracked, ...stamped },
    { id: 1002, ...bare, ...stamped },
  ],
  "phoenix_kit_email_events@7": [
    { id: 1001, email_log_id: 1001, event_type: "click", link_url: awkward, "delay_type@13": "", ...stamped },
    { id: 1002, email_log_id: 1002, event_type: "bounce", event_data: null, ...stamped },
  ],
  "phoenix_kit_email_blocklist@9": [{ id: 1001, email: awkward, reason: "", expires_at: "infinity" }],
  "phoenix_kit_email_templates@15": [
    { id: 1001, name: awkward, slug: "", variables: null, metadata: null, ...template, ...stamped },
  ],
  "phoenix_kit_user_oauth_providers@16": [{ id: 1001, user_id: bigId, ...oauth, ...stamped }],
  "phoenix_kit_entities@17": [{ id: 1001, name: awkward, settings: null, ...entity, ...dated }],
  "phoenix_kit_entity_data@17": [{ id: 1001, entity_id: 1001, title: awkward, created_by: 0, ...dated }],
  "phoenix_kit_buckets@19": [
    { id: uuid(1), name: awkward, provider: "s3", max_size_mb: "9223372036854775807", ...stamped },
  ],
  "phoenix_kit_files@20": uploads,
  "phoenix_kit_file_instances@20": [{ id: uuid(1), file_id: uuid(1), ...variant, ...file, ...stamped }],
  "phoenix_kit_file_locations@20": [
    { id: uuid(1), path: awkward, file_instance_id: uuid(1), bucket_id: uuid(1), ...stamped },
  ],
  "phoenix_kit_storage_dimensions@20": [
    { id: uuid(1), name: awkward, applies_to: "both", "maintain_aspect_ratio@25": false, ...stamped },
  ],
  "phoenix_kit_audit_logs@22": [{ id: 1001, target_user_id: 1, admin_user_id: 1, action: "", ...kept }],
  "phoenix_kit_email_metrics@22": [{ id: 1001, metric_key: awkward, value: -1, ...stamped }],
  "phoenix_kit_email_orphaned_events@22": [
    { id: 1001, aws_message_id: "", event_type: "", error_message: awkward, ...stamped },
  ],
  "oban_jobs@27": [
    { id: 1001, worker: awkward, errors: [JSON.stringify({ error: awkward })], tags: [awkward, ""] },
  ],
  "oban_peers@27": [{ name: awkward, node: "", started_at: at, expires_at: at }],
};

/**
 * Puts rows into every table that a version has: quotes, every script, NULL where it may be, the largest numbers.
 * Keys are explicit and far from those of seeds; rows that are there already are left as they are.
 *
 * @param pool - the database.
 * @param prefix - the schema, unquoted.
 * @param version - the version that it is at.
 * @example
 * await up(pool, { prefix: "tenant", version: 9 });
 * await fillRows(pool, "tenant", 9);
 */
export async function fillRows(pool: Pool, prefix: string, version: number): Promise<void> {
  for (const [key, rows] of Object.entries(rowsOfTables)) {
    const [table] = there(key, version);
    if (!table) continue;
    for (const row of rows) {
      const columns = Object.keys(row).flatMap((column) =>
        there(column, version).map((name) => ({ name, value: row[column] })),
      );
      const names = columns.map(({ name }) => escapeIdentifier(name));
      const places = columns.map((_, index) => `$${index + 1}`);
      await pool.query(
        `INSERT INTO ${escapeIdentifier(prefix)}.${table} (${names.join(", ")}) VALUES (${places.join(", ")})
         ON CONFLICT DO NOTHING`,
        columns.map(({ value }) => value),
      );
    }
  }
}

/** The name before the `@`, or nothing where it is not there at a version. */
function there(key: string, version: number): string[] {
  const [name = "", versions = "0"] = key.split("@");
  const [since, until = "Infinity"] = versions.split("-");
  return version >= Number(since) && version <= Number(until) ? [name] : [];
}
