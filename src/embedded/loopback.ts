import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer, Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

/** The only address that an embedded server listens on. */
export const loopback = "127.0.0.1";

/** The database that every embedded server has. */
export const databaseName = "phoenix_kit";

export interface LoopbackConnection {
  client: Client;
  /** The client's socket; after `unref`, it does not keep this process alive. */
  socket: Socket;
}

/** Connects to the maintenance database of an embedded server, or fails within 5 seconds. */
export async function connectLoopback(port: number): Promise<LoopbackConnection> {
  const socket = new Socket();
  const client = new Client({
    host: loopback,
    port,
    user: "postgres",
    database: "postgres",
    application_name: "phoenix-kit",
    ssl: false, // overrides PGSSLMODE: this server has no TLS
    connectionTimeoutMillis: 5_000,
    stream: () => socket,
  });
  client.on("error", () => undefined); // without a listener, the server's death would end this process
  await client.connect();
  return { client, socket };
}

/** Whether a connection leads to the server of this data folder. */
export async function isServerOf(client: Client, data: string): Promise<boolean> {
  const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
  return await isSameFolder(rows[0]?.data_directory ?? "", data);
}

/** Whether two paths lead to the same folder, through links and mounts. */
export async function isSameFolder(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

export async function ensureDatabase(client: Client): Promise<void> {
  const found = await client.query("SELECT FROM pg_database WHERE datname = $1", [databaseName]);
  if (found.rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
}

/** Whether other clients are connected; those that have just disconnected get `patienceMs` to disappear. */
export async function hasOtherClients(client: Client, patienceMs = 500): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { rowCount } = await client.query(
      "SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    );
    if (rowCount === 0) return false;
    if (Date.now() > deadline) return true;
    await sleep(20);
  }
}

/** Chooses the port for a folder's server: the one in its file `port`, or a new one if that is taken. */
export async function choosePort(folder: string): Promise<number> {
  const path = join(folder, "port");
  const last = Number.parseInt(await readFile(path, "utf8").catch(() => ""), 10);
  if (last > 0 && last < 65_536 && (await isPortFree(last))) return last;
  const port = await listenOnce(0);
  await writeFile(path, `${port}\n`);
  return port;
}

export async function isPortFree(port: number): Promise<boolean> {
  return await listenOnce(port).then(
    () => true,
    () => false,
  );
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(port, loopback, () => {
      const address = server.address();
      const bound = typeof address === "object" && address ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
