import { escapeIdentifier, type Pool } from "pg";
import { down, up } from "../../src/migrate/up-down.ts";

/** What only ours has, by the version that brings it. PhoenixKit fills no history, and has another journal. */
const onlyOurs: [since: number, sql: string][] = [
  [1, "DELETE FROM {s}.phoenix_kit"],
  [2, "DROP FUNCTION {s}.phoenix_kit_protect_system_roles() CASCADE"],
  [4, "ALTER TABLE {s}.phoenix_kit_user_role_assignments DROP COLUMN is_active"],
  [5, "ALTER TABLE {s}.phoenix_kit_settings DROP CONSTRAINT phoenix_kit_settings_key_not_blank"],
  [27, "COMMENT ON TYPE {s}.oban_job_state IS NULL"],
  [27, "ALTER TABLE {s}.oban_jobs ADD COLUMN IF NOT EXISTS hosts_own text"],
  [40, "COMMENT ON FUNCTION {s}.uuid_generate_v7() IS NULL"],
];

/**
 * Makes a schema as PhoenixKit leaves it at a version from 6 on.
 *
 * @example
 * await makePhoenixKits(pool, "tenant", 27);
 */
export async function makePhoenixKits(pool: Pool, prefix: string, version: number): Promise<void> {
  await up(pool, { prefix, version });
  await down(pool, { prefix, version });
  const s = escapeIdentifier(prefix);
  for (const [since, sql] of onlyOurs) if (version >= since) await pool.query(sql.replace("{s}", s));
  await pool.query(`COMMENT ON SCHEMA ${s} IS NULL`);
  if (prefix === "public") await pool.query("DROP SCHEMA drizzle CASCADE");
}

/** How PhoenixKit's first versions differ from its V06, which ours is at as well: the other way round. */
const before: [version: number, sql: string][] = [
  [5, "ALTER TABLE {s}.phoenix_kit_referral_codes ALTER COLUMN expiration_date SET NOT NULL"],
  [4, "ALTER TABLE {s}.phoenix_kit_referral_codes DROP COLUMN beneficiary"],
  [3, "DROP TABLE {s}.phoenix_kit_referral_code_usage, {s}.phoenix_kit_referral_codes"],
  [3, "ALTER TABLE {s}.phoenix_kit_settings DROP COLUMN module"],
  [2, "DROP TABLE {s}.phoenix_kit_settings"],
  [1, "ALTER TABLE {s}.phoenix_kit_user_role_assignments ADD COLUMN is_active boolean NOT NULL DEFAULT true"],
  [
    1,
    "CREATE INDEX idx_user_role_assignments_user_active ON {s}.phoenix_kit_user_role_assignments (user_id, is_active)",
  ],
  [
    1,
    "CREATE INDEX idx_user_role_assignments_role_active ON {s}.phoenix_kit_user_role_assignments (role_id, is_active)",
  ],
];

/**
 * Makes a schema as PhoenixKit leaves it at V01 to V05: parts of its V06, in an order that ours does not follow.
 *
 * @example
 * await makeEarlyPhoenixKits(pool, "tenant", 3);
 */
export async function makeEarlyPhoenixKits(pool: Pool, prefix: string, version: number): Promise<void> {
  await makePhoenixKits(pool, prefix, 6);
  const s = escapeIdentifier(prefix);
  for (const [last, sql] of before) if (version <= last) await pool.query(sql.replaceAll("{s}", s));
  await pool.query(`COMMENT ON TABLE ${s}.phoenix_kit IS '${version}'`);
}

const looseInOneRun = [
  ...["audit_logs.admin_user_uuid", "audit_logs.target_user_uuid", "email_events.email_log_uuid"],
  ...["entities.created_by_uuid", "entity_data.entity_uuid", "entity_data.created_by_uuid"],
  ...["referral_code_usage.used_by_uuid", "referral_code_usage.code_uuid", "referral_codes.created_by_uuid"],
  ...["role_permissions.role_uuid", "user_oauth_providers.user_uuid"],
  ...["user_role_assignments.user_uuid", "user_role_assignments.role_uuid"],
  ...["admin_notes.user_uuid", "admin_notes.author_uuid"],
];

/**
 * Makes a schema as PhoenixKit leaves it at V137 where it went there in one run: V28's column is still there, columns
 * may be empty and foreign keys are missing.
 *
 * @returns how many columns and how many foreign keys that are
 * @example
 * await makePhoenixKitsInOneRun(pool, "public");
 */
export async function makePhoenixKitsInOneRun(
  pool: Pool,
  prefix: string,
): Promise<{ columns: number; keys: number }> {
  await makePhoenixKits(pool, prefix, 137);
  const s = escapeIdentifier(prefix);
  for (const place of looseInOneRun) {
    const [table, column] = place.split(".");
    await pool.query(`ALTER TABLE ${s}.phoenix_kit_${table} ALTER COLUMN ${column} DROP NOT NULL`);
  }
  const { rows } = await pool.query(
    `SELECT conrelid::regclass AS table, conname AS name FROM pg_constraint
     WHERE contype = 'f' AND conname ~ '^fk_' AND connamespace = $1::regnamespace`,
    [s],
  );
  for (const { table, name } of rows) await pool.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  await pool.query(`ALTER TABLE ${s}.phoenix_kit_users ADD COLUMN preferred_locale varchar(10);
    CREATE INDEX phoenix_kit_users_preferred_locale_index ON ${s}.phoenix_kit_users (preferred_locale)`);
  return { columns: looseInOneRun.length, keys: rows.length };
}
