import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, isRunning } from "./cluster.ts";
import { type Connection, connect, isSameFolder, serves } from "./loopback.ts";

/** A server that runs, and a connection to it. */
export interface RunningServer extends Connection {
  port: number;
}

/**
 * Connects to the server that already serves a data folder. One that is starting, recovering or stopping is
 * waited for, up to a minute.
 *
 * @returns `undefined` when none runs. A file left by a server that was killed is no server.
 * @throws Error when there seems to be one that takes no connections.
 * @example
 * const running = await findRunning(cluster);
 * await running?.client.end();
 */
export async function findRunning(cluster: Cluster): Promise<RunningServer | undefined> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const claim = await readClaim(cluster);
    if (!claim) return undefined;
    const connection = await connect(claim.port).catch(() => undefined);
    if (connection) {
      const isOurs = await serves(connection.client, cluster.data).catch(() => false);
      if (isOurs) return { port: claim.port, ...connection };
      await connection.client.end().catch(() => undefined);
    }
    if (!(await isRunning(cluster))) return undefined;
    if (Date.now() > deadline) {
      throw new Error(
        `The server of ${cluster.data} (process ${claim.pid}, port ${claim.port}) takes no connections. ` +
          `End that process, or remove ${pidFile(cluster)} when it is not PostgreSQL.`,
      );
    }
    await sleep(100);
  }
}

/** What a server writes about itself into its data folder: process, folder, start and port, a line each. */
async function readClaim(cluster: Cluster): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(pidFile(cluster), "utf8").catch(() => "");
  const [pid, folder, , port] = text.split("\n");
  if (!pid || !folder || !port) return undefined;
  // In a copy of a served folder the file speaks of the original, and would keep a server from starting.
  if ((await isSameFolder(folder, folder)) && !(await isSameFolder(folder, cluster.data))) {
    await rm(pidFile(cluster));
    return undefined;
  }
  return { pid: Number(pid), port: Number(port) };
}

function pidFile(cluster: Cluster): string {
  return join(cluster.data, "postmaster.pid");
}
