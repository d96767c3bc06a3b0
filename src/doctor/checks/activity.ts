import { lockKeySql } from "../../migrations/guards.ts";
import { listManagedTables } from "../../migrations/managed-objects.ts";
import { renderSql } from "../../migrations/render.ts";
import { getLongestWaitMs } from "../../postgres/retry.ts";
import { quoteIdentifier, quoteLiteral } from "../../postgres/sql.ts";
import { defaultLockTimeoutMs } from "../../postgres/transaction.ts";
import { type Check, type CheckResult, fail, formatDuration, formatNames, pass, warn } from "../check.ts";

/** Does a prepared transaction hold locks on managed tables? It does so until somebody ends it. */
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
    if (rows.length === 0) return [pass("No prepared transaction holds locks on managed tables.")];
    return rows.map(({ gid, owner, age, tables }) => {
      const name = quoteLiteral(String(gid)).trim();
      return fail(
        `Prepared transaction ${name} (${owner}) has held locks on ${formatNames(tables as string[])} ` +
          `for ${formatDuration(Number(age))}.`,
        `Ask who prepared it; then, as that role, run COMMIT PREPARED ${name}; or ROLLBACK PREPARED ${name};`,
      );
    });
  },
};

/** A session that holds, or waits for, a lock that a step needs. */
export interface Session {
  readonly pid: number;
  /** Its role, or its kind if it has none. */
  readonly role: string;
  readonly state: string;
  /** The age of its transaction in seconds; null if this role is not allowed to see it. */
  readonly age: number | null;
  /** The managed tables that it has locked or waits to lock. */
  readonly tables: readonly string[];
  /** Whether it holds the prefix's advisory lock, which only `up` and `down` take. */
  readonly migrating: boolean;
  /** The beginning of its last statement. */
  readonly query: string;
}

/**
 * How long `up` waits in its first three attempts, and in all of them, in seconds. Transactions that are younger than
 * the first are not reported.
 */
const upWaits = getLongestWaitMs(defaultLockTimeoutMs, 3) / 1000;
const upGivesUp = getLongestWaitMs(defaultLockTimeoutMs) / 1000;

/** Do other sessions hold locks on managed tables so long that `up` may give up? */
export const sessions: Check = {
  name: "sessions",
  async run({ connection, prefix, role }) {
    const { rows } = await connection.query(lockHolders(prefix), [prefix, listManagedTables()]);
    const others = rows.map(toSession);
    const visible = others.flatMap((session) => checkSession(session) ?? []);
    const hidden = others.filter(({ age, migrating }) => age === null && !migrating);
    const results = hidden.length > 0 ? [...visible, reportHidden(hidden, role)] : visible;
    return results.length > 0
      ? results
      : [pass("No other session has held locks on managed tables for long.")];
  },
};

function toSession({ pid, role, state, age, tables, migrating, query }: Record<string, unknown>): Session {
  return {
    pid: Number(pid),
    role: String(role),
    state: String(state),
    age: age === null ? null : Number(age),
    tables: tables as string[],
    migrating: migrating === true,
    query: String(query),
  };
}

/** Returns undefined for a session that may end soon, or whose age is hidden. */
export function checkSession(session: Session): CheckResult | undefined {
  const { pid, role, state, age, tables, migrating, query } = session;
  if (migrating) {
    return warn(
      `Process ${pid} (${role}) is migrating this schema.`,
      "Wait until it has finished; up and down would wait for it, too.",
    );
  }
  if (age === null || age < upWaits) return undefined;
  const report = age < upGivesUp ? warn : fail;
  return report(
    `Process ${pid} (${role}, ${state}) holds locks on ${formatNames(tables)}, ` +
      `in a transaction of ${formatDuration(age)}: ${query}`,
    `Let it finish; or end it, which rolls its transaction back: SELECT pg_terminate_backend(${pid});`,
  );
}

function reportHidden(sessions: readonly Session[], role: string): CheckResult {
  const processes = formatNames(sessions.map(({ pid, role }) => `${pid} (${role})`));
  return warn(
    `Sessions of other roles hold locks on managed tables: ${processes}. This role cannot see for how long.`,
    `Run doctor again later; or let this role see it: GRANT pg_read_all_stats TO ${quoteIdentifier(role)};`,
  );
}

/** Leaves out autovacuum: it yields to other sessions unless it prevents a transaction ID wraparound. */
const lockHolders = (prefix: string) => `
WITH key AS (SELECT ${renderSql(lockKeySql, prefix)} AS key),
managed AS (
  SELECT c.oid, c.relname::text AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = ANY ($2::text[])
),
held AS (
  SELECT l.pid, managed.name, l.locktype = 'advisory' AS migrating
  FROM pg_locks l CROSS JOIN key LEFT JOIN managed ON managed.oid = l.relation
  WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (managed.oid IS NOT NULL OR l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
      AND l.classid::bigint = key >> 32 & 4294967295 AND l.objid::bigint = key & 4294967295)
)
SELECT a.pid, coalesce(a.usename::text, a.backend_type) AS role, coalesce(a.state, 'unknown') AS state,
  bool_or(held.migrating) AS migrating,
  extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS age,
  coalesce(array_agg(DISTINCT held.name) FILTER (WHERE held.name IS NOT NULL), '{}') AS tables,
  left(regexp_replace(a.query, '\\s+', ' ', 'g'), 80) AS query
FROM held JOIN pg_stat_activity a ON a.pid = held.pid
WHERE a.pid <> pg_backend_pid() AND a.leader_pid IS NULL
  AND (a.usename IS NOT NULL OR a.query LIKE '%to prevent wraparound%')
GROUP BY a.pid, a.usename, a.backend_type, a.state, a.xact_start, a.query
ORDER BY a.xact_start`;
