import { listManagedTables } from "../../migrations/managed-objects.ts";
import { quoteIdentifier, quoteLiteral } from "../../postgres/sql.ts";
import { type CheckResult, ok, problem, warning } from "../finding.ts";
import type { Check } from "../subject.ts";
import { duration, listed } from "../wording.ts";

/** A session whose transaction stands in the way of a step. */
export interface Session {
  readonly pid: number;
  /** Its role, or what it is where it has none. */
  readonly role: string;
  readonly state: string;
  /** The transaction's age in seconds; null where the asking role may not see it. */
  readonly age: number | null;
  /** Tables of ours that it has locked, or waits to lock. */
  readonly tables: readonly string[];
  /** Whether it holds the lock of the prefix, as only a run does. */
  readonly runs: boolean;
  /** Its last statement, cut. */
  readonly query: string;
}

/** In seconds: `up` waits this long for a lock, and gives up after about so long. */
const patience = 5;
const givesUp = 60;

/** Whether other sessions hold locks on our tables for longer than `up` waits for one. */
export const sessions: Check = {
  name: "sessions",
  async run({ connection, prefix, role }) {
    const { rows } = await connection.query(holders(prefix), [prefix, listManagedTables()]);
    const others = rows.map(sessionOf);
    const seen = others.flatMap((session) => sessionVerdict(session) ?? []);
    const hidden = others.filter(({ age, runs }) => age === null && !runs);
    const verdicts = hidden.length > 0 ? [...seen, unseen(hidden, role)] : seen;
    return verdicts.length > 0 ? verdicts : [ok("No other session has had locks on our tables for long.")];
  },
};

function sessionOf({ pid, role, state, age, tables, runs, query }: Record<string, unknown>): Session {
  return {
    ...{ pid: Number(pid), role: String(role), state: String(state), query: String(query) },
    ...{ age: age === null ? null : Number(age), tables: tables as string[], runs: runs === true },
  };
}

/**
 * Judges a session that holds a lock.
 *
 * @param session as pg_stat_activity and pg_locks show it
 * @returns undefined where it may soon be gone, or cannot be judged
 * @example
 * sessionVerdict({ pid: 4711, age: 90, runs: false, ... })?.level // "error"
 */
export function sessionVerdict(session: Session): CheckResult | undefined {
  const { pid, role, state, age, tables, runs, query } = session;
  if (runs) {
    return warning(
      `Process ${pid} (${role}) is migrating this schema.`,
      "Wait for it; up and down would do so, too.",
    );
  }
  if (age === null || age < patience) return undefined;
  const verdict = age < givesUp ? warning : problem;
  return verdict(
    `Process ${pid} (${role}, ${state}) has locks on ${listed(tables)}, in a transaction of ${duration(age)}: ${query}`,
    `Let it finish; or end it, and lose what it has not committed: SELECT pg_terminate_backend(${pid});`,
  );
}

function unseen(sessions: readonly Session[], role: string): CheckResult {
  const processes = listed(sessions.map(({ pid, role }) => `${pid} (${role})`));
  return warning(
    `Sessions of other roles have locks on our tables: ${processes}. Since when, this role may not see.`,
    `Look again; or ask as a role that may see it: GRANT pg_read_all_stats TO ${quoteIdentifier(role)};`,
  );
}

/** Autovacuum, which has no role, gives way by itself, unless it works against wraparound. */
const holders = (prefix: string) => `
WITH key AS (SELECT hashtextextended(${quoteLiteral(`${quoteIdentifier(prefix)}.phoenix_kit`)}, 0) AS key),
ours AS (
  SELECT c.oid, c.relname::text AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = ANY ($2::text[])
),
held AS (
  SELECT l.pid, ours.name, l.locktype = 'advisory' AS runs
  FROM pg_locks l CROSS JOIN key LEFT JOIN ours ON ours.oid = l.relation
  WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (ours.oid IS NOT NULL OR l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
      AND l.classid::bigint = key >> 32 & 4294967295 AND l.objid::bigint = key & 4294967295)
)
SELECT a.pid, coalesce(a.usename::text, a.backend_type) AS role, coalesce(a.state, 'unknown') AS state, bool_or(held.runs) AS runs,
  extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS age,
  coalesce(array_agg(DISTINCT held.name) FILTER (WHERE held.name IS NOT NULL), '{}') AS tables,
  left(regexp_replace(a.query, '\\s+', ' ', 'g'), 80) AS query
FROM held JOIN pg_stat_activity a ON a.pid = held.pid
WHERE a.pid <> pg_backend_pid() AND a.leader_pid IS NULL
  AND (a.usename IS NOT NULL OR a.query LIKE '%to prevent wraparound%')
GROUP BY a.pid, a.usename, a.backend_type, a.state, a.xact_start, a.query
ORDER BY a.xact_start`;
