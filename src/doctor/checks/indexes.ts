import { quoteIdentifier } from "../../postgres/sql.ts";
import { ok, warning } from "../finding.ts";
import type { Check } from "../subject.ts";

/** Whether all indexes of the schema are valid; one that is not costs time, is never used and may let copies in. */
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
    if (rows.length === 0) return [ok("No index is INVALID.")];
    return rows.map(({ name, table }) => {
      const index = `${quoteIdentifier(prefix)}.${quoteIdentifier(String(name))}`;
      return warning(
        `Index ${index} on ${table} is INVALID: a CREATE INDEX CONCURRENTLY or REINDEX failed, or still runs.`,
        `If none runs: REINDEX INDEX CONCURRENTLY ${index}; or, where it is left over: DROP INDEX ${index};`,
      );
    });
  },
};
