import { chmod, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { findRunning, initialize, stopServer } from "../../src/embedded/cluster.ts";
import { withFolderLock } from "../../src/embedded/folder-lock.ts";
import { withClient } from "./admin.ts";
import { clusterIn, fastSettings, startOnFreePort } from "./clusters.ts";
import { type Major, majors } from "./releases.ts";
import { runFolder } from "./run-folder.ts";

/** As a member of a cluster with a standby, a publication and prepared transactions would have them. */
const settings = { ...fastSettings, wal_level: "logical", max_prepared_transactions: "20" };
const urls = new Map<Major, Promise<string>>();

/**
 * Finds the server of a major version that all test files of a run share, or starts it.
 *
 * @param major which version
 * @param serverUrl the server that the tests run on, which may be of that version
 * @returns a URL of a database to create others from
 * @example
 * const serverUrl = await urlOfMajor(15, inject("serverUrl"));
 */
export function urlOfMajor(major: Major, serverUrl: string): Promise<string> {
  const known = urls.get(major) ?? findServerOf(major, serverUrl);
  urls.set(major, known);
  return known;
}

async function findServerOf(major: Major, serverUrl: string): Promise<string> {
  const { rows } = await withClient(serverUrl, (client) =>
    client.query<{ number: string }>("SELECT current_setting('server_version_num') AS number"),
  );
  if (Math.floor(Number(rows[0]?.number) / 10_000) === major) return serverUrl;
  const directory = join(runFolder(), `postgres-${major}`);
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  const cluster = await clusterIn(directory, major);
  const port = await withFolderLock(directory, async () => {
    const running = await findRunning(cluster);
    await running?.client.end();
    if (running) return running.port;
    await initialize(cluster);
    return startOnFreePort(cluster, { directory, settings });
  });
  return `postgresql://postgres@127.0.0.1:${port}/postgres`;
}

/**
 * Stops the servers that {@link urlOfMajor} started in a folder.
 *
 * @example
 * await stopSharedServers(folder);
 */
export async function stopSharedServers(folder: string): Promise<void> {
  const started = await readdir(folder);
  for (const major of majors.filter((one) => started.includes(`postgres-${one}`))) {
    await stopServer(await clusterIn(join(folder, `postgres-${major}`), major));
  }
}
