import { randomBytes } from "node:crypto";
import { Pool } from "pg";
import { changeUrl, copyDatabase, dropDatabase } from "./admin.ts";

/** A database of a scenario's own. */
export interface FreshDatabase {
  readonly url: string;
  readonly name: string;
  /** Made with the first query. */
  readonly pool: Pool;
}

/**
 * Makes a database, works on it and drops it again, whoever is still connected.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param work what to do there
 * @param template the database to copy; an empty one unless given
 * @returns what `work` returns
 * @throws whatever `work` throws
 * @example
 * await withFreshDatabase(serverUrl, ({ url }) => up(url))
 */
export async function withFreshDatabase<T>(
  serverUrl: string,
  work: (database: FreshDatabase) => Promise<T>,
  template = "template0",
): Promise<T> {
  const name = `torture_${randomBytes(6).toString("hex")}`;
  await copyDatabase(serverUrl, template, name);
  const url = changeUrl(serverUrl, { database: name });
  const pool = new Pool({ connectionString: url, max: 5 });
  pool.on("error", () => undefined); // scenarios end connections on purpose
  pool.on("connect", (client) => client.on("error", () => undefined));
  try {
    return await work({ url, name, pool });
  } finally {
    await pool.end();
    await dropDatabase(serverUrl, name);
  }
}
