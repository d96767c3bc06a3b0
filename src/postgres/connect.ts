import pg from "pg";
import { PhoenixKitError } from "../error.ts";
import type { Cancel, Connection, WithProcess } from "./connection.ts";
import { toConnectionError, toStatementError } from "./errors.ts";
import { isInTransaction, isPglite, type PgliteLike, withPglite } from "./pglite.ts";

export type { Connection, WithProcess } from "./connection.ts";

interface ErrorEmitter {
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
}

interface PoolLike {
  readonly totalCount: number;
  /** How it connects; pg's types stay out of ours, which an app may use without them. */
  readonly options: object;
  connect(): Promise<Connection & ErrorEmitter & { release(error?: boolean): void }>;
}

/**
 * A database: a pg `Pool`, a connected pg `Client` or a PGlite instance that is not in a transaction, or a connection
 * URL.
 */
export type DatabaseTarget = string | PoolLike | PgliteLike | Connection;

/**
 * Runs `work` on one connection of a database. A client is used as it is and stays open; a connection that was
 * made or borrowed here is closed or given back, and thrown away when the work failed.
 *
 * @param target pool, client, PGlite instance or URL
 * @param work what to do; it is also given a way to cancel the statement under way, which does nothing for a client
 *   or PGlite instance
 * @returns what `work` returns
 * @throws PhoenixKitError where the database cannot be reached or refuses the role; whatever `work` throws
 * @example
 * await withConnection(process.env.DATABASE_URL!, (connection) => connection.query("SELECT 1"))
 */
export async function withConnection<T>(
  target: DatabaseTarget,
  work: (connection: Connection, cancel: Cancel) => Promise<T>,
): Promise<T> {
  if (!target) throw toConnectionError(new Error("no pool, client or URL was given"));
  if (typeof target === "string") return withClient(target, work);
  if (isPool(target)) return withPooled(target, work);
  if (isPglite(target)) return withIdlePglite(target, work);
  if (transactionOf(target) === null) throw toConnectionError(new Error("the client is not connected"));
  // after an error the driver learns of the transaction's state a moment later
  await target.query("").catch((error) => {
    throw toStatementError(error);
  });
  const transaction = transactionOf(target);
  if (transaction !== "I") throw inTransaction("client", ", or give a pool or URL");
  return work(target, async () => {});
}

async function withIdlePglite<T>(
  pglite: PgliteLike,
  work: (connection: Connection, cancel: Cancel) => Promise<T>,
): Promise<T> {
  const busy = await isInTransaction(pglite).catch((error) => {
    throw toConnectionError(error);
  });
  if (busy) throw inTransaction("PGlite instance");
  return withPglite(pglite, (connection) => work(connection, async () => {}));
}

function inTransaction(what: string, otherwise = ""): PhoenixKitError {
  return new PhoenixKitError(`The ${what} is in a transaction.`, {
    code: "in_transaction",
    remedy: `Commit or roll back first${otherwise}: every step is a transaction of its own.`,
  });
}

/** How long a server may take to answer, in milliseconds. */
const connectionTimeoutMillis = 30_000;

async function withClient<T>(
  url: string,
  work: (connection: Connection, cancel: Cancel) => Promise<T>,
): Promise<T> {
  if (!/^(postgres(ql)?|socket):|^\//.test(url))
    throw toConnectionError(new Error("that is no postgres:// URL"));
  const config = { connectionString: url, application_name: "phoenix-kit", connectionTimeoutMillis };
  const client = clientFor(config);
  // a connection that breaks while nothing runs is reported by the next query
  client.on("error", ignored);
  try {
    await client.connect();
  } catch (error) {
    throw toConnectionError(error);
  }
  try {
    return await work(client, await canceller(config, client));
  } finally {
    await client.end();
  }
}

function clientFor(config: object): pg.Client {
  try {
    return new pg.Client(config);
  } catch (error) {
    throw toConnectionError(error);
  }
}

function ignored(): void {}

async function withPooled<T>(
  pool: PoolLike,
  work: (connection: Connection, cancel: Cancel) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((error) => {
    throw toConnectionError(error);
  });
  // pg's pool listens to its idle clients alone
  client.on("error", ignored);
  let failed = true;
  try {
    const result = await work(client, await canceller(pool.options, client));
    failed = false;
    return result;
  } finally {
    client.off("error", ignored);
    client.release(failed);
  }
}

async function canceller(config: object, connection: Connection): Promise<Cancel> {
  const unknown = await isBehindPooler(connection);
  return () => (unknown ? Promise.resolve() : cancelBackend(config, connection));
}

/**
 * Whether something like PgBouncer stands between: the number that the driver knows is then not the server's, and might
 * be another session's.
 *
 * @param connection a connection
 * @returns true also where the driver knows no number
 * @throws PostgreSQL's own errors
 * @example
 * await isBehindPooler(client)
 */
export async function isBehindPooler(connection: Connection & WithProcess): Promise<boolean> {
  const { rows } = await connection.query("SELECT pg_catalog.pg_backend_pid() AS pid");
  return rows[0]?.pid !== connection.processID;
}

async function cancelBackend(config: object, connection: Connection): Promise<void> {
  const { processID } = connection as Connection & WithProcess;
  const client = clientFor(config);
  client.on("error", ignored);
  await client.connect();
  await client.query("SELECT pg_catalog.pg_cancel_backend($1)", [processID]).finally(() => client.end());
}

function isPool(target: object): target is PoolLike {
  return "totalCount" in target && "connect" in target;
}

/** "I" idle, "T" in a transaction, "E" in a failed one, null without a connection; idle where the driver can't say. */
function transactionOf(client: Connection & { getTransactionStatus?: () => string | null }): string | null {
  return client.getTransactionStatus ? client.getTransactionStatus() : "I";
}
