import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "../../src/embedded/cluster.ts";
import { type EmbeddedServer, removeEmbedded, startEmbedded } from "../../src/embedded/embedded.ts";
import { withClient } from "../support/admin.ts";

/** A server to be killed: on this machine, and nobody else's. */
export interface OwnServer {
  /** Leads to it, also after a restart. */
  readonly url: string;
  /** Ends its first process by SIGKILL; the others notice and end as well. */
  kill(): void;
  /** Starts it again after {@link kill}; it recovers from its log. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/**
 * Starts an embedded server.
 *
 * @param settings on top of the defaults, as in `postgresql.conf`
 * @throws Error where it does not start
 * @example
 * const server = await startOwnServer();
 * server.kill();
 * await server.restart();
 */
export async function startOwnServer(settings: Settings = {}): Promise<OwnServer> {
  const directory = await mkdtemp(join(tmpdir(), "phoenix-kit-torture-"));
  await chmod(directory, 0o755); // so that the server's user can enter it when this process is root
  let server: EmbeddedServer = await startEmbedded({ directory, settings });
  let pid = await readPostmasterPid(server.url);
  return {
    url: server.url,
    kill: () => process.kill(pid, "SIGKILL"),
    async restart() {
      server = await startEmbedded({ directory, settings, port: server.port });
      pid = await readPostmasterPid(server.url);
    },
    async remove() {
      await server.stop({ force: true });
      await removeEmbedded(directory);
    },
  };
}

async function readPostmasterPid(url: string): Promise<number> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ pid: string }>("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid"),
  );
  return Number(rows[0]?.pid);
}
