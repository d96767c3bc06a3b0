import { Client } from "pg";

/**
 * Runs `work` on a database of its own on the server that DATABASE_URL leads to, and drops it again.
 *
 * @param work told the URL of the fresh, empty database
 * @param template the database to copy; default: an empty one
 * @returns what `work` returns
 * @throws Error if DATABASE_URL is not set
 * @example
 * await withFreshDatabase((url) => up(url))
 */
export async function withFreshDatabase<T>(
  work: (url: string, name: string) => Promise<T>,
  template = "template0",
): Promise<T> {
  const { DATABASE_URL } = process.env;
  if (!DATABASE_URL) throw new Error("Set DATABASE_URL, or run the benchmark by its npm script.");
  const name = `bench_${process.pid}_${performance.now().toFixed(0)}`;
  const admin = new Client({ connectionString: DATABASE_URL });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    const url = new URL(DATABASE_URL);
    url.pathname = `/${name}`;
    return await work(url.href, name);
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  }
}

/**
 * How long a piece of work takes.
 *
 * @returns milliseconds
 * @example
 * const milliseconds = await measureMilliseconds(() => up(url))
 */
export async function measureMilliseconds(work: () => Promise<unknown> | unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/**
 * Runs statements one after the other on a connection of their own.
 *
 * @param url the database
 * @param statements SQL
 * @example
 * await runAll(url, "TRUNCATE t", "VACUUM t")
 */
export async function runAll(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
