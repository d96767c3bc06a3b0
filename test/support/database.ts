import { randomBytes } from "node:crypto";
import { Pool, type PoolConfig } from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { changeUrl, copyDatabase, dropDatabase } from "./admin.ts";
import type { Major } from "./releases.ts";
import { urlOfMajor } from "./shared-servers.ts";
import { type DatabaseContents, ensureTemplate } from "./template.ts";

/** A database of one test or file. */
export interface TestDatabase {
  url: string;
  name: string;
  pool: Pool;
  /** Drops the database, whoever is connected. */
  drop(): Promise<void>;
}

/** What a test database starts from, and on which server it is. */
export interface TestDatabaseOptions extends DatabaseContents {
  /** `empty` is short for `version: 0`. */
  from?: "template" | "empty";
  /** The database to copy instead, to which nobody is connected. */
  copyOf?: string;
  /** The major version of PostgreSQL; default: that of the server of the test run. */
  major?: Major;
}

/**
 * Creates a database with a random name: the newest version in `public`, unless the options say otherwise.
 *
 * @example
 * const database = await createDatabase({ from: "empty" });
 * await database.pool.query("SELECT 1");
 * await database.drop();
 */
export async function createDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { from, major, copyOf, ...contents } = options;
  const run = inject("run");
  const serverUrl = await serverUrlOf(major);
  const name = `phoenix_kit_test_${run}_${randomBytes(4).toString("hex")}`;
  const wanted = from === "empty" ? { ...contents, version: 0 } : contents;
  await copyDatabase(serverUrl, copyOf ?? (await ensureTemplate(serverUrl, run, wanted)), name);
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
 * Leads to the server of a major version, or without one to the server of the test run.
 *
 * @example
 * const serverUrl = await serverUrlOf(15);
 */
export async function serverUrlOf(major?: Major): Promise<string> {
  const serverUrl = inject("serverUrl");
  if (!major) return serverUrl;
  return urlOfMajor(major, serverUrl);
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

/**
 * {@link useDatabase} with the schema at some version: a copy of a template that is migrated once for a test run.
 *
 * @param version of `public`, or of the prefixes in the options
 * @example
 * const database = useDatabaseAt(27, { prefixes: ["tenant"] });
 */
export function useDatabaseAt(
  version: number,
  options: Omit<TestDatabaseOptions, "from" | "version"> = {},
): () => TestDatabase {
  return useDatabase({ ...options, version });
}

/**
 * Prepares a database before all tests of a `describe`, for tests that each need a copy of it.
 *
 * @param prepare fills the database, which is at the newest version in `public` unless the options say otherwise
 * @param options see {@link TestDatabaseOptions}
 * @returns a function that makes a copy; the test drops it
 * @example
 * const copy = useCopies(({ pool }) => fillPeople(pool, "public", 10), { version: 27 });
 */
export function useCopies(
  prepare: (database: TestDatabase) => Promise<unknown>,
  options: TestDatabaseOptions = {},
): () => Promise<TestDatabase> {
  const original = useDatabase(options);
  beforeAll(async () => {
    await prepare(original());
    await original().pool.end();
  });
  return () => createDatabase({ ...options, copyOf: original().name });
}
