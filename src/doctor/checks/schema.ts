import { formatVersion } from "../../error.ts";
import { listCreatedObjects, listManagedTables } from "../../migrations/managed-objects.ts";
import { readVersions } from "../../migrations/migrations.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { type Check, type CheckContext, type CheckResult, fail, formatNames, pass, warn } from "../check.ts";

/** Can the role create objects in the schema, or create the schema if it is missing? */
export const schema: Check = {
  name: "schema",
  async run({ connection, prefix, role }) {
    const { rows } = await connection.query(
      `SELECT n.oid IS NOT NULL AS present,
         has_schema_privilege(n.oid, 'USAGE') AND has_schema_privilege(n.oid, 'CREATE') AS usable,
         has_database_privilege(current_database(), 'CREATE') AS creatable
       FROM (VALUES ($1)) AS wanted (name) LEFT JOIN pg_namespace n ON n.nspname = wanted.name`,
      [prefix],
    );
    const [{ present, usable, creatable } = {} as Record<string, unknown>] = rows;
    const name = quoteIdentifier(prefix);
    const who = quoteIdentifier(role);
    if (present && usable) return [pass(`Role ${who} can create objects in schema ${name}.`)];
    if (!present && creatable) return [pass(`Schema ${name} does not exist; role ${who} can create it.`)];
    if (present) {
      return [
        fail(
          `Role ${who} cannot create objects in schema ${name}.`,
          `As the schema's owner, run GRANT USAGE, CREATE ON SCHEMA ${name} TO ${who};`,
        ),
      ];
    }
    return [
      fail(
        `Schema ${name} does not exist, and role ${who} cannot create it.`,
        `As an administrator, run CREATE SCHEMA ${name} AUTHORIZATION ${who};`,
      ),
    ];
  },
};

/** Does the role own the managed tables? Nobody else can alter them. */
export const tables: Check = {
  name: "tables",
  async run({ connection, prefix, role }) {
    const { rows } = await connection.query(
      `SELECT pg_get_userbyid(c.relowner)::text AS owner, pg_has_role(c.relowner, 'USAGE') AS owned,
         array_agg(c.relname::text ORDER BY c.relname) AS names
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relname = ANY ($2::text[])
       GROUP BY c.relowner`,
      [prefix, listManagedTables()],
    );
    if (rows.length === 0) return [];
    const others = rows.filter(({ owned }) => !owned);
    if (others.length === 0) return [pass(`Role ${quoteIdentifier(role)} owns the managed tables.`)];
    return others.map(({ owner, names }) => {
      const other = quoteIdentifier(String(owner));
      return fail(
        `Role ${other} owns ${formatNames(names as string[])}; only the owner can alter a table.`,
        `Connect as ${other}, or run GRANT ${other} TO ${quoteIdentifier(role)};`,
      );
    });
  },
};

interface RequiredExtension {
  readonly name: string;
  /** The first version that needs it. */
  readonly version: number;
}

/** Are the extensions that the versions need installed and usable, or can they be installed? */
export const extensions: Check = {
  name: "extensions",
  async run(context) {
    const results: CheckResult[] = [];
    for (const { version, extensions } of readVersions().all) {
      for (const name of extensions) results.push(await checkExtension({ name, version }, context));
    }
    return results;
  },
};

async function checkExtension(
  { name, version }: RequiredExtension,
  { connection, role, marker }: CheckContext,
): Promise<CheckResult> {
  const { rows } = await connection.query(extensionState, [name]);
  const [{ schema, usable, available, creatable, placed } = {} as Record<string, unknown>] = rows;
  const who = quoteIdentifier(role);
  const what = `Extension ${name} (from ${formatVersion(version)} on)`;
  const create = `As an administrator, run CREATE EXTENSION ${name};`;
  if (typeof schema === "string") {
    const where = quoteIdentifier(schema);
    if (usable) return pass(`${what} is installed in schema ${where}, and role ${who} can use it.`);
    return fail(
      `${what} is installed in schema ${where}, which role ${who} cannot use.`,
      `As the schema's owner, run GRANT USAGE ON SCHEMA ${where} TO ${who};`,
    );
  }
  if (typeof marker === "number" && marker >= version) {
    return fail(
      `${what} was dropped, and with it the columns and indexes that need it.`,
      `${create} Then restore those columns and indexes from a backup.`,
    );
  }
  if (!available) {
    return fail(
      `${what} is not available on the server.`,
      "Install PostgreSQL's contrib modules there (postgresql-contrib on most systems). " +
        "For PGlite, pass the extension to its constructor.",
    );
  }
  if (!creatable) return fail(`${what} is missing, and role ${who} cannot create it.`, create);
  if (placed) return pass(`${what} is missing; role ${who} can create it.`);
  return fail(
    `${what} is missing and would be created in schema "public", which does not exist.`,
    `Create it in another schema that role ${who} can use: CREATE EXTENSION ${name} SCHEMA …;`,
  );
}

/** Anybody who can create objects in the database can create a trusted extension. */
const extensionState = `SELECT n.nspname::text AS schema, has_schema_privilege(n.oid, 'USAGE') AS usable,
  a.name IS NOT NULL AS available,
  r.rolsuper OR v.trusted AND has_database_privilege(current_database(), 'CREATE') AS creatable,
  to_regnamespace('public') IS NOT NULL AS placed
FROM pg_roles r
LEFT JOIN pg_extension e ON e.extname = $1
LEFT JOIN pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_available_extensions a ON a.name = $1
LEFT JOIN pg_available_extension_versions v ON v.name = a.name AND v.version = a.default_version
WHERE r.rolname = current_user`;

const relationKinds: Record<string, string> = {
  i: "index",
  I: "index",
  v: "view",
  m: "materialized view",
  S: "sequence",
  f: "foreign table",
  c: "type",
};

/** Are the names of the tables and indexes that pending versions create still free? */
export const names: Check = {
  name: "names",
  async run({ connection, prefix, applied, pending }) {
    if (pending.length === 0) return [];
    const existing = new Set(listCreatedObjects(applied).map(({ name }) => name));
    const created = new Map(listCreatedObjects(pending).map((object) => [object.name, object]));
    const { rows } = await connection.query(
      `SELECT c.relname::text AS name, c.relkind::text AS kind
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relname = ANY ($2::text[])
       ORDER BY c.relname`,
      [prefix, [...created.keys()].filter((name) => !existing.has(name))],
    );
    if (rows.length === 0) return [pass("All names that pending versions need are free.")];
    return rows.map(({ name, kind }) => {
      const object = created.get(String(name));
      return fail(
        `There is a ${relationKinds[String(kind)] ?? "table"} ${quoteIdentifier(String(name))} already, and ` +
          `${formatVersion(object?.version ?? 0)} creates ${object?.kind === "index" ? "an index" : "a table"} of that name.`,
        "Rename or drop it. If the schema is not set up yet, you can also choose another prefix.",
      );
    });
  },
};

/** Are all indexes valid? PostgreSQL maintains an invalid one, but never uses it and may let duplicates in. */
export const indexes: Check = {
  name: "indexes",
  async run({ connection, prefix }) {
    const { rows } = await connection.query(
      `SELECT c.relname::text AS name, t.relname::text AS "table"
       FROM pg_index i
       JOIN pg_class c ON c.oid = i.indexrelid
       JOIN pg_class t ON t.oid = i.indrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND NOT (i.indisvalid AND i.indisready)
       ORDER BY c.relname`,
      [prefix],
    );
    if (rows.length === 0) return [pass("All indexes are valid.")];
    return rows.map(({ name, table }) => {
      const index = `${quoteIdentifier(prefix)}.${quoteIdentifier(String(name))}`;
      return warn(
        `Index ${index} on ${table} is INVALID: a CREATE INDEX CONCURRENTLY or REINDEX has failed or is still running.`,
        `If none is running: REINDEX INDEX CONCURRENTLY ${index}; or, if you do not need the index: DROP INDEX ${index};`,
      );
    });
  },
};
