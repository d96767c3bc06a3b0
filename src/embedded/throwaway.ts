import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "./cluster.ts";
import { removeEmbedded, startEmbedded } from "./embedded.ts";

/** A server that nobody else knows of. */
export interface ThrowawayServer {
  /** Leads to its database `phoenix_kit` as superuser. */
  readonly url: string;
  /** Stops the server, whoever is connected, and removes all its data. */
  remove(): Promise<void>;
}

/**
 * Starts a fresh embedded server in a new temporary folder.
 *
 * @param settings - server settings as in `postgresql.conf`.
 * @throws Error as {@link startEmbedded} does.
 * @example
 * const server = await startThrowaway({ fsync: "off" });
 * await server.remove();
 */
export async function startThrowaway(settings: Settings = {}): Promise<ThrowawayServer> {
  const directory = await mkdtemp(join(tmpdir(), "phoenix-kit-throwaway-"));
  await chmod(directory, 0o755); // so that the server's user can enter it when this process is root
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
