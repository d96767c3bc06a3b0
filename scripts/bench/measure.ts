import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";

/** What some statements took. */
export interface Measurement {
  readonly seconds: number;
  /** Rows that they changed. */
  readonly rows: number;
  /** Most of the server process's own memory, in bytes; undefined if /proc does not show it. */
  readonly memory: number | undefined;
  /** Written to temporary files, in bytes. */
  readonly temp: number;
}

/**
 * Runs statements in a transaction of a fresh connection and rolls it back, so that the next run finds the same rows.
 *
 * @param url the database, with nobody else at work in it
 * @param statements run one after the other
 * @example
 * const { seconds } = await measure(url, ["DELETE FROM big WHERE id % 2 = 0"]);
 */
export async function measure(url: string, statements: readonly string[]): Promise<Measurement> {
  const watcher = await connect(url);
  const worker = await connect(url);
  try {
    const { pid, name } = (await worker.query("SELECT pg_backend_pid() AS pid, current_database() AS name"))
      .rows[0];
    const before = await readTempBytes(watcher);
    const memory = watchMemory(pid, name);
    await worker.query("BEGIN");
    const started = performance.now();
    for (const statement of statements) await worker.query(statement);
    const seconds = (performance.now() - started) / 1000;
    const rows = await countChangedRows(worker);
    const peak = memory.stop();
    await worker.query("ROLLBACK");
    await worker.end();
    await waitForExit(watcher, pid);
    return { seconds, rows, memory: peak, temp: (await readTempBytes(watcher)) - before };
  } finally {
    await worker.end();
    await watcher.end();
  }
}

/** Those of the open transaction, also by statements within DO. */
async function countChangedRows(worker: Client): Promise<number> {
  const { rows } = await worker.query(
    "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) AS count FROM pg_stat_xact_user_tables",
  );
  return Number(rows[0].count);
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/**
 * Waits until a session has ended: PostgreSQL counts its temporary files at the latest then.
 *
 * @param watcher a connection to the same database
 * @param pid the session's process
 * @example
 * await waitForExit(watcher, pid)
 */
export async function waitForExit(watcher: Client, pid: number): Promise<void> {
  const findProcess = () => watcher.query("SELECT FROM pg_stat_activity WHERE pid = $1", [pid]);
  while ((await findProcess()).rowCount) await pause(20);
}

/**
 * How much was written to temporary files in a database since its statistics began.
 *
 * @param watcher a connection to it
 * @returns bytes
 * @example
 * const before = await readTempBytes(watcher)
 */
export async function readTempBytes(watcher: Client): Promise<number> {
  const { rows } = await watcher.query(
    "SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()",
  );
  return Number(rows[0].temp_bytes);
}

/**
 * Watches the memory of a server process, without the buffers that all processes share. A server elsewhere may have the
 * pid of a process here, so the name of the database is compared.
 *
 * @param pid the process
 * @param database the name of the database that it works in
 * @returns `stop`, which returns the peak in bytes, or undefined if /proc does not show it
 * @example
 * const memory = watchMemory(pid, "bench_1")
 */
export function watchMemory(pid: number, database: string): { stop(): number | undefined } {
  let peak: number | undefined;
  const readPeak = () => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(database)) return;
      const own = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      if (own) peak = Math.max(peak ?? 0, Number(own) * 1024);
    } catch {
      // no such process here, or no /proc at all
    }
  };
  readPeak();
  const timer = setInterval(readPeak, 10);
  return {
    stop() {
      readPeak();
      clearInterval(timer);
      return peak;
    },
  };
}
