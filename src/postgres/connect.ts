import { setTimeout as pause } from "node:timers/promises";
import { PhoenixKitError } from "../error.ts";
import type { Beside, Connection, PgClient, WithProcess } from "./connection.ts";
import { isServerStarting, toConnectionError } from "./connection-errors.ts";
import {
  createBeside,
  createPool,
  isPgClient,
  nothingBeside,
  openClient,
  readClientConfig,
  rememberError,
  withOwnSettings,
} from "./driver.ts";
import { toStatementError } from "./errors.ts";
import { isInTransaction, isPglite, type PgliteLike, withPglite } from "./pglite.ts";
import { withRole } from "./role.ts";

interface PoolLike {
  readonly totalCount: number;
  /** How it connects. An app can use this type without pg's types. */
  readonly options: object;
  connect(): Promise<PgClient & { release(error?: boolean): void }>;
}

/** What this package works on itself. */
type Client = string | PoolLike | PgliteLike | Connection;

/** A Drizzle database. TypeScript compares a wrong one with this because of the optional properties. */
interface DrizzleDatabase {
  readonly $client: PoolLike | PgliteLike | Connection | OtherClient;
  readonly query?: unknown;
  readonly select?: unknown;
  readonly insert?: unknown;
  readonly transaction?: unknown;
}

/** Nothing is of this type: TypeScript compares functions with it, and its message ends with this text. */
type OtherClient = (
  ...given: never[]
) => "Give the URL, or a Pool of pg: migrations do not run on postgres.js or HTTP drivers";

/** Nothing is of this type, either: it is for the message about options of a pool. */
interface PoolOptions {
  readonly connectionString: "Give the URL itself, or new pg.Pool({ connectionString })";
}

/**
 * A database: a pg `Pool`, a connected pg `Client` or a PGlite instance that is not in a transaction, a Drizzle database
 * on one of them, or a connection URL. For postgres.js, give the URL.
 */
export type DatabaseTarget = Client | DrizzleDatabase | OtherClient | PoolOptions;

/** How to connect. */
export interface ConnectOptions {
  /**
   * The role to work as, like `SET ROLE`: for example the owner of the schema, if the login role is a member of it.
   * Default: the login role. It does not work behind a transaction pooler.
   */
  readonly role?: string | undefined;
  /** How long to wait for a server that refuses connections or is still starting, in seconds; default: 0. */
  readonly waitSeconds?: number | undefined;
  /** Stops waiting for the server. */
  readonly signal?: AbortSignal | undefined;
}

type Work<T> = (connection: Connection & WithProcess, beside: Beside) => Promise<T>;

/**
 * Runs `work` on one connection of a database. A client is used as it is and stays open. A connection that was opened
 * here is closed. One of a pool is released, or destroyed if the work failed. `work` also gets a way to ask and to
 * cancel from a second connection.
 */
export async function withConnection<T>(
  database: DatabaseTarget,
  work: Work<T>,
  options: ConnectOptions = {},
): Promise<T> {
  const target = toClient(database);
  const runAsRole: Work<T> = (connection, beside) =>
    withRole(connection, options.role, () => work(connection, beside));
  if (typeof target === "string") return withClient(target, runAsRole, options);
  if (isPool(target)) return withPooled(target, runAsRole, options);
  if (isPglite(target)) return withIdlePglite(target, runAsRole);
  return withGivenClient(target, runAsRole);
}

/** Opens a pool of at most `max` connections for a URL. Anything else is returned as it is, and stays open. */
export function openPool(
  database: DatabaseTarget,
  max: number,
): { readonly target: DatabaseTarget; readonly end: () => Promise<void> } {
  const target = toClient(database);
  if (typeof target !== "string") return { target, end: async () => {} };
  const pool = createPool(target, max);
  return { target: pool, end: () => pool.end() };
}

async function withGivenClient<T>(client: Connection, work: Work<T>): Promise<T> {
  if (readTransactionStatus(client) === null) {
    throw targetError(
      "The client is not connected.",
      "Call await client.connect() first, or give a Pool or URL.",
    );
  }
  // after an error the driver learns of the transaction's state a moment later
  await client.query("").catch((error) => {
    throw toStatementError(error);
  });
  if (readTransactionStatus(client) !== "I") throw inTransactionError("client", ", or give a pool or URL");
  const connection = withOwnSettings(client);
  const beside = isPgClient(client) ? await createBeside(readClientConfig(client), client) : nothingBeside;
  return work(connection, beside);
}

async function withIdlePglite<T>(pglite: PgliteLike, work: Work<T>): Promise<T> {
  const busy = await isInTransaction(pglite).catch((error) => {
    throw toConnectionError(error);
  });
  if (busy) throw inTransactionError("PGlite instance");
  return withPglite(pglite, (connection) => work(connection, nothingBeside));
}

function inTransactionError(what: string, otherwise = ""): PhoenixKitError {
  return new PhoenixKitError(`The ${what} is in a transaction.`, {
    code: "in_transaction",
    remedy: `Commit or roll back first${otherwise}: every step is a transaction of its own.`,
  });
}

async function withClient<T>(url: string, work: Work<T>, options: ConnectOptions): Promise<T> {
  const client = await waitForServer(() => openClient(url), options);
  try {
    const beside = await createBeside({ connectionString: url }, client);
    return await work(withOwnSettings(client), beside);
  } finally {
    await client.end();
  }
}

async function withPooled<T>(pool: PoolLike, work: Work<T>, options: ConnectOptions): Promise<T> {
  const client = await waitForServer(() => pool.connect(), options).catch((error) => {
    throw toConnectionError(error);
  });
  // pg's pool only listens for errors of idle clients
  client.on("error", rememberError);
  let failed = true;
  try {
    const beside = await createBeside(pool.options, client);
    const result = await work(withOwnSettings(client), beside);
    failed = false;
    return result;
  } finally {
    client.off("error", rememberError);
    client.release(failed);
  }
}

/** Tries to connect every half second while the server is starting, until the time is over. */
async function waitForServer<T>(connect: () => Promise<T>, options: ConnectOptions): Promise<T> {
  const { signal } = options;
  const deadline = performance.now() + parseWaitSeconds(options.waitSeconds) * 1000;
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      if (!isServerStarting(error) || performance.now() >= deadline) throw error;
      await pause(500, undefined, signal && { signal });
    }
  }
}

function parseWaitSeconds(seconds = 0): number {
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new PhoenixKitError(`waitSeconds must be a number of seconds from 0, got ${String(seconds)}.`, {
    code: "invalid_option",
    remedy: "Give the longest wait in seconds; 0 does not wait.",
  });
}

export function isPool(target: object): target is PoolLike {
  return "totalCount" in target && "connect" in target;
}

/** Returns the client of a Drizzle database, or what was given. Throws if migrations cannot run on it. */
export function toClient(database: DatabaseTarget): Client {
  const target: unknown =
    typeof database === "object" && database !== null && "$client" in database ? database.$client : database;
  if (target === undefined || target === null || target === "") {
    throw targetError(
      "No pool, client or URL was given.",
      "If the URL comes from a variable such as process.env.DATABASE_URL, set it: this process does not have it.",
    );
  }
  if (typeof target === "string") return target;
  if (typeof target === "function") {
    throw targetError(
      "Migrations do not run on a client of postgres.js or an HTTP driver.",
      "Give the URL, or a Pool of pg, for the migrations; the rules run on postgres.js.",
    );
  }
  if (typeof target !== "object" || !("query" in target || "connect" in target)) {
    throw targetError(
      "The database is neither a pool nor a client nor a URL.",
      "Give the URL itself as text, or new pg.Pool({ connectionString }) in place of { connectionString }.",
    );
  }
  if ("ending" in target && target.ending === true && isPool(target)) {
    throw targetError(
      "The pool was ended.",
      "Call pool.end() after the last use, or give a new Pool or a URL.",
    );
  }
  return target as Client;
}

function targetError(message: string, remedy: string): PhoenixKitError {
  return new PhoenixKitError(message, { code: "invalid_option", remedy });
}

/** "I" idle, "T" in a transaction, "E" in a failed one, null without a connection. "I" if the driver cannot tell. */
function readTransactionStatus(
  client: Connection & { getTransactionStatus?: () => string | null },
): string | null {
  return client.getTransactionStatus ? client.getTransactionStatus() : "I";
}
