import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { PhoenixKitError } from "../error.ts";
import { canReach, ensurePostgresUser, isRoot } from "./os-user.ts";
import type { OsUser } from "./run-program.ts";

export interface Location {
  /** The data folder; it may not exist yet. */
  data: string;
  /** Who runs the server; `undefined` is the user of this process. */
  user: OsUser | undefined;
}

/**
 * Creates the folder of an embedded server, with a `.gitignore` that keeps it out of repositories, and returns its
 * real path.
 */
export async function makeServerFolder(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, ".gitignore"), "*\n", { flag: "wx" }).catch(ignoreExisting);
  return await realpath(directory);
}

/**
 * Returns where the server of a folder keeps its data: in `data` inside of it. Only if root calls this, and the OS
 * user of the server cannot enter the folder, the data is among the system's temporary files; the text file `location`
 * in the folder then holds its path.
 */
export async function locateData(folder: string): Promise<Location> {
  const pointer = await readPointer(folder);
  const home = pointer ?? folder;
  const data = join(home, "data");
  const owner = await lstat(data).catch(() => undefined);
  if (!isRoot()) {
    if (owner && process.getuid && owner.uid !== process.getuid()) throw foreignDataError(data, owner.uid);
    return { data, user: undefined };
  }
  if (owner?.uid === 0) throw foreignDataError(data, 0);
  // Existing data is served as the user who made it, and keeps its owner.
  const user = owner ? { uid: owner.uid, gid: owner.gid } : await ensurePostgresUser();
  if (!pointer && (await canReach(folder, user))) return { data, user };
  if (!pointer && owner) {
    throw new PhoenixKitError(`The owner of ${data} (OS user ${user.uid}) cannot enter it.`, {
      code: "embedded_not_permitted",
      remedy: "Give that user access to the folder, or remove it.",
    });
  }
  const elsewhere = await makeTemporaryFolder(hashFolder(folder), user, pointer && dirname(pointer));
  await writeFile(join(folder, "location"), `${elsewhere}\n`);
  return { data: join(elsewhere, "data"), user };
}

async function readPointer(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, "location"), "utf8").catch(() => "");
  // In a copy of a folder, the file still names the data of the original.
  return basename(text.trim()) === hashFolder(folder) ? text.trim() : undefined;
}

function hashFolder(folder: string): string {
  return `phoenix-kit-${createHash("sha256").update(folder).digest("hex").slice(0, 16)}`;
}

function foreignDataError(data: string, uid: number): PhoenixKitError {
  const owner = uid === 0 ? "root, and PostgreSQL refuses to run as root" : `OS user ${uid}`;
  return new PhoenixKitError(`The database in ${data} belongs to ${owner}.`, {
    code: "embedded_not_permitted",
    remedy: "Run this as the user who created it, change its owner, or remove it.",
  });
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

/**
 * Finds or creates a folder of this name among the system's temporary files, in which `user` (`undefined`: the user of
 * this process) can enter it. `preferred` is tried before the usual places.
 */
export async function makeTemporaryFolder(
  name: string,
  user: OsUser | undefined,
  preferred: string = tmpdir(),
): Promise<string> {
  // TMPDIR may be private to the user of this process; the last two never are.
  for (const place of new Set([preferred, tmpdir(), "/tmp", "/var/tmp"])) {
    if (!(await canReach(place, user))) continue;
    const folder = join(place, name);
    await mkdir(folder, { recursive: true });
    await refuseForeignFolder(folder);
    await chmod(folder, 0o755); // whatever the umask is
    if (await canReach(folder, user)) return folder;
  }
  const who = user ? `OS user ${user.uid}` : "user of this process";
  throw new PhoenixKitError(`The ${who} can enter none of ${tmpdir()}, /tmp and /var/tmp.`, {
    code: "embedded_not_permitted",
    remedy: "Set TMPDIR to a folder that everybody can enter, or set DATABASE_URL.",
  });
}

/** The name is predictable, so on a shared machine a folder of somebody else's could be a trap. */
async function refuseForeignFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return; // temporary folders are per user there
  const found = await lstat(folder);
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return;
  throw new PhoenixKitError(`${folder} belongs to somebody else, or somebody else can write to it.`, {
    code: "embedded_not_permitted",
    remedy: "Remove it, or set TMPDIR or DATABASE_URL.",
  });
}
