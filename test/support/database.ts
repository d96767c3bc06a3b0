import { randomBytes } from "node:crypto";
import { Pool, type PoolConfig } from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { changeUrl, copyDatabase, dropDatabase } from "./admin.ts";

/** A database of one test or file. */
export interface TestDatabase {
  url: string;
  name: string;
  pool: Pool;
  /** Drops the database, whoever is connected. */
  drop(): Promise<void>;
}

/** What a test database starts from. */
export interface TestDatabaseOptions {
  /** `template`, the default, is what `prepareTemplate` made; `empty` has nothing in it. */
  from?: "template" | "empty";
}

/**
 * Creates a database with a random name.
 *
 * @example
 * const database = await createDatabase({ from: "empty" });
 * await database.pool.query("SELECT 1");
 * await database.drop();
 */
export async function createDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const serverUrl = inject("serverUrl");
  const name = `phoenix_kit_test_${inject("run")}_${randomBytes(4).toString("hex")}`;
  await copyDatabase(serverUrl, options.from === "empty" ? "template0" : inject("template"), name);
  const url = changeUrl(serverUrl, { database: name });
  const pool = openPool(url, { max: 5 });
  const drop = async () => {
    // Not awaited: it would wait forever for a connection that a test failed to give back.
    if (!pool.ending) void pool.end();
    await dropDatabase(serverUrl, name);
  };
  return { url, name, pool, drop };
}

/**
 * Opens a pool on a test database. Dropping that ends the pool's connections too, those that are just being closed
 * among them: that must not end the process.
 *
 * @example
 * const racers = openPool(database().url, { max: 20 });
 */
export function openPool(url: string, options: PoolConfig = {}): Pool {
  const pool = new Pool({ connectionString: url, ...options });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/**
 * Creates a database before all tests of a file (or of a `describe`) and drops it after them.
 *
 * @returns a function that gives the database, from within tests and hooks.
 * @example
 * const database = useDatabase();
 * test("is there", async () => void (await database().pool.query("SELECT 1")));
 */
export function useDatabase(options: TestDatabaseOptions = {}): () => TestDatabase {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await createDatabase(options);
  });
  afterAll(async () => {
    await database?.drop();
  });
  return () => {
    if (!database) throw new Error("The database exists only within tests and hooks.");
    return database;
  };
}
