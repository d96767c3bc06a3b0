import { formatVersion } from "../../error.ts";
import { versionTable } from "../../migrate/marker.ts";
import { type CreatedObject, listCreatedObjects } from "../../migrations/managed-objects.ts";
import type { Migration } from "../../migrations/migrations.ts";
import type { Connection } from "../../postgres/connection.ts";
import { quoteIdentifier, quoteQualified } from "../../postgres/sql.ts";
import { type Check, type CheckContext, type CheckResult, formatNames, warn } from "../check.ts";

const privileges = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;
type Privilege = (typeof privileges)[number];

/** What a role that can use most managed tables may do. */
interface Access {
  /** Quoted, or PUBLIC. */
  readonly role: string;
  /** Unquoted, as PostgreSQL's privilege functions take it. */
  readonly name: string;
  readonly held: readonly Privilege[];
  /** Newer tables without those privileges. */
  readonly missing: ReadonlyMap<Privilege, readonly string[]>;
}

/** Can the application's roles use the tables, sequences and functions that newer versions created or will create? */
export const access: Check = {
  name: "access",
  async run(context) {
    const roles = await readAccess(context);
    if (roles.length === 0) return [];
    const lacks = await readMissingPrivileges(context, roles);
    const results = roles.flatMap((role) => warnOfMissingGrants(context, role, lacks.get(role.name) ?? []));
    return [...results, ...(await warnOfMissingDefaults(context, roles))];
  },
};

function listTables(migrations: readonly Migration[]): CreatedObject[] {
  return listCreatedObjects(migrations).filter(({ kind, name }) => kind === "table" && name !== versionTable);
}

async function readAccess({ connection, prefix, applied }: CheckContext): Promise<Access[]> {
  const tables = listTables(applied);
  const { rows } = await connection.query(selectPrivileges, [
    prefix,
    tables.map(({ name }) => name),
    privileges,
  ]);
  const names = [...new Set(rows.map(({ role }) => String(role)))];
  return names.flatMap((name) => {
    const held = new Map(
      rows.filter(({ role }) => role === name).map((row) => [String(row.table), row.held as Privilege[]]),
    );
    const existing = tables.filter((table) => held.has(table.name));
    const missing = new Map<Privilege, readonly string[]>();
    for (const privilege of privileges) {
      const found = findNewerWithout(existing, (table) => held.get(table)?.includes(privilege) === true);
      if (found) missing.set(privilege, found);
    }
    const role = name === "public" ? "PUBLIC" : quoteIdentifier(name);
    return missing.size === 0 ? [] : [{ name, role, held: [...missing.keys()], missing }];
  });
}

/** Fewer tables than these, which V01 to V03 create, say too little about a role. */
const fewestTables = 5;

/**
 * Finds the tables that are newer than the newest one that a role has a right on; undefined if it has no right on most
 * of the older ones. Rights that it lacks on older tables are probably somebody's decision.
 */
function findNewerWithout(
  tables: readonly CreatedObject[],
  has: (table: string) => boolean,
): string[] | undefined {
  const newest = Math.max(0, ...tables.filter(({ name }) => has(name)).map(({ version }) => version));
  const older = tables.filter(({ version }) => version <= newest);
  const count = older.filter(({ name }) => has(name)).length;
  if (older.length < fewestTables || count <= older.length / 2) return undefined;
  return tables.filter(({ version }) => version > newest).map(({ name }) => name);
}

const selectPrivileges = `WITH managed AS (
  SELECT c.oid, c.relname, c.relowner, c.relacl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND c.relkind = 'r'
), grantee AS (
  SELECT DISTINCT coalesce(r.rolname, 'public')::text AS role
  FROM managed CROSS JOIN LATERAL aclexplode(managed.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
  WHERE a.grantee <> managed.relowner AND r.rolname IS DISTINCT FROM current_user AND r.rolsuper IS NOT TRUE
    AND (a.grantee = 0 OR r.oid IS NOT NULL)
)
SELECT grantee.role, managed.relname::text AS "table", ARRAY(
    SELECT privilege FROM unnest($3::text[]) AS privilege WHERE has_table_privilege(grantee.role, managed.oid, privilege)
  ) AS held
FROM grantee CROSS JOIN managed
ORDER BY 1`;

/** A right that an insert needs, as in `USAGE ON SEQUENCE public.x`. */
type MissingPrivilege = string;

async function readMissingPrivileges(
  { connection, prefix, applied }: CheckContext,
  roles: readonly Access[],
): Promise<Map<string, MissingPrivilege[]>> {
  const { rows } = await connection.query(selectMissingPrivileges, [
    prefix,
    listTables(applied).map(({ name }) => name),
    roles.map(({ name }) => name),
  ]);
  const lacks = new Map<string, MissingPrivilege[]>();
  for (const { role, lack } of rows) {
    lacks.set(String(role), [...(lacks.get(String(role)) ?? []), String(lack)]);
  }
  return lacks;
}

/** Selects rights on what defaults use. PostgreSQL's own functions are not in pg_depend, and anybody may call them. */
const selectMissingPrivileges = `SELECT DISTINCT role, lack FROM (
  SELECT role, format('USAGE ON SCHEMA %I', $1::text) AS lack
  FROM unnest($3::text[]) AS role WHERE NOT has_schema_privilege(role, $1::text, 'USAGE')
  UNION ALL
  SELECT role, CASE d.refclassid
    WHEN 'pg_proc'::regclass THEN (
      SELECT format('EXECUTE ON FUNCTION %s', p.oid::regprocedure) FROM pg_proc p
      WHERE p.oid = d.refobjid AND NOT has_function_privilege(role, p.oid, 'EXECUTE')
    )
    ELSE (
      SELECT format('USAGE ON SEQUENCE %s', s.oid::regclass) FROM pg_class s
      WHERE s.oid = d.refobjid AND CASE s.relkind WHEN 'S' THEN NOT has_sequence_privilege(role, s.oid, 'USAGE, UPDATE') END
    )
  END
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attrdef e ON e.adrelid = c.oid
  JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = e.oid
    AND d.refclassid IN ('pg_proc'::regclass, 'pg_class'::regclass)
  CROSS JOIN unnest($3::text[]) AS role
  WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND c.relkind = 'r' AND has_table_privilege(role, c.oid, 'INSERT')
) AS needed
WHERE lack IS NOT NULL
ORDER BY 1, 2`;

function warnOfMissingGrants(
  { prefix }: CheckContext,
  { role, missing }: Access,
  lacks: readonly MissingPrivilege[],
): CheckResult[] {
  const tables = [...new Set([...missing.values()].flat())];
  const grants = [...lacks];
  for (const table of tables) {
    const lacking = privileges.filter((privilege) => missing.get(privilege)?.includes(table));
    grants.push(`${lacking.join(", ")} ON ${quoteQualified(prefix, table)}`);
  }
  if (grants.length === 0) return [];
  const what = tables.length > 0 ? [`rights on ${formatNames(tables)}`, ...lacks] : lacks;
  return [
    warn(
      `Role ${role} can use most managed tables, but lacks ${formatNames(what)}.`,
      `If it is the application's, run as the owner: ${grants.map((grant) => `GRANT ${grant} TO ${role};`).join(" ")}`,
    ),
  ];
}

/** Warns of the rights that roles will lack on tables and functions that pending versions create. */
async function warnOfMissingDefaults(
  context: CheckContext,
  roles: readonly Access[],
): Promise<CheckResult[]> {
  const { connection, prefix, pending, role: creator } = context;
  const tables = listTables(pending);
  const createsFunction = pending.some(({ up }) => up.statements.some(({ sql }) => creation.test(sql)));
  if (tables.length === 0 && !createsFunction) return [];
  const results: CheckResult[] = [];
  for (const access of roles) {
    const defaults = await readDefaultPrivileges(connection, prefix, access.name);
    if (defaults === undefined) return [];
    const missing = access.held.filter((privilege) => !defaults.includes(privilege));
    const grants = [
      ...(tables.length > 0 && missing.length > 0 ? [`${missing.join(", ")} ON TABLES`] : []),
      ...(createsFunction && !defaults.includes("EXECUTE") ? ["EXECUTE ON FUNCTIONS"] : []),
    ];
    if (grants.length === 0) continue;
    const [first] = tables;
    const what = [
      ...(missing.length > 0 ? tables.map(({ name }) => name) : []),
      ...(grants.at(-1) === "EXECUTE ON FUNCTIONS" ? ["function uuid_generate_v7()"] : []),
    ];
    results.push(
      warn(
        `Role ${access.role} can use most managed tables, but will lack rights on what pending versions create` +
          `${first ? ` (from ${formatVersion(first.version)} on)` : ""}: ${formatNames(what)}.`,
        `If it is the application's, run before the migration: ${grants
          .map(
            (grant) =>
              `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(creator)} IN SCHEMA ${quoteIdentifier(prefix)} ` +
              `GRANT ${grant} TO ${access.role};`,
          )
          .join(" ")} Or grant them afterwards; doctor then lists them.`,
      ),
    );
  }
  return results;
}

const creation = /\bCREATE (?:OR REPLACE )?FUNCTION "public"\.uuid_generate_v7\(/;

/**
 * Reads the rights that a role gets on tables and functions that the current role creates; undefined if the current
 * role does not own the version table.
 */
async function readDefaultPrivileges(
  connection: Connection,
  prefix: string,
  role: string,
): Promise<string[] | undefined> {
  const { rows } = await connection.query(selectDefaultPrivileges, [prefix, role, versionTable]);
  return rows[0]?.owned === true ? (rows[0].privileges as string[]) : undefined;
}

const selectDefaultPrivileges = `SELECT
  EXISTS (
    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $3 AND pg_has_role(c.relowner, 'USAGE')
  ) AS owned,
  ARRAY(
    SELECT DISTINCT a.privilege_type
    FROM pg_roles creator
    CROSS JOIN (VALUES ('r'::"char"), ('f'::"char")) AS kind (type)
    LEFT JOIN pg_default_acl everywhere ON everywhere.defaclrole = creator.oid
      AND everywhere.defaclobjtype = kind.type AND everywhere.defaclnamespace = 0
    LEFT JOIN pg_default_acl here ON here.defaclrole = creator.oid
      AND here.defaclobjtype = kind.type AND here.defaclnamespace = to_regnamespace(quote_ident($1))::oid
    CROSS JOIN LATERAL aclexplode(coalesce(everywhere.defaclacl, acldefault(kind.type, creator.oid)) || here.defaclacl) a
    WHERE creator.rolname = current_user
      AND CASE WHEN a.grantee = 0 THEN true WHEN $2::text = 'public' THEN false ELSE pg_has_role($2::name, a.grantee, 'USAGE') END
    UNION
    SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p WHERE CASE
      WHEN $2::text = 'public' THEN false
      ELSE pg_has_role($2::name, CASE p WHEN 'SELECT' THEN 'pg_read_all_data' ELSE 'pg_write_all_data' END::name, 'USAGE')
    END
  ) AS privileges`;
