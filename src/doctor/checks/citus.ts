import { findDistributed } from "../../migrate/citus.ts";
import { listManagedTables } from "../../migrations/managed-objects.ts";
import type { Connection } from "../../postgres/connection.ts";
import { quoteLiteral, quoteQualified } from "../../postgres/sql.ts";
import { type Check, type CheckResult, fail, pass, warn } from "../check.ts";

/** Does Citus distribute the schema, and do its workers answer? */
export const citus: Check = {
  name: "citus",
  async run({ connection, prefix }) {
    const worker = (await findDistributed(connection, [prefix])).get(prefix);
    if (worker === undefined) return [];
    const found = [...(await checkWorkers(connection)), ...(await checkLocalTables(connection, prefix))];
    if (found.length > 0) return found;
    const place = worker === null ? "" : ` on worker ${worker}`;
    return [
      pass(`Citus has the schema${place}: everything works but the trigger that protects the system roles.`),
    ];
  },
};

/** A step has to reach the worker, and a transaction that Citus has prepared there may hold locks. */
async function checkWorkers(connection: Connection): Promise<CheckResult[]> {
  const { rows } = await connection.query(
    `SELECT nodename || ':' || nodeport AS worker, success, result
     FROM pg_catalog.run_command_on_workers(${quoteLiteral(countOldTransactions)})`,
  );
  return rows.flatMap(({ worker, success, result }) => {
    if (success !== true)
      return [
        fail(`Worker ${worker} of Citus does not answer: ${result}`, "Start it; no step runs without it."),
      ];
    if (Number(result) === 0) return [];
    return [
      warn(
        `Worker ${worker} of Citus has ${result} transaction(s) that have been prepared for minutes; they hold locks.`,
        "Citus ends them itself every minute; if they stay, run SELECT recover_prepared_transactions(); on the coordinator.",
      ),
    ];
  });
}

const countOldTransactions = `SELECT count(*) FROM pg_catalog.pg_prepared_xacts
  WHERE gid LIKE 'citus\\_%' AND database = pg_catalog.current_database()
    AND prepared < pg_catalog.now() - interval '3 minutes'`;

/** Finds tables whose rows are on the coordinator: Citus does not move them with the schema. */
async function checkLocalTables(connection: Connection, prefix: string): Promise<CheckResult[]> {
  const { rows } = await connection.query(
    `SELECT c.relname::pg_catalog.text AS name
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname = ANY ($2::pg_catalog.text[])
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_dist_partition p WHERE p.logicalrelid = c.oid)
     ORDER BY c.relname`,
    [prefix, listManagedTables()],
  );
  return rows.map(({ name }) => {
    const table = quoteQualified(prefix, String(name));
    return warn(
      `${table} is on the coordinator, not on the worker that has the schema.`,
      `Run SELECT create_distributed_table(${quoteLiteral(table)}, NULL, colocate_with => ` +
        `${quoteLiteral(quoteQualified(prefix, "phoenix_kit"))});`,
    );
  });
}
