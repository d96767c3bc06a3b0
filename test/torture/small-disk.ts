import { chmod, mkdir, mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePostgresUser, isRoot } from "../../src/embedded/os-user.ts";
import { runProgram } from "../../src/embedded/run-program.ts";

/** A file system of its own that has little room, for a server that runs as {@link ensurePostgresUser}. */
export interface SmallDisk {
  /** An empty folder on it that belongs to the server. */
  readonly folder: string;
  /** How much can be written, in bytes. */
  free(): Promise<number>;
  /** Fills it up but for so many bytes. */
  fillUpTo(left: number): Promise<void>;
  /** Takes away what {@link fillUpTo} has put there. */
  clear(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Makes a file system in memory, for which it takes root on Linux.
 *
 * @param megabytes how much fits in
 * @returns the disk; `undefined` where this process may not mount one
 * @example
 * const disk = await makeSmallDisk(64);
 */
export async function makeSmallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  if (process.platform !== "linux" || !isRoot()) return undefined;
  const place = await mkdtemp(join(tmpdir(), "phoenix-kit-small-disk-"));
  await chmod(place, 0o755); // so that the server's user can enter it
  const { uid, gid } = await ensurePostgresUser();
  const options = `size=${megabytes}m,uid=${uid},gid=${gid},mode=755`;
  const mounted = await runProgram("mount", ["-t", "tmpfs", "-o", options, "tmpfs", place]).catch(
    () => undefined,
  );
  if (mounted?.code !== 0) {
    await rm(place, { recursive: true });
    return undefined;
  }
  const folder = join(place, "server");
  await mkdir(folder);
  await runProgram("chown", [`${uid}:${gid}`, folder]);
  const ballast = join(place, "ballast");
  const free = async () => {
    const { bavail, bsize } = await statfs(place);
    return bavail * bsize;
  };
  const clear = () => rm(ballast, { force: true });
  return {
    folder,
    free,
    async fillUpTo(left) {
      await clear();
      await writeFile(ballast, Buffer.alloc(Math.max(0, (await free()) - left)));
    },
    clear,
    async remove() {
      await runProgram("umount", ["--lazy", place]);
      await rm(place, { recursive: true });
    },
  };
}
