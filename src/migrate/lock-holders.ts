import type { Beside, Connection } from "../postgres/connection.ts";
import { toStatementError } from "../postgres/errors.ts";

/**
 * Describes the sessions whose transactions hold locks on tables of a schema and are at least `ageMs` old, the oldest
 * first; undefined if none is found. Details of other roles' sessions may be hidden from this role.
 */
export async function describeLockHolders(
  connection: Connection,
  prefix: string,
  ageMs: number,
): Promise<string | undefined> {
  const { rows } = await connection.query(selectHolders, [prefix, ageMs]);
  return rows.length === 0 ? undefined : `Held by ${rows.map(describeHolder).join("; ")}.`;
}

/**
 * Describes what blocked a statement: the lock's holders, or the error if none is found. The connection has no
 * transaction open.
 */
export async function describeWait(
  connection: Connection,
  prefix: string,
  { error, ageMs }: { readonly error: unknown; readonly ageMs: number },
): Promise<string> {
  // the role may lack the right to look, which is no reason to stop
  const holders = await describeLockHolders(connection, prefix, ageMs).catch(() => undefined);
  return holders ?? toStatementError(error).message;
}

/**
 * Describes, from a second connection, which sessions the connection's statement waits for; undefined if it waits for
 * none.
 */
export async function describeBlockers({ ask }: Beside): Promise<string | undefined> {
  const rows = await ask(selectBlockers);
  return rows.length === 0 ? undefined : `Waiting for ${rows.map(describeHolder).join("; ")}.`;
}

function describeHolder(row: Record<string, unknown>): string {
  const { pid, gid, role, application, state, seconds, tables, query } = row;
  const since = seconds === null ? "" : ` for ${seconds} s`;
  const what = tables ? `, which holds ${(tables as string[]).join(", ")}` : "";
  if (gid !== null)
    return `prepared transaction ${JSON.stringify(gid)} (role ${role}, prepared${since})${what}`;
  const from = application ? `, application ${JSON.stringify(application)}` : "";
  const statement = query ? `: ${query}` : "";
  return `process ${pid} (role ${role}${from}, ${state ?? "state hidden"}${since})${what}${statement}`;
}

/** CREATE INDEX CONCURRENTLY also waits for transactions that hold no lock on the schema's tables. */
const selectBlockers = `WITH blocker AS (
  SELECT DISTINCT pid FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids($1)) AS pid
)
SELECT a.pid, NULL AS gid, coalesce(a.usename::pg_catalog.text, a.backend_type) AS role,
  a.application_name AS application, a.state, a.xact_start AS since,
  pg_catalog.left(pg_catalog.regexp_replace(a.query, '[[:space:]]+', ' ', 'g'), 80) AS query,
  pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start))::pg_catalog.float8 AS seconds
FROM blocker JOIN pg_catalog.pg_stat_activity a ON a.pid = blocker.pid
UNION ALL
SELECT NULL, p.gid, p.owner::pg_catalog.text, NULL, NULL, p.prepared, NULL,
  pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp() - p.prepared))::pg_catalog.float8
FROM pg_catalog.pg_prepared_xacts p
WHERE p.database = pg_catalog.current_database() AND EXISTS (SELECT FROM blocker WHERE pid = 0)
ORDER BY since
LIMIT 3`;

const selectHolders = `WITH held AS (
  SELECT l.pid, l.virtualtransaction AS transaction,
    pg_catalog.array_agg(DISTINCT c.relname::pg_catalog.text ORDER BY c.relname::pg_catalog.text) AS tables
  FROM pg_catalog.pg_locks l
  JOIN pg_catalog.pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p')
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE l.granted AND n.nspname = $1
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
    AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
  GROUP BY l.pid, l.virtualtransaction
), holders AS (
  SELECT a.pid, NULL AS gid, coalesce(a.usename::pg_catalog.text, a.backend_type) AS role,
    a.application_name AS application, a.state, a.xact_start AS since, held.tables,
    pg_catalog.left(pg_catalog.regexp_replace(a.query, '[[:space:]]+', ' ', 'g'), 80) AS query
  FROM held JOIN pg_catalog.pg_stat_activity a ON a.pid = held.pid
  WHERE a.leader_pid IS NULL
  UNION ALL
  SELECT NULL, p.gid, p.owner::pg_catalog.text, NULL, NULL, p.prepared, held.tables, NULL
  FROM held JOIN pg_catalog.pg_prepared_xacts p
    ON held.transaction = pg_catalog.concat('-1/', p.transaction::pg_catalog.text)
)
SELECT pid, gid, role, application, state, tables, query,
  pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp() - since))::pg_catalog.float8 AS seconds
FROM holders
WHERE since IS NULL
  OR since <= pg_catalog.clock_timestamp() - $2::pg_catalog.float8 * '1 millisecond'::pg_catalog.interval
ORDER BY since
LIMIT 3`;
