/** Servers as they are out there: other versions, standbys, TLS. Each is started before the tests of a `describe`. */
import { chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";
import { ensurePostgresUser, isRoot } from "../../src/embedded/os-user.ts";
import { runProgram } from "../../src/embedded/run-program.ts";
import { up } from "../../src/migrate/up-down.ts";
import { withClient } from "./admin.ts";
import { type OwnServer, type OwnServerOptions, startServer } from "./clusters.ts";
import type { Major } from "./releases.ts";

/** The oldest and the newest PostgreSQL that are supported: field tests run on both. */
export const fieldMajors: readonly Major[] = [15, 18];

/**
 * Starts a server before all tests of a `describe` and removes it after them. Tests that only need a database of
 * another version, encoding or locale share a server: see `useDatabase`.
 *
 * @returns a function that gives the server, from within tests and hooks
 * @example
 * const server = useServer({ major: 15, settings: { max_locks_per_transaction: "10" } });
 */
export function useServer(options: OwnServerOptions = {}): () => OwnServer {
  return useResource(
    () => startServer(options),
    (server) => server.remove(),
  );
}

/** A primary server and its hot standby, with the schema at the newest version in `public`. */
export interface Replication {
  readonly primary: OwnServer;
  readonly standby: OwnServer;
  /** Waits until the standby has replayed everything that the primary has committed. */
  catchUp(): Promise<void>;
}

/**
 * Starts a primary server, migrates it to the newest version, and starts a hot standby of it.
 *
 * @param options of the primary; `version` is what to migrate it to
 * @example
 * const servers = useStandby();
 * it("reads", () => status(servers().standby.url));
 */
export function useStandby(options: OwnServerOptions & { version?: number } = {}): () => Replication {
  return useResource(
    () => startReplication(options),
    async ({ primary, standby }) => {
      await standby.remove();
      await primary.remove();
    },
  );
}

async function startReplication({
  version,
  ...options
}: OwnServerOptions & { version?: number }): Promise<Replication> {
  const primary = await startServer(options);
  if (version !== 0) await up(primary.url, version === undefined ? {} : { version });
  await primary.stop();
  const standby = await startServer({
    ...options,
    copyOf: primary.data,
    settings: {
      ...options.settings,
      primary_conninfo: `host=127.0.0.1 port=${primary.port} user=postgres`,
      wal_retrieve_retry_interval: "100ms",
    },
    prepare: (data) => writeServerFile(data, { name: "standby.signal", text: "" }),
  });
  await primary.start();
  return { primary, standby, catchUp: () => waitForReplay(primary, standby) };
}

async function waitForReplay(primary: OwnServer, standby: OwnServer): Promise<void> {
  const { rows } = await withClient(primary.url, (client) =>
    client.query<{ position: string }>("SELECT pg_current_wal_insert_lsn() AS position"),
  );
  const query = "SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS is_there";
  await withClient(standby.url, async (client) => {
    for (const deadline = Date.now() + 30_000; ; await sleep(20)) {
      const { rows: found } = await client.query<{ is_there: boolean }>(query, [rows[0]?.position]);
      if (found[0]?.is_there) return;
      if (Date.now() > deadline) throw new Error("The standby has not caught up in 30 seconds.");
    }
  });
}

/** A server that only takes connections with TLS. */
export interface TlsServer extends OwnServer {
  /** The file of the authority that signed the certificate of `localhost`. */
  readonly authorityFile: string;
  /** Like `url`, but with the host that the certificate is for. */
  readonly localhostUrl: string;
}

/**
 * Starts a server whose certificate is signed by an authority of its own. It takes TLS alone, from everybody.
 *
 * @example
 * const server = useTlsServer();
 * it("connects", () => status(`${server().localhostUrl}?sslmode=verify-full&sslrootcert=${server().authorityFile}`));
 */
export function useTlsServer(options: OwnServerOptions = {}): () => TlsServer {
  const folders: string[] = [];
  return useResource(
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-tls-"));
      folders.push(folder);
      await makeCertificates(folder);
      const server = await startServer({
        ...options,
        settings: { ...options.settings, ssl: "on" },
        async prepare(data) {
          for (const name of ["server.key", "server.crt"]) {
            await writeServerFile(data, { name, text: await readFile(join(folder, name), "utf8") });
          }
          await writeFile(join(data, "pg_hba.conf"), "hostssl all all all trust\n");
          await options.prepare?.(data);
        },
      });
      const localhostUrl = server.url.replace("127.0.0.1", "localhost");
      return { ...server, authorityFile: join(folder, "ca.crt"), localhostUrl };
    },
    async (server) => {
      await server.remove();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  );
}

async function makeCertificates(folder: string): Promise<void> {
  await writeFile(join(folder, "names"), "subjectAltName=DNS:localhost\n");
  const file = (name: string) => join(folder, name);
  const key = (name: string) => ["-newkey", "rsa:2048", "-nodes", "-keyout", file(`${name}.key`)];
  const signature = ["-CA", file("ca.crt"), "-CAkey", file("ca.key"), "-CAcreateserial"];
  const steps = [
    ["req", "-x509", ...key("ca"), "-out", file("ca.crt"), "-days", "30", "-subj", "/CN=own authority"],
    ["req", ...key("server"), "-out", file("server.csr"), "-subj", "/CN=localhost"],
    ["x509", "-req", "-in", file("server.csr"), ...signature, "-days", "30", "-out", file("server.crt")],
  ];
  steps[2]?.push("-extfile", file("names"));
  for (const step of steps) {
    const { code, output } = await runProgram("openssl", step);
    if (code !== 0) throw new Error(`openssl ${step.join(" ")} failed:\n${output}`);
  }
}

/**
 * Adds lines in front of a server's `pg_hba.conf`, which then come first, and has the server read them.
 *
 * @example
 * await addHbaRules(server(), "host all app 127.0.0.1/32 reject");
 */
export async function addHbaRules(server: OwnServer, lines: string): Promise<void> {
  const file = join(server.data, "pg_hba.conf");
  await writeFile(file, `${lines}\n${await readFile(file, "utf8")}`);
  await withClient(server.url, (client) => client.query("SELECT pg_reload_conf()"));
}

/** Writes a file that the server's OS user owns and nobody else can read. */
async function writeServerFile(data: string, { name, text }: { name: string; text: string }): Promise<void> {
  const file = join(data, name);
  await writeFile(file, text, { mode: 0o600 });
  if (!isRoot()) return;
  const { uid, gid } = await ensurePostgresUser();
  await chown(file, uid, gid);
}

/** Makes something before all tests of a `describe` and removes it after them. */
function useResource<T>(make: () => Promise<T>, remove: (made: T) => Promise<void>): () => T {
  let made: T | undefined;
  beforeAll(async () => {
    made = await make();
  });
  afterAll(async () => {
    if (made) await remove(made);
  });
  return () => {
    if (!made) throw new Error("It exists only within tests and hooks.");
    return made;
  };
}
