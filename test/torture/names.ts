import type { Client } from "pg";

/** A table, what names a row of it, and whom it belongs to: the reference by id, by UUID, and the parent. */
type Named = readonly [
  table: string,
  name: string,
  parent?: readonly [id: string, uuid: string, table: string],
];

const user = ["user_id", "user_uuid", "users"] as const;
const log = ["email_log_id", "email_log_uuid", "email_logs"] as const;
const maker = ["created_by", "created_by_uuid", "users"] as const;

const tables: readonly Named[] = [
  ["users", "email"],
  ["users_tokens", "token", user],
  ["user_roles", "name"],
  ["user_role_assignments", "inserted_at", user],
  ["settings", "key"],
  ["referral_codes", "code", maker],
  ["email_logs", "message_id", user],
  ["email_events", "link_url", log],
  [
    "email_orphaned_events",
    "aws_message_id",
    ["matched_email_log_id", "matched_email_log_uuid", "email_logs"],
  ],
  ["email_blocklist", "email", user],
  ["email_templates", "name", ["created_by_user_id", "created_by_user_uuid", "users"]],
  ["user_oauth_providers", "provider_uid", user],
  ["entities", "name", maker],
  ["entity_data", "title", ["entity_id", "entity_uuid", "entities"]],
  ["files", "original_file_name", user],
  ["audit_logs", "user_agent", ["target_user_id", "target_user_uuid", "users"]],
];

/** What is in a schema, in words that mean the same at every version. */
export type Names = Readonly<Record<string, readonly string[]>>;

/**
 * The rows of a schema by their natural names, and to whom each belongs; and how many rows every table has.
 *
 * @param client a connection
 * @param prefix the schema
 * @returns by table, one line a row; the tables that are not there are left out
 * @example
 * (await readNames(client, "public")).users // ["ada@example.com"]
 */
export async function readNames(client: Client, prefix: string): Promise<Names> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind = 'r' ORDER BY 1`,
    [client.escapeIdentifier(prefix)],
  );
  const present = rows.map(({ name }) => name).filter((name) => name !== "phoenix_kit");
  const found: Record<string, string[]> = {};
  if (present.length === 0) return found;
  const all = present.map(
    (table) =>
      `(SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM ${client.escapeIdentifier(prefix)}.${table} t)`,
  );
  // as JSON, since a column that a version does not have is no error there
  const { rows: contents } = await client.query<{ all: Row[][] }>(`SELECT ARRAY[${all.join(", ")}] AS all`);
  const rowsOf = new Map(present.map((table, index) => [table, contents[0]?.all[index] ?? []]));
  found.counts = present.map((table) => `${table}: ${rowsOf.get(table)?.length}`);
  for (const named of tables) {
    const rows = rowsOf.get(`phoenix_kit_${named[0]}`);
    const parents = rowsOf.get(`phoenix_kit_${named[2]?.[2]}`) ?? [];
    if (rows) found[named[0]] = linesOf(rows, parents, named);
  }
  return found;
}

type Row = Readonly<Record<string, unknown>>;

function linesOf(rows: readonly Row[], parents: readonly Row[], [, name, parent]: Named): string[] {
  // whether a moment says its time zone depends on the version
  const label = (row: Row, column: string) => String(row[column]).replace(/\+00:00$/, "");
  if (!parent) return rows.map((row) => label(row, name)).sort();
  const [id, uuid, table] = parent;
  const parentName = tables.find(([other]) => other === table)?.[1] ?? "";
  const byKey = new Map(
    parents.flatMap((row) => [row.id, row.uuid].map((key) => [key, label(row, parentName)])),
  );
  // UUIDs beside ids may not be filled yet
  return rows.map((row) => `${label(row, name)} of ${byKey.get(id in row ? row[id] : row[uuid])}`).sort();
}

/**
 * What two looks at a schema do not agree in.
 *
 * @param actual what is there
 * @param expected what has to be
 * @returns one line a table; none where all is there
 * @example
 * findLostNames({ users: [] }, { users: ["ada@example.com"] })
 */
export function findLostNames(actual: Names, expected: Names): string[] {
  return Object.keys({ ...expected, ...actual }).flatMap((table) => {
    const missing = without(expected[table] ?? [], actual[table] ?? []);
    const extra = without(actual[table] ?? [], expected[table] ?? []);
    if (missing.length + extra.length === 0) return [];
    return [`${table}: ${missing.length} missing (${missing[0]}), ${extra.length} extra (${extra[0]})`];
  });
}

function without(all: readonly string[], taken: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const one of taken) left.set(one, (left.get(one) ?? 0) + 1);
  return all.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
