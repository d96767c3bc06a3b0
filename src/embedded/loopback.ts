import { stat } from "node:fs/promises";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

/** Where an embedded server listens, and nowhere else. */
export const loopback = "127.0.0.1";

/** The name of the one database that every embedded server has. */
export const databaseName = "phoenix_kit";

/** A connection, and the socket below it, by which the connection can be kept from keeping the process alive. */
export interface Connection {
  client: Client;
  socket: Socket;
}

/**
 * Connects to the maintenance database of an embedded server.
 *
 * @param port - on the loopback interface.
 * @throws Error from the driver or the server, after 5 seconds at most.
 * @example
 * const { client } = await connect(5433);
 * await client.end();
 */
export async function connect(port: number): Promise<Connection> {
  const socket = new Socket();
  const client = new Client({
    host: loopback,
    port,
    user: "postgres",
    database: "postgres",
    application_name: "phoenix-kit",
    ssl: false, // whatever PGSSLMODE says: this server has none
    connectionTimeoutMillis: 5_000,
    stream: () => socket,
  });
  client.on("error", () => undefined); // a server that is killed must not take this process along
  await client.connect();
  return { client, socket };
}

/**
 * Tells whether a connection leads to the server that serves a data folder.
 *
 * @example
 * await serves(client, "/project/.phoenix-kit/data");
 */
export async function serves(client: Client, data: string): Promise<boolean> {
  const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
  return await isSameFolder(rows[0]?.data_directory ?? "", data);
}

/**
 * Tells whether two paths lead to the same folder, through whatever links and mounts.
 *
 * @example
 * await isSameFolder(".", process.cwd()); // true
 */
export async function isSameFolder(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

/**
 * Creates the database {@link databaseName} where it is missing.
 *
 * @param client - from {@link connect}.
 * @example
 * await ensureDatabase(client);
 */
export async function ensureDatabase(client: Client): Promise<void> {
  const found = await client.query("SELECT FROM pg_database WHERE datname = $1", [databaseName]);
  if (found.rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
}

/**
 * Tells whether clients other than this one are connected to the server.
 *
 * @param client - from {@link connect}.
 * @param patience - how long those that just said goodbye may take to leave, in milliseconds.
 * @example
 * if (!(await hasOtherClients(client))) console.log("nobody else is here");
 */
export async function hasOtherClients(client: Client, patience = 500): Promise<boolean> {
  const deadline = Date.now() + patience;
  for (;;) {
    const { rowCount } = await client.query(
      "SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    );
    if (rowCount === 0) return false;
    if (Date.now() > deadline) return true;
    await sleep(20);
  }
}
