import { PhoenixKitError } from "../error.ts";
import type { Connection } from "../postgres/connection.ts";

/** Finds the schemas that Citus distributes, each with its worker as `host:port`, or null while it has no tables. */
export async function findDistributed(
  connection: Connection,
  prefixes: readonly string[],
): Promise<Map<string, string | null>> {
  const { rows } = await connection.query(
    "SELECT pg_catalog.to_regclass('pg_catalog.pg_dist_schema') AS citus",
  );
  if (!rows[0]?.citus) return new Map();
  const found = await connection.query(selectPlacements, [prefixes]);
  return new Map(
    found.rows.map(({ prefix, worker }) => [String(prefix), typeof worker === "string" ? worker : null]),
  );
}

/** All tables of a schema are on the same node. */
const selectPlacements = `SELECT n.nspname AS prefix,
  pg_catalog.min(pg_catalog.format('%s:%s', node.nodename, node.nodeport)) AS worker
FROM pg_catalog.pg_dist_schema d
JOIN pg_catalog.pg_namespace n ON n.oid = d.schemaid
LEFT JOIN pg_catalog.pg_dist_partition p ON p.colocationid = d.colocationid
LEFT JOIN pg_catalog.pg_dist_shard s ON s.logicalrelid = p.logicalrelid
LEFT JOIN pg_catalog.pg_dist_placement placement ON placement.shardid = s.shardid
LEFT JOIN pg_catalog.pg_dist_node node ON node.groupid = placement.groupid AND node.noderole = 'primary'
WHERE n.nspname = ANY ($1::pg_catalog.text[])
GROUP BY n.nspname`;

/** Throws `citus_worker` on a worker of Citus: the coordinator sends it no comments, and so no markers. */
export async function assertCoordinator(connection: Connection): Promise<void> {
  const { rows } = await connection.query("SELECT groupid FROM pg_catalog.pg_dist_local_group");
  if (rows[0] === undefined || Number(rows[0].groupid) === 0) return;
  throw new PhoenixKitError("This server is a Citus worker, which has no markers.", {
    code: "citus_worker",
    remedy: "Connect to the coordinator.",
  });
}
