import { expandExpressions } from "../compose/expressions.ts";

/** A table of the benchmark: how its rows at V27 are made, and how one copies it into its newest shape. */
export interface BigTable {
  readonly name: string;
  /** The number of rows at scale 1. */
  readonly rows: number;
  /** Its columns, and for row `n` their values; `random` is a number from 0 to 1 that follows from `n`. */
  readonly columns: string;
  readonly values: string;
  /** What the newest version has beyond the columns of V27. */
  readonly added: string;
  /** The joins that this takes, to the copies in the schema `copied`. */
  readonly joins: string;
}

const uuid = `${expandExpressions("uuid_of_old_row(inserted_at)").replace(/\b(inserted_at|id)\b/g, "child.$1")} AS uuid`;
const moment = "timestamp '2024-01-01' + n * interval '9 seconds'";

/** All tables that the benchmark fills, parents first. Three events a log, so that none is a copy of another. */
export const bigTables: readonly BigTable[] = [
  {
    name: "phoenix_kit_users",
    rows: 300_000,
    columns: `email, hashed_password, first_name, last_name, username, confirmed_at, inserted_at, updated_at,
      registration_ip, registration_country, registration_region, registration_city`,
    values: `'person.' || n || '@host' || n % 977 || '.example', '$2b$12$' || md5(n::text) || left(md5('b' || n), 21),
      'Ann ' || n % 3001, 'Lee ' || n % 9973, 'person_' || n, ${moment}, ${moment}, ${moment},
      '10.' || n % 251 || '.' || n % 241 || '.7', 'DE', 'Region ' || n % 16, 'City ' || n % 2000`,
    added: `${uuid}, 'person'::varchar(20) AS account_type, NULL::uuid AS organization_uuid`,
    joins: "",
  },
  {
    name: "phoenix_kit_users_tokens",
    rows: 300_000,
    columns: "user_id, token, context, inserted_at, ip_address, user_agent_hash",
    values: `1 + (random * (users - 1))::bigint, sha256(n::text::bytea), 'session', ${moment},
      '10.' || n % 251 || '.' || n % 241 || '.7', md5('agent' || n % 500)`,
    added: `${uuid}, u.uuid AS user_uuid`,
    joins: "LEFT JOIN copied.phoenix_kit_users AS u ON u.id = child.user_id",
  },
  {
    name: "phoenix_kit_user_role_assignments",
    rows: 300_000,
    columns: "user_id, role_id, assigned_by, inserted_at",
    values: `n, (SELECT id FROM phoenix_kit_user_roles WHERE name = 'User'),
      CASE WHEN n % 3 = 0 THEN 1 END, ${moment}`,
    added: `${uuid}, u.uuid AS user_uuid, a.uuid AS assigned_by_uuid, md5('role')::uuid AS role_uuid`,
    joins: `LEFT JOIN copied.phoenix_kit_users AS u ON u.id = child.user_id
      LEFT JOIN copied.phoenix_kit_users AS a ON a.id = child.assigned_by`,
  },
  {
    name: "phoenix_kit_email_logs",
    rows: 1_000_000,
    columns: `message_id, "to", "from", subject, headers, body_preview, template_name, campaign_id, size_bytes, status,
      sent_at, provider, user_id, inserted_at, updated_at, aws_message_id`,
    values: `md5('m' || n) || '@mail.example', 'person.' || 1 + (random * (users - 1))::int || '@host.example',
      'news@shop.example', 'Offer ' || n % 4001 || ' of the month',
      jsonb_build_object('Message-ID', md5('m' || n), 'Reply-To', 'help@shop.example', 'X-Number', n),
      repeat('Dear customer, ', 9) || n, 'template_' || n % 40, 'campaign_' || n % 300, 4000 + n % 9000, 'delivered',
      ${moment}, 'aws_ses', CASE WHEN n % 20 <> 0 THEN 1 + (random * (users - 1))::int END, ${moment}, ${moment},
      md5('aws' || n)`,
    added: `${uuid}, u.uuid AS user_uuid, 'en'::varchar(10) AS locale`,
    joins: "LEFT JOIN copied.phoenix_kit_users AS u ON u.id = child.user_id",
  },
  {
    name: "phoenix_kit_email_events",
    rows: 3_200_000,
    columns:
      "email_log_id, event_type, event_data, occurred_at, ip_address, user_agent, link_url, inserted_at, updated_at",
    values: `1 + (n - 1) * logs / events, (ARRAY['send', 'delivery', 'open', 'click'])[1 + n % 4],
      jsonb_build_object('mail', jsonb_build_object('source', 'news@shop.example', 'number', n)),
      arrived, '10.' || n % 251 || '.' || n % 241 || '.7',
      CASE WHEN n % 4 > 1 THEN 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0' END,
      CASE WHEN n % 4 = 3 THEN 'https://shop.example/offer/' || n END, arrived, arrived`,
    added: `${uuid}, l.uuid AS email_log_uuid`,
    joins: "LEFT JOIN copied.phoenix_kit_email_logs AS l ON l.id = child.email_log_id",
  },
  {
    name: "phoenix_kit_audit_logs",
    rows: 300_000,
    columns: "target_user_id, admin_user_id, action, ip_address, user_agent, metadata, inserted_at",
    values: `1 + (random * (users - 1))::int, 1 + n % 50, (ARRAY['password_reset', 'role_change', 'login'])[1 + n % 3],
      '10.' || n % 251 || '.' || n % 241 || '.7', 'Mozilla/5.0 (X11; Linux x86_64)',
      jsonb_build_object('reason', 'ticket ' || n), ${moment}`,
    added: `${uuid}, t.uuid AS target_user_uuid, a.uuid AS admin_user_uuid`,
    joins: `LEFT JOIN copied.phoenix_kit_users AS t ON t.id = child.target_user_id
      LEFT JOIN copied.phoenix_kit_users AS a ON a.id = child.admin_user_id`,
  },
];

/** The statement that fills a table at V27; the same rows each time. */
export function fillSql({ name, columns, values, rows }: BigTable, scale: number): string {
  const count = (table: string) =>
    Math.round((bigTables.find((other) => other.name === table)?.rows ?? 0) * scale);
  return `INSERT INTO ${name} (${columns})
    SELECT ${values}
    FROM generate_series(1, ${Math.round(rows * scale)}) AS n
    CROSS JOIN LATERAL (SELECT ('x' || left(md5('${name}' || n), 7))::bit(28)::int / 268435456.0) AS r (random)
    CROSS JOIN (VALUES (${count("phoenix_kit_users")}::bigint, ${count("phoenix_kit_email_logs")}::bigint,
      ${count("phoenix_kit_email_events")}::bigint)) AS counts (users, logs, events)
    CROSS JOIN LATERAL (SELECT timestamp '2024-01-01' + n * interval '3 seconds' + random * interval '1 day')
      AS a (arrived)
    ORDER BY n`;
}

/** The statement that copies a table, with its rows at V27, into its newest shape in the schema `copied`. */
export function copySql({ name, added, joins }: BigTable): string {
  return `CREATE TABLE copied.${name} AS SELECT child.*, ${added} FROM public.${name} AS child ${joins}`;
}
