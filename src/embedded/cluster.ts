import { lchown, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PhoenixKitError } from "../error.ts";
import { connectLoopback, isSameFolder, isServerOf, type LoopbackConnection, loopback } from "./loopback.ts";
import { type OsUser, type ProgramResult, runProgram } from "./run-program.ts";

/** A data folder, the folder of PostgreSQL's programs, and the user who runs them. */
export interface Cluster {
  bin: string;
  data: string;
  user: OsUser | undefined;
}

/** Server settings by name, as in `postgresql.conf`. */
export type Settings = Readonly<Record<string, string>>;

/** A running server with a connection to it. */
export interface RunningServer extends LoopbackConnection {
  port: number;
}

const settingsFile = "phoenix-kit.conf";
const logFile = "server.log";
const longestLog = 15;

/** Creates the data folder unless it exists: UTF-8, sorted by code point, superuser `postgres`, no passwords. */
export async function initialize(cluster: Cluster): Promise<void> {
  const exists = await stat(join(cluster.data, "PG_VERSION")).catch(() => undefined);
  if (exists) return;
  // Created under another name and renamed, so that a folder with the final name is always complete.
  const fresh = `${cluster.data}.new`;
  let result: ProgramResult | undefined;
  for (const locale of ["C.UTF-8", "C"]) {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { mode: 0o700 });
    if (cluster.user) await lchown(fresh, cluster.user.uid, cluster.user.gid);
    result = await runTool(cluster, "initdb", [
      "-D",
      basename(fresh),
      "--username=postgres",
      "--auth=trust",
      "--encoding=UTF8",
      `--locale=${locale}`,
      "--no-instructions",
    ]);
    if (result.code === 0) break;
  }
  if (result?.code !== 0) {
    await rm(fresh, { recursive: true, force: true });
    throw embeddedError(`PostgreSQL could not create ${cluster.data}.`, result?.output);
  }
  const configuration = await open(join(fresh, "postgresql.conf"), "a");
  await configuration.write(`\ninclude_if_exists = '${settingsFile}' # rewritten at each start\n`);
  await configuration.close();
  await rename(fresh, cluster.data);
}

/** Starts the server and waits until it accepts connections; it keeps running after this process ends. */
export async function startServer(cluster: Cluster, port: number, settings: Settings): Promise<void> {
  await writeSettings(cluster, {
    cluster_name: "phoenix-kit",
    ...settings,
    port: String(port),
    listen_addresses: loopback,
    // The path of a socket is limited to 107 bytes; that of a project is not.
    unix_socket_directories: "",
  });
  const logPath = join(cluster.data, logFile);
  const { size } = await stat(logPath).catch(() => ({ size: 0 }));
  // pg_ctl passes these paths to a shell in double quotes; relative ones need no escaping.
  const data = basename(cluster.data);
  const args = ["start", "-w", "-t", "60", "-s", "-D", data, "-l", join(data, logFile)];
  // The last children of a server that was killed may hold its shared memory a moment longer.
  for (let attempt = 1; ; attempt += 1) {
    const { code, output } = await runTool(cluster, "pg_ctl", args);
    if (code === 0) return;
    const log = (await readFile(logPath).catch(() => Buffer.alloc(0))).subarray(size).toString();
    const tail = log.trim().split("\n").slice(-longestLog).join("\n");
    if (attempt === 20 || !/shared memory block/.test(tail)) {
      throw embeddedError(`PostgreSQL did not start on port ${port} with ${cluster.data}.`, tail || output);
    }
    await sleep(250);
  }
}

/** Stops the server, disconnecting its clients, and waits until it has written everything to disk. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const args = ["stop", "-w", "-t", "60", "-s", "-m", "fast", "-D", basename(cluster.data)];
  const { code, output } = await runTool(cluster, "pg_ctl", args);
  if (code !== 0 && (await isRunning(cluster))) {
    throw embeddedError(`PostgreSQL did not stop in ${cluster.data}.`, output);
  }
}

/**
 * Connects to the server that serves this data folder already, or returns undefined if none does. A server that is
 * starting, recovering or stopping is waited for, up to a minute. A stale pid file counts as not running.
 */
export async function findRunning(cluster: Cluster): Promise<RunningServer | undefined> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const recorded = await readPidFile(cluster);
    if (!recorded) return undefined;
    const connection = await connectLoopback(recorded.port).catch(() => undefined);
    if (connection) {
      const isOurs = await isServerOf(connection.client, cluster.data).catch(() => false);
      if (isOurs) return { port: recorded.port, ...connection };
      await connection.client.end().catch(() => undefined);
    }
    if (!(await isRunning(cluster))) return undefined;
    if (Date.now() > deadline) {
      const server = `process ${recorded.pid}, port ${recorded.port}`;
      throw new PhoenixKitError(`The server of ${cluster.data} (${server}) does not accept connections.`, {
        code: "embedded_failed",
        remedy: `End that process; if it is not PostgreSQL, remove ${locatePidFile(cluster)}.`,
      });
    }
    await sleep(100);
  }
}

/** A server's `postmaster.pid` holds its process, folder, start time and port, one on each line. */
async function readPidFile(cluster: Cluster): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(locatePidFile(cluster), "utf8").catch(() => "");
  const [pid, folder, , port] = text.split("\n");
  if (!pid || !folder || !port) return undefined;
  // In a copy of a folder in use, the file names the original, and would keep the copy's server from starting.
  if ((await isSameFolder(folder, folder)) && !(await isSameFolder(folder, cluster.data))) {
    await rm(locatePidFile(cluster));
    return undefined;
  }
  return { pid: Number(pid), port: Number(port) };
}

function locatePidFile(cluster: Cluster): string {
  return join(cluster.data, "postmaster.pid");
}

/** Whether the process in the pid file is alive. */
async function isRunning(cluster: Cluster): Promise<boolean> {
  const { code } = await runTool(cluster, "pg_ctl", ["status", "-D", basename(cluster.data)]);
  return code === 0;
}

function runTool(cluster: Cluster, tool: string, args: string[]): Promise<ProgramResult> {
  return runProgram(join(cluster.bin, tool), args, { user: cluster.user, cwd: dirname(cluster.data) });
}

async function writeSettings(cluster: Cluster, settings: Settings): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => {
    if (!/^[a-z_][a-z0-9_.]*$/i.test(name)) throw settingNameError(name);
    return `${name} = '${value.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\n", "\\n")}'\n`;
  });
  const path = join(cluster.data, settingsFile);
  await rm(path, { force: true });
  await writeFile(path, lines.join(""));
  // The umask may have made it unreadable for the server's user.
  if (cluster.user) await lchown(path, cluster.user.uid, cluster.user.gid);
}

function settingNameError(name: string): PhoenixKitError {
  return new PhoenixKitError(`settings: ${JSON.stringify(name)} is not the name of a server setting.`, {
    code: "invalid_option",
    remedy: "Use names as in postgresql.conf, for example shared_buffers.",
  });
}

function embeddedError(message: string, output = ""): PhoenixKitError {
  return new PhoenixKitError(message, {
    code: "embedded_failed",
    remedy: "Solve what its output (the detail) names, or set DATABASE_URL to use another server.",
    detail: output.trim(),
  });
}
