import { formatVersion } from "../../error.ts";
import { findForeignOwners } from "../../migrate/owners.ts";
import { findPreparedIndexes } from "../../migrate/prepared-indexes.ts";
import { findUnsuitableTables } from "../../migrate/table-kinds.ts";
import { relationKinds } from "../../migrate/taken-names.ts";
import { listCreatedObjects, listTablesUntil } from "../../migrations/managed-objects.ts";
import { quoteIdentifier, quoteQualified } from "../../postgres/sql.ts";
import { type Check, fail, formatNames, pass, warn } from "../check.ts";

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

/** Does the role own the managed tables and functions? Nobody else can alter them. */
export const tables: Check = {
  name: "tables",
  async run({ connection, prefix, role, marker }) {
    const others = await findForeignOwners(connection, prefix);
    if (others.length === 0) {
      return marker === 0 ? [] : [pass(`Role ${quoteIdentifier(role)} owns the managed tables.`)];
    }
    return others.map(({ owner, names }) => {
      const other = quoteIdentifier(owner);
      const what = names.every((name) => name.endsWith("()")) ? "function" : "table";
      return fail(
        `Role ${other} owns ${formatNames(names)}; only the owner can alter a ${what}.`,
        `Connect as ${other}, or run GRANT ${other} TO ${quoteIdentifier(role)};`,
      );
    });
  },
};

/** Is each managed table a plain one? Migrations work on nothing else. */
export const tableKinds: Check = {
  name: "table-kinds",
  async run({ connection, prefix, marker }) {
    if (typeof marker !== "number") return [];
    const found = await findUnsuitableTables(connection, prefix, listTablesUntil(marker));
    return found.map(({ message, remedy }) => fail(message, remedy));
  },
};

/**
 * Are the names of the indexes that pending versions create still free, and of the tables of a schema that is not set up?
 * Later tables are among the host objects.
 */
export const names: Check = {
  name: "names",
  async run({ connection, prefix, marker, applied, pending }) {
    if (pending.length === 0) return [];
    const existing = new Set(listCreatedObjects(applied).map(({ name }) => name));
    const isSetUp = typeof marker === "number" && marker > 0;
    const created = new Map(
      listCreatedObjects(pending)
        .filter(({ kind }) => !isSetUp || kind === "index")
        .map((object) => [object.name, object]),
    );
    const prepared = await findPreparedIndexes(connection, new Map([[prefix, marker]]));
    for (const { name } of prepared.get(prefix) ?? []) created.delete(name);
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
      const index = quoteQualified(prefix, String(name));
      return warn(
        `Index ${index} on ${table} is INVALID: a CREATE INDEX CONCURRENTLY or REINDEX has failed or is still running.`,
        `If none is running: REINDEX INDEX CONCURRENTLY ${index}; or, if you do not need the index: DROP INDEX ${index};`,
      );
    });
  },
};
