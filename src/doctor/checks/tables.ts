import { listManagedTables } from "../../migrations/managed-objects.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { ok, problem } from "../finding.ts";
import type { Check } from "../subject.ts";
import { listed } from "../wording.ts";

/** Whether the role owns our tables: nobody else may alter them. */
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
    if (others.length === 0) return [ok(`Role ${quoteIdentifier(role)} owns our tables.`)];
    return others.map(({ owner, names }) => {
      const theirs = quoteIdentifier(String(owner));
      return problem(
        `Role ${theirs} owns ${listed(names as string[])}; only the owner may alter a table.`,
        `Run as ${theirs}, or GRANT ${theirs} TO ${quoteIdentifier(role)};`,
      );
    });
  },
};
