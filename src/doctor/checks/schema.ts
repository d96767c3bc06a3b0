import { quoteIdentifier } from "../../postgres/sql.ts";
import { ok, problem } from "../finding.ts";
import type { Check } from "../subject.ts";

/** Whether the role may work in the schema, or make it where it is missing. */
export const schema: Check = {
  name: "schema",
  async run({ connection, prefix, role }) {
    const { rows } = await connection.query(
      `SELECT n.oid IS NOT NULL AS present,
         has_schema_privilege(n.oid, 'USAGE') AND has_schema_privilege(n.oid, 'CREATE') AS usable,
         has_database_privilege(current_database(), 'CREATE') AS makeable
       FROM (VALUES ($1)) AS wanted (name) LEFT JOIN pg_namespace n ON n.nspname = wanted.name`,
      [prefix],
    );
    const [{ present, usable, makeable } = {} as Record<string, unknown>] = rows;
    const [name, who] = [quoteIdentifier(prefix), quoteIdentifier(role)];
    if (present && usable) return [ok(`Role ${who} may create in schema ${name}.`)];
    if (!present && makeable) return [ok(`Schema ${name} is not there; role ${who} may make it.`)];
    if (present) {
      return [
        problem(
          `Role ${who} may not create in schema ${name}.`,
          `Let its owner run GRANT USAGE, CREATE ON SCHEMA ${name} TO ${who};`,
        ),
      ];
    }
    return [
      problem(
        `Schema ${name} is not there, and role ${who} may not make it.`,
        `Let an administrator run CREATE SCHEMA ${name} AUTHORIZATION ${who};`,
      ),
    ];
  },
};
