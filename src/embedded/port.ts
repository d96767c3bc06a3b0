import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { loopback } from "./loopback.ts";

/**
 * Chooses the port for a folder's server: the one that it had before, or another when somebody took it.
 *
 * @param folder - remembers the port in the text file `port`.
 * @returns a port that nobody listened on a moment ago.
 * @example
 * const port = await choosePort(".phoenix-kit");
 */
export async function choosePort(folder: string): Promise<number> {
  const path = join(folder, "port");
  const last = Number.parseInt(await readFile(path, "utf8").catch(() => ""), 10);
  if (last > 0 && last < 65_536 && (await isFree(last))) return last;
  const port = await listenOnce(0);
  await writeFile(path, `${port}\n`);
  return port;
}

/**
 * Tells whether a port of the loopback interface can be listened on.
 *
 * @example
 * await isFree(5432);
 */
export async function isFree(port: number): Promise<boolean> {
  return await listenOnce(port).then(
    () => true,
    () => false,
  );
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(port, loopback, () => {
      const address = server.address();
      const bound = typeof address === "object" && address ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
