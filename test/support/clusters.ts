import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Cluster,
  initialize,
  type Settings,
  startServer as startCluster,
  stopServer as stopCluster,
} from "../../src/embedded/cluster.ts";
import { choosePort, isPortFree } from "../../src/embedded/loopback.ts";
import { ensurePostgresUser, isRoot } from "../../src/embedded/os-user.ts";
import { runProgram } from "../../src/embedded/run-program.ts";
import { findPrograms, type Major } from "./releases.ts";

/** For data that nobody will miss: no waiting for the disk, and room for parallel tests. */
export const fastSettings: Settings = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  max_connections: "200",
};

/** A PostgreSQL server that belongs to one test file. */
export interface OwnServer {
  /** Leads to the database `postgres` as the superuser. */
  readonly url: string;
  /** The data folder. */
  readonly data: string;
  readonly port: number;
  /** Stops the server and disconnects its clients. */
  stop(): Promise<void>;
  /** Starts the stopped server again, on the same port, with additional settings. */
  start(settings?: Settings): Promise<void>;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

/** How to start a server of a test file's own. */
export interface OwnServerOptions {
  /** The major version of PostgreSQL; default: 18. */
  major?: Major;
  /** The folder of the server's programs; default: those of the npm package for `major`. */
  programs?: string;
  /** On top of {@link fastSettings}, as in `postgresql.conf`. */
  settings?: Settings;
  /** The data folder of a stopped server to copy; default: a new, empty cluster. */
  copyOf?: string;
  /** Changes the files in the data folder before the server starts for the first time. */
  prepare?: (data: string) => Promise<void>;
}

/**
 * Starts a server in a temporary folder, on 127.0.0.1 and without passwords.
 *
 * @param options see {@link OwnServerOptions}
 * @throws PhoenixKitError if the server does not start
 * @example
 * const server = await startServer({ major: 15, settings: { wal_level: "logical" } });
 * await server.remove();
 */
export async function startServer(options: OwnServerOptions = {}): Promise<OwnServer> {
  const directory = await mkdtemp(join(tmpdir(), "phoenix-kit-server-"));
  await chmod(directory, 0o755); // so that the server's OS user can enter it if this process is root
  const found = await clusterIn(directory, options.major ?? 18);
  const cluster = { ...found, bin: options.programs ?? found.bin };
  const removeFolder = () => rm(directory, { recursive: true, force: true });
  try {
    if (options.copyOf) await copyFolder(options.copyOf, cluster.data);
    else await initialize(cluster);
    await options.prepare?.(cluster.data);
    let settings = { ...fastSettings, ...options.settings };
    const port = await startOnFreePort(cluster, { directory, settings });
    return {
      url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
      data: cluster.data,
      port,
      stop: () => stopCluster(cluster),
      async start(more = {}) {
        settings = { ...settings, ...more };
        await startCluster(cluster, port, settings);
      },
      async remove() {
        await stopCluster(cluster);
        await removeFolder();
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

/**
 * Describes the cluster of a folder; its data may not exist yet.
 *
 * @example
 * const cluster = await clusterIn(directory, 18);
 */
export async function clusterIn(directory: string, major: Major): Promise<Cluster> {
  const user = isRoot() ? await ensurePostgresUser() : undefined;
  return { bin: await findPrograms(major, user), data: join(directory, "data"), user };
}

/**
 * Starts a cluster's server on a port that nobody uses.
 *
 * @returns the port
 * @example
 * const port = await startOnFreePort(cluster, { directory, settings: fastSettings });
 */
export async function startOnFreePort(
  cluster: Cluster,
  { directory, settings }: { directory: string; settings: Settings },
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(directory);
    try {
      await startCluster(cluster, port, settings);
      return port;
    } catch (error) {
      // another process may have taken the port in the meantime
      if (attempt === 5 || (await isPortFree(port))) throw error;
    }
  }
}

/**
 * Copies a folder with owners and modes.
 *
 * @example
 * await copyFolder("/tmp/a/data", "/tmp/b/data");
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  const { code, output } = await runProgram("cp", ["-a", from, to]);
  if (code !== 0) throw new Error(`cp -a ${from} ${to} failed:\n${output}`);
}
