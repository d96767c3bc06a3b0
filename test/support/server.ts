import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { startThrowaway } from "../../src/embedded/embedded.ts";

/** A PostgreSQL to test on. */
export interface TestServer {
  /** Leads to a database that exists, as a role that may create others. */
  url: string;
  /** What it is, for people to read. */
  kind: string;
  stop(): Promise<void>;
}

/**
 * Finds a PostgreSQL to test on: the one of `DATABASE_URL`, else one in a container where Docker answers,
 * else an embedded one that is thrown away.
 *
 * @example
 * const server = await findServer();
 * await server.stop();
 */
export async function findServer(): Promise<TestServer> {
  const url = process.env.DATABASE_URL?.trim();
  if (url) return { url, kind: "DATABASE_URL", stop: async () => undefined };
  return (await startContainer()) ?? (await startDisposable());
}

/** Where Docker listens; loading the library that would look there takes longer than to start PostgreSQL. */
function mayHaveDocker(): boolean {
  if (process.platform === "win32" || process.env.DOCKER_HOST || process.env.TESTCONTAINERS_HOST_OVERRIDE)
    return true;
  const [home, runtime = `/run/user/${process.getuid?.()}`] = [homedir(), process.env.XDG_RUNTIME_DIR];
  return [
    "/var/run/docker.sock",
    join(runtime, "docker.sock"),
    join(home, ".testcontainers.properties"),
    ...["run", "desktop"].map((folder) => join(home, ".docker", folder, "docker.sock")),
    join(home, ".docker/config.json"),
  ].some(existsSync);
}

async function startContainer(): Promise<TestServer | undefined> {
  if (!mayHaveDocker()) return undefined;
  const { getContainerRuntimeClient } = await import("testcontainers");
  const engine = await getContainerRuntimeClient().catch(() => undefined);
  if (!engine) return undefined;
  const { PostgreSqlContainer } = await import("@testcontainers/postgresql");
  const container = await new PostgreSqlContainer("postgres:18")
    .withCommand([
      "postgres",
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ])
    .start();
  const stop = async () => {
    await container.stop();
  };
  return { url: container.getConnectionUri(), kind: "container postgres:18", stop };
}

async function startDisposable(): Promise<TestServer> {
  const server = await startThrowaway(settings);
  return { url: server.url, kind: "embedded", stop: () => server.remove() };
}

/** For data that nobody will miss: no waiting for the disk, and room for parallel tests. */
const settings = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  max_connections: "200",
};
