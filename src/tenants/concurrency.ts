import {
  type ConnectOptions,
  type DatabaseTarget,
  isPool,
  toClient,
  withConnection,
} from "../postgres/connect.ts";

/** More connections than this bring no gain: each step is limited by the server's disk and catalogs. */
const mostConnections = 8;

/** What pg's pool opens unless it is told otherwise. */
const poolDefaultMax = 10;

/**
 * Chooses how many connections to use: as many as asked for, else half of the server's free ones, at most 8. Neither is
 * more than the pool gives.
 */
export async function chooseConcurrency(
  database: DatabaseTarget,
  options: ConnectOptions & { readonly concurrency?: number | undefined },
): Promise<number> {
  const limit = findConnectionLimit(database);
  if (options.concurrency !== undefined) return Math.min(options.concurrency, limit);
  if (limit === 1) return 1;
  const free = await withConnection(
    database,
    async (connection) => {
      const { rows } = await connection.query(countFreeConnections);
      return Number(rows[0]?.free ?? 0);
    },
    options,
  );
  return Math.max(1, Math.min(mostConnections, limit, Math.floor(free / 2)));
}

/** How many connections a target can give. */
function findConnectionLimit(database: DatabaseTarget): number {
  const target = toClient(database);
  if (typeof target === "string") return Number.POSITIVE_INFINITY;
  if (!isPool(target)) return 1;
  const { max = poolDefaultMax } = target.options as { readonly max?: number };
  return max;
}

const countFreeConnections = `SELECT pg_catalog.current_setting('max_connections')::pg_catalog.int4
  - pg_catalog.current_setting('superuser_reserved_connections')::pg_catalog.int4
  - (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend') AS free`;
