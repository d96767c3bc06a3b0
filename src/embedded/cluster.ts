import { lchown, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loopback } from "./loopback.ts";
import { type OsUser, type ProgramResult, runProgram } from "./run-program.ts";

/** A data folder, the programs that serve it and who runs them. */
export interface Cluster {
  bin: string;
  data: string;
  user: OsUser | undefined;
}

/** Server settings by name, as in `postgresql.conf`. */
export type Settings = Readonly<Record<string, string>>;

const ownSettings = "phoenix-kit.conf";
const logFile = "server.log";

/**
 * Makes the data folder where there is none: UTF-8, sorted by code point, superuser `postgres`, no passwords.
 *
 * @throws Error with what `initdb` said.
 * @example
 * await initialize({ bin, data: "/project/.phoenix-kit/data", user: undefined });
 */
export async function initialize(cluster: Cluster): Promise<void> {
  const exists = await stat(join(cluster.data, "PG_VERSION")).catch(() => undefined);
  if (exists) return;
  // Built beside its place and renamed: a folder under the real name is always whole.
  const fresh = `${cluster.data}.new`;
  let result: ProgramResult | undefined;
  for (const locale of ["C.UTF-8", "C"]) {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { mode: 0o700 });
    if (cluster.user) await lchown(fresh, cluster.user.uid, cluster.user.gid);
    result = await runTool(cluster, "initdb", [
      ...["-D", basename(fresh), "--username=postgres", "--auth=trust", "--encoding=UTF8"],
      ...[`--locale=${locale}`, "--no-instructions"],
    ]);
    if (result.code === 0) break;
  }
  if (result?.code !== 0) {
    await rm(fresh, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not make ${cluster.data}:\n${result?.output.trim()}`);
  }
  const configuration = await open(join(fresh, "postgresql.conf"), "a");
  await configuration.write(`\ninclude_if_exists = '${ownSettings}' # written anew at each start\n`);
  await configuration.close();
  await rename(fresh, cluster.data);
}

/**
 * Starts the server and waits until it takes connections; it goes on when this process ends.
 *
 * @param port - on the loopback interface.
 * @param settings - on top of the server's defaults.
 * @throws Error with the end of the server's log, or when a setting's name is none.
 * @example
 * await startServer(cluster, 5433, { fsync: "off" });
 */
export async function startServer(cluster: Cluster, port: number, settings: Settings): Promise<void> {
  await writeSettings(cluster, {
    cluster_name: "phoenix-kit",
    ...settings,
    port: String(port),
    listen_addresses: loopback,
    // None: a socket's path may have 107 bytes at most, a project's folder has no such limit.
    unix_socket_directories: "",
  });
  const log = join(cluster.data, logFile);
  const { size } = await stat(log).catch(() => ({ size: 0 }));
  // A killed server's last children may hold its memory for a moment longer.
  for (let attempt = 1; ; attempt += 1) {
    // Relative paths, since pg_ctl hands these to a shell in double quotes.
    const log = join(basename(cluster.data), logFile);
    const args = ["start", "-w", "-t", "60", "-s", "-D", basename(cluster.data), "-l", log];
    const { code, output } = await runTool(cluster, "pg_ctl", args);
    if (code === 0) return;
    const said = (await readFile(join(cluster.data, logFile)).catch(() => Buffer.alloc(0))).subarray(size);
    const tail = said.toString().trim().split("\n").slice(-15).join("\n");
    if (attempt < 20 && /shared memory block/.test(tail)) await sleep(250);
    else throw new Error(`PostgreSQL did not start on port ${port} with ${cluster.data}:\n${tail || output}`);
  }
}

/**
 * Stops the server, whoever is connected, and waits until it has written everything to the disk.
 *
 * @throws Error with what `pg_ctl` said.
 * @example
 * await stopServer(cluster);
 */
export async function stopServer(cluster: Cluster): Promise<void> {
  const args = ["stop", "-w", "-t", "60", "-s", "-m", "fast", "-D", basename(cluster.data)];
  const { code, output } = await runTool(cluster, "pg_ctl", args);
  if (code !== 0 && (await isRunning(cluster))) {
    throw new Error(`PostgreSQL did not stop in ${cluster.data}:\n${output.trim()}`);
  }
}

/**
 * Tells whether the process that the data folder names as its server is alive.
 *
 * @example
 * if (await isRunning(cluster)) await stopServer(cluster);
 */
export async function isRunning(cluster: Cluster): Promise<boolean> {
  const { code } = await runTool(cluster, "pg_ctl", ["status", "-D", basename(cluster.data)]);
  return code === 0;
}

function runTool(cluster: Cluster, tool: string, args: string[]): Promise<ProgramResult> {
  return runProgram(join(cluster.bin, tool), args, { user: cluster.user, cwd: dirname(cluster.data) });
}

async function writeSettings(cluster: Cluster, settings: Settings): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => {
    if (!/^[a-z_][a-z0-9_.]*$/i.test(name)) throw new Error(`"${name}" is no name of a server setting.`);
    return `${name} = '${value.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\n", "\\n")}'\n`;
  });
  const path = join(cluster.data, ownSettings);
  await rm(path, { force: true });
  await writeFile(path, lines.join(""));
  // The umask may have kept it from the server's user.
  if (cluster.user) await lchown(path, cluster.user.uid, cluster.user.gid);
}
