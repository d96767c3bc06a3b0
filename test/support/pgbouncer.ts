import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { choosePort } from "../../src/embedded/loopback.ts";
import { ensurePostgresUser, isRoot } from "../../src/embedded/os-user.ts";
import { changeUrl, withClient } from "./admin.ts";

/** A pooler in front of a server. */
export interface PgBouncer {
  /** Leads through it to the database that it was started for. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Where PgBouncer is: in PATH, or where Debian's package puts it; `undefined` where it is not installed. */
export const pgBouncer = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"]
  .map((folder) => join(folder, "pgbouncer"))
  .find((path) => existsSync(path));

/**
 * Starts a real PgBouncer on the loopback interface, which lets everybody in.
 *
 * @param url the database to lead to
 * @param poolSize how many connections to the server its clients share
 * @param mode its pool_mode; default: "transaction"
 * @throws Error with what it said where it does not start, or is not installed
 * @example
 * const bouncer = await startPgBouncer(url, 3);
 * await bouncer.stop();
 */
export async function startPgBouncer(
  url: string,
  poolSize: number,
  mode: "session" | "transaction" | "statement" = "transaction",
): Promise<PgBouncer> {
  if (!pgBouncer) throw new Error("PgBouncer is not installed: apt-get install pgbouncer");
  const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-pgbouncer-"));
  await chmod(folder, 0o755); // so that another user can enter it when this process is root
  const port = await choosePort(folder);
  const file = join(folder, "pgbouncer.ini");
  await writeFile(file, renderConfiguration(url, { port, poolSize, mode }));
  const user = isRoot() ? await ensurePostgresUser() : {};
  const child = spawn(pgBouncer, [file], { ...user, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const through = changeUrl(url, { password: "" });
  const own = new URL(through);
  own.hostname = "127.0.0.1";
  own.port = String(port);
  try {
    await waitUntilAnswering(own.href, child);
  } catch (error) {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true });
    throw error;
  }
  return {
    url: own.href,
    async stop() {
      child.kill("SIGKILL");
      await rm(folder, { recursive: true });
    },
  };
}

interface Settings {
  readonly port: number;
  readonly poolSize: number;
  readonly mode: string;
}

function renderConfiguration(url: string, { port, poolSize, mode }: Settings): string {
  const { hostname, port: serverPort, username, password, pathname } = new URL(url);
  const quoted = (text: string) => `'${decodeURIComponent(text).replaceAll("'", "''")}'`;
  const server = [
    `host=${quoted(hostname)} port=${serverPort || 5432} user=${quoted(username)}`,
    ...(password ? [`password=${quoted(password)}`] : []),
  ].join(" ");
  return `[databases]
${decodeURIComponent(pathname.slice(1))} = ${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${poolSize}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
`;
}

async function waitUntilAnswering(url: string, child: ChildProcess): Promise<void> {
  let said = "";
  const listen = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout?.on("data", listen);
  child.stderr?.on("data", listen);
  for (const deadline = Date.now() + 10_000; ; await sleep(50)) {
    const answer = await withClient(url, (client) => client.query("SELECT")).catch(() => undefined);
    if (answer) return;
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`PgBouncer did not start:\n${said}`);
  }
}
