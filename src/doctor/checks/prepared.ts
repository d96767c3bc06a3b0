import { listManagedTables } from "../../migrations/managed-objects.ts";
import { quoteLiteral } from "../../postgres/sql.ts";
import { ok, problem } from "../finding.ts";
import type { Check } from "../subject.ts";
import { duration, listed } from "../wording.ts";

/** Whether a prepared transaction holds locks on our tables: it does so until somebody ends it. */
export const prepared: Check = {
  name: "prepared",
  async run({ connection, prefix }) {
    const { rows } = await connection.query(
      `SELECT p.gid, p.owner::text, extract(epoch FROM clock_timestamp() - p.prepared)::float8 AS age,
         array_agg(DISTINCT c.relname::text ORDER BY c.relname::text) AS tables
       FROM pg_prepared_xacts p
       JOIN pg_locks x ON x.transactionid = p.transaction AND x.pid IS NULL
       JOIN pg_locks l ON l.virtualtransaction = x.virtualtransaction AND l.pid IS NULL
       JOIN pg_class c ON c.oid = l.relation
       JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE p.database = current_database() AND n.nspname = $1 AND c.relname = ANY ($2::text[])
       GROUP BY p.gid, p.owner, p.prepared`,
      [prefix, listManagedTables()],
    );
    if (rows.length === 0) return [ok("No prepared transaction has locks on our tables.")];
    return rows.map(({ gid, owner, age, tables }) => {
      const name = quoteLiteral(String(gid)).trim();
      return problem(
        `Prepared transaction ${name} (${owner}) has had locks on ${listed(tables as string[])} ` +
          `for ${duration(Number(age))}.`,
        `Ask who prepared it, then, as that role: COMMIT PREPARED ${name}; or ROLLBACK PREPARED ${name};`,
      );
    });
  },
};
