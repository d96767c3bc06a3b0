import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "vitest";
import { type EmbeddedServer, removeEmbedded, startEmbedded } from "../../src/embedded/embedded.ts";

export const settings = { fsync: "off", full_page_writes: "off" };
export const root = process.getuid?.() === 0;

/** Makes folders and servers that are removed when the tests of a file have run. */
export function useFolders() {
  const servers: EmbeddedServer[] = [];
  const folders: { parent: string; directory: string }[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop({ force: true });
  });

  afterAll(async () => {
    for (const { parent, directory } of folders) {
      await removeEmbedded(directory);
      await rm(parent, { recursive: true, force: true });
    }
  });

  /** A folder that does not exist yet, in a new one with the given mode. */
  async function newFolder(name = ".phoenix-kit", mode = 0o755): Promise<string> {
    const parent = await mkdtemp(join(tmpdir(), "phoenix-kit-test-"));
    await chmod(parent, mode);
    const directory = join(parent, name);
    folders.push({ parent, directory });
    return directory;
  }

  async function start(
    directory: string,
    options: { port?: number; resolve?: () => string } = {},
  ): Promise<EmbeddedServer> {
    const server = await startEmbedded({ directory, settings, ...options });
    servers.push(server);
    return server;
  }

  return { newFolder, start };
}
