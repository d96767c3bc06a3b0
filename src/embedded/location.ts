import { createHash } from "node:crypto";
import { lstat, mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { canReach, isRoot, postgresUser } from "./os-user.ts";
import type { OsUser } from "./run-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Where a folder's server keeps its data, and who runs it. */
export interface Location {
  /** The data folder; it need not exist yet. */
  data: string;
  /** Who runs the server; `undefined` is the user of this process. */
  user: OsUser | undefined;
}

/**
 * Makes the folder that belongs to an embedded server, with a `.gitignore` that keeps it out of repositories.
 *
 * @returns its real path.
 * @throws Error from the file system when it cannot be made.
 * @example
 * const folder = await makeServerFolder(".phoenix-kit");
 */
export async function makeServerFolder(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, ".gitignore"), "*\n", { flag: "wx" }).catch(unlessExists);
  return await realpath(directory);
}

/**
 * Says where the server of a folder keeps its data: in `data` below it. Only where root calls this and the
 * OS user that the server must run as cannot enter the folder, the data lies in the system's place for
 * temporary files, and the text file `location` in the folder says where.
 *
 * @param folder - from {@link makeServerFolder}.
 * @throws Error when the data belongs to a user that this process cannot run the server as.
 * @example
 * const { data } = await locateData(await makeServerFolder(".phoenix-kit"));
 */
export async function locateData(folder: string): Promise<Location> {
  const pointer = await readPointer(folder);
  const home = pointer ?? folder;
  const data = join(home, "data");
  const owner = await lstat(data).catch(() => undefined);
  if (!isRoot()) {
    if (owner && process.getuid && owner.uid !== process.getuid()) throw belongsToAnother(data, owner.uid);
    return { data, user: undefined };
  }
  if (owner?.uid === 0) throw belongsToAnother(data, 0);
  // Data that a user made before is served as that user, so that it stays theirs.
  const user = owner ? { uid: owner.uid, gid: owner.gid } : await postgresUser();
  if (!pointer && (await canReach(folder, user))) return { data, user };
  if (!pointer && owner) {
    throw new Error(`${data} cannot be entered by its owner (OS user ${user.uid}). Let them, or remove it.`);
  }
  const elsewhere = await temporaryFolder(nameFor(folder), user, pointer && dirname(pointer));
  await writeFile(join(folder, "location"), `${elsewhere}\n`);
  return { data: join(elsewhere, "data"), user };
}

async function readPointer(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, "location"), "utf8").catch(() => "");
  // Another name is that of the folder that this one is a copy of: its data is not ours.
  return basename(text.trim()) === nameFor(folder) ? text.trim() : undefined;
}

function nameFor(folder: string): string {
  return `phoenix-kit-${createHash("sha256").update(folder).digest("hex").slice(0, 16)}`;
}

function belongsToAnother(data: string, uid: number): Error {
  return new Error(
    `The database in ${data} belongs to ${uid === 0 ? "root, as whom no server runs" : `OS user ${uid}`}. ` +
      "Run this as the user who made it, change its owner, or remove it.",
  );
}

function unlessExists(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
