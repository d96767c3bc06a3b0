import { setTimeout as sleep } from "node:timers/promises";
import { Client, DatabaseError, escapeIdentifier } from "pg";

/**
 * Does some work with a connection that is closed afterwards.
 *
 * @example
 * const version = await withClient(url, async (client) => (await client.query("SHOW server_version")).rows[0]);
 */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined); // tests end other people's connections on purpose
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes the URL of another database, role or password of the same server.
 *
 * @example
 * changeUrl("postgresql://postgres@127.0.0.1:5433/a", { database: "b" });
 */
export function changeUrl(
  url: string,
  change: { database?: string; user?: string; password?: string },
): string {
  const changed = new URL(url);
  if (change.database !== undefined) changed.pathname = `/${encodeURIComponent(change.database)}`;
  if (change.user !== undefined) changed.username = encodeURIComponent(change.user);
  if (change.password !== undefined) changed.password = encodeURIComponent(change.password);
  return changed.href;
}

/**
 * Creates a database as a copy of another. While somebody is connected to that one, or copies it (which
 * older servers take for the same), it is tried again, for up to 30 seconds. Where nothing waits for the disk, files
 * are copied as they are, which takes half the time.
 *
 * @example
 * await copyDatabase(serverUrl, "template0", "empty");
 */
export async function copyDatabase(serverUrl: string, from: string, to: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  // the server's default may be another; every other template has its own
  const encoding = from === "template0" ? " ENCODING 'UTF8'" : "";
  await withClient(serverUrl, async (client) => {
    const { rows } = await client.query<{ fsync: string }>("SHOW fsync");
    const strategy = rows[0]?.fsync === "off" ? "FILE_COPY" : "WAL_LOG";
    const statement = `CREATE DATABASE ${escapeIdentifier(to)} TEMPLATE ${escapeIdentifier(from)}${encoding} STRATEGY ${strategy}`;
    for (;;) {
      try {
        return await client.query(statement);
      } catch (error) {
        const isInUse = error instanceof DatabaseError && error.code === "55006";
        if (!isInUse || Date.now() > deadline) throw error;
        await sleep(50 + Math.random() * 100);
      }
    }
  });
}

/**
 * Drops a database, whoever is connected to it; one that is gone already is fine.
 *
 * @example
 * await dropDatabase(serverUrl, "phoenix_kit_test_1a2b");
 */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`),
  );
}

/** The first value of a query's first row. */
export function queryValue(url: string, query: string): Promise<unknown> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<unknown[]>({ text: query, rowMode: "array" });
    return rows[0]?.[0];
  });
}

/** Whether a server answers queries at a URL. */
export async function isAnswering(url: string): Promise<boolean> {
  return await queryValue(url, "SELECT 1").then(
    () => true,
    () => false,
  );
}
