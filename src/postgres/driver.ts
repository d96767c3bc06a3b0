import { Socket } from "node:net";
import { Client, type ClientConfig, Pool } from "pg";
import { PhoenixKitError } from "../error.ts";
import type { Beside, Connection, PgClient, WithProcess } from "./connection.ts";
import { toConnectionError } from "./connection-errors.ts";
import { ownTypes } from "./type-parsers.ts";

/** How long a server may take to answer, in milliseconds. */
const connectionTimeoutMillis = 30_000;

/**
 * How long one address of a host may take to answer, before the next one is tried. Node's own 250 ms are too short for a
 * slow network.
 */
const addressTimeoutMs = 5_000;

/** Longer than any statement: pg takes 0 for "the pool's own time". */
const noQueryTimeoutMs = 2 ** 31 - 1;

/** Whether a connection is a client of pg, which accepts type parsers and a timeout for each query. */
export function isPgClient(connection: Connection): connection is PgClient {
  return "connectionParameters" in connection;
}

/**
 * A connection with this package's type parsers and no query timeout, whatever the app has set for its pool or for pg.
 */
export function withOwnSettings(client: Connection): Connection & WithProcess {
  if (!isPgClient(client)) return client;
  const query = client.query.bind(client) as unknown as (config: object) => ReturnType<Connection["query"]>;
  return {
    get processID() {
      return client.processID ?? null;
    },
    query: async (text, values) => {
      try {
        return await query({ text, values, types: ownTypes, query_timeout: noQueryTimeoutMs });
      } catch (error) {
        if (isEndOfSession(error)) lastWords.set(client, error as Error);
        throw (isOfDriver(error) && lastWords.get(client)) || error;
      }
    },
  };
}

/**
 * The errors with which servers ended connections: the driver tells the next query only that the connection is closed.
 */
const lastWords = new WeakMap<object, Error>();

/** Listens to the errors of a client outside of its queries. */
export function rememberError(this: object, error: Error): void {
  if (isEndOfSession(error)) lastWords.set(this, error);
}

/** A shutdown, or a timeout that ends the session. */
function isEndOfSession(error: unknown): boolean {
  return /^(57P0[1235]|25P0[34])$/.test(String((error as { code?: unknown }).code));
}

/** Whether an error is the driver's or the socket's, not the server's: it has no code, or the name of an errno. */
function isOfDriver(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === undefined || /^E[A-Z]+$/.test(String(code));
}

/** Opens a connection for this package alone. */
export async function openClient(url: string): Promise<Client> {
  const client = createClient(readUrlConfig(url));
  // a connection that breaks while nothing runs is reported by the next query
  client.on("error", rememberError);
  await client.connect().catch((error) => {
    throw toConnectionError(error);
  });
  return client;
}

/** A pool for this package alone, which connects when it is used. */
export function createPool(url: string, max: number): Pool {
  const pool = new Pool({ ...readUrlConfig(url), max });
  pool.on("error", ignoreError);
  return pool;
}

function readUrlConfig(url: string): ClientConfig {
  assertUrl(url);
  return {
    connectionString: url,
    application_name: "phoenix-kit",
    connectionTimeoutMillis,
    stream: () => new PatientSocket(),
  };
}

/** Refuses URLs that the driver would misunderstand or ignore in part. The message never contains the password. */
function assertUrl(url: string): void {
  if (/^(postgres(ql)?|socket):|^\//.test(url)) {
    if (!/[?&]schema=/.test(url)) return;
    throw new PhoenixKitError("The database URL has the parameter schema, which only Prisma knows.", {
      code: "invalid_option",
      remedy:
        "Leave it out of the URL, and name the schema by prefix in code or --prefix on the command line.",
    });
  }
  if (/^(undefined|null)$/.test(url)) {
    throw new PhoenixKitError(`The database URL is the word "${url}".`, {
      code: "invalid_option",
      remedy: "Set the variable that the URL is made of, such as DATABASE_URL: it has no value.",
    });
  }
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url) ?? [];
  const problem = scheme === undefined ? "it is not a URL" : `${scheme}:// is not a scheme of PostgreSQL's`;
  throw toConnectionError(Object.assign(new Error(problem), { code: "ERR_INVALID_SCHEME" }));
}

/**
 * Opens second connections with a client's configuration when they are needed. Whether the client is behind a pooler is
 * remembered, because a pool lends the same client many times.
 */
export async function createBeside(config: object, client: PgClient): Promise<Beside> {
  const connection = withOwnSettings(client);
  const isPooled = poolerByClient.get(client) ?? (await isBehindPooler(connection));
  poolerByClient.set(client, isPooled);
  // behind a pooler, the process id might be another session's
  if (isPooled) return nothingBeside;
  const ask: Beside["ask"] = async (sql) => {
    const client = createClient({ ...config, connectionTimeoutMillis });
    client.on("error", ignoreError);
    await client.connect();
    const { query } = withOwnSettings(client as unknown as Connection);
    const { rows } = await query(sql, [connection.processID]).finally(() => client.end());
    return rows;
  };
  return { ask, cancel: async () => void (await ask("SELECT pg_catalog.pg_cancel_backend($1)")) };
}

const poolerByClient = new WeakMap<object, boolean>();

/** Does nothing: there is no second connection, or the process id is unknown. */
export const nothingBeside: Beside = { cancel: async () => {}, ask: async () => [] };

/** What a connected client was configured with. */
export function readClientConfig(client: PgClient): object {
  const { host, port, user, database, password, ssl } = client as unknown as Record<string, unknown>;
  return { host, port, user, database, password, ssl };
}

/**
 * Whether a pooler such as PgBouncer stands in between: the process id that the driver knows is then not the server's,
 * and might be another session's. Also true where the driver knows none.
 */
export async function isBehindPooler(connection: Connection & WithProcess): Promise<boolean> {
  const { rows } = await connection.query("SELECT pg_catalog.pg_backend_pid() AS pid");
  return Number(rows[0]?.pid) !== connection.processID;
}

export function ignoreError(): void {}

function createClient(config: object): Client {
  try {
    return new Client(config);
  } catch (error) {
    throw toConnectionError(error);
  }
}

/** Gives each address of a host more time than Node does. */
class PatientSocket extends Socket {
  override connect(...given: unknown[]): this {
    const [port, host] = given;
    if (typeof host !== "string") return super.connect(...(given as [string]));
    return super.connect({
      port: Number(port),
      host,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: addressTimeoutMs,
    });
  }
}
