import { setTimeout as sleep } from "node:timers/promises";
import { Client, DatabaseError } from "pg";

/** Statements that write no row, but wait as writes do. */
export interface Prober {
  /** Waits until each table was tried, and forgets the waits so far. */
  settle(): Promise<void>;
  /** The longest wait since then, in milliseconds; one that is under way counts, too. */
  takeLongest(): Promise<number>;
  stop(): Promise<void>;
}

/** A table that a version drops meanwhile, a deadlock, a lock that takes too long. */
const passing = new Set(["42P01", "40P01", "55P03"]);

/**
 * Tries again and again to write to each table of the schema `public` on a connection of its own, and notes how long
 * that took.
 *
 * @param url the database
 * @example
 * const prober = await startProber(url);
 * await up(url);
 * console.log(await prober.takeLongest());
 * await prober.stop();
 */
export async function startProber(url: string): Promise<Prober> {
  const client = new Client({ connectionString: url });
  await client.connect();
  let longest = 0;
  let isStopping = false;
  let rounds = 0;
  let attempt: Promise<unknown> = Promise.resolve();
  const work = (async () => {
    for (; !isStopping; rounds++) {
      for (const table of await listTables(client)) {
        const began = performance.now();
        attempt = client.query(`DELETE FROM ${table} WHERE false`).catch((error: unknown) => {
          if (!(error instanceof DatabaseError && passing.has(error.code ?? ""))) throw error;
        });
        await attempt;
        longest = Math.max(longest, performance.now() - began);
      }
    }
  })();
  // `stop` throws it
  work.catch(() => undefined);
  return {
    async settle() {
      const until = rounds + 2;
      while (rounds < until && !isStopping) await sleep(5);
      longest = 0;
    },
    async takeLongest() {
      await attempt;
      await sleep(0);
      return longest;
    },
    async stop() {
      isStopping = true;
      await work;
      await client.end();
    },
  };
}

async function listTables(client: Client): Promise<string[]> {
  const { rows } = await client.query(
    "SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  if (rows.length === 0) await sleep(5);
  return rows.map(({ name }) => name);
}
