import { chmod, lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canReach } from "./os-user.ts";
import type { OsUser } from "./run-program.ts";

/**
 * Gives a folder of this name in the system's place for temporary files, where a user can enter it.
 *
 * The name is the same each time, so that the folder is found again; what somebody else put there under
 * that name is refused, since on a shared machine it could be a trap.
 *
 * @param name - a plain folder name.
 * @param user - who must be able to enter it; `undefined` is the user of this process.
 * @param preferred - a place to try before all others.
 * @returns its absolute path; it exists.
 * @throws Error when no place can be entered by that user, or when the folder belongs to somebody else.
 * @example
 * const folder = await temporaryFolder("phoenix-kit-cache", undefined);
 */
export async function temporaryFolder(
  name: string,
  user: OsUser | undefined,
  preferred: string = tmpdir(),
): Promise<string> {
  // TMPDIR can be private to this process's user; the other two never are.
  for (const place of new Set([preferred, tmpdir(), "/tmp", "/var/tmp"])) {
    if (!(await canReach(place, user))) continue;
    const folder = join(place, name);
    await mkdir(folder, { recursive: true });
    await refuseForeign(folder);
    await chmod(folder, 0o755); // whatever the umask made of it
    if (await canReach(folder, user)) return folder;
  }
  throw new Error(
    `The OS user ${user?.uid ?? "of this process"} can enter neither ${tmpdir()} nor /tmp nor /var/tmp. ` +
      "Set TMPDIR to a folder that everybody can enter, or set DATABASE_URL.",
  );
}

async function refuseForeign(folder: string): Promise<void> {
  if (process.platform === "win32") return; // folders there are per user
  const found = await lstat(folder);
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return;
  throw new Error(`${folder} was made by somebody else. Remove it, or set TMPDIR or DATABASE_URL.`);
}
