import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PhoenixKitError } from "../error.ts";

/** How often the holder refreshes its lock file, and after how long without a refresh it counts as dead. */
const heartbeatMs = 2_000;
const staleAfterMs = 30_000;

const longestWaitMs = 120_000;

/**
 * Runs `work` while it holds the lock file of a folder, which must exist. The lock of a process that was killed is
 * taken over.
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(folder, "lock");
  await acquire(lock);
  const beat = setInterval(() => void touch(lock), heartbeatMs);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string): Promise<void> {
  const deadline = Date.now() + longestWaitMs;
  while (!(await create(lock))) {
    if (Date.now() > deadline) {
      throw new PhoenixKitError(`Another process has held ${lock} for more than two minutes.`, {
        code: "embedded_locked",
        remedy: "Wait for that process; if there is none, remove the file.",
      });
    }
    if (await isStale(lock)) await removeStale(lock);
    else await sleep(50);
  }
}

/** If two processes find the same stale lock, one must not remove the other's new lock, so they take turns. */
async function removeStale(lock: string): Promise<void> {
  const turn = `${lock}.stale`;
  if (await create(turn)) {
    try {
      if (await isStale(lock)) await rm(lock, { force: true });
    } finally {
      await rm(turn, { force: true });
    }
  } else if (await isStale(turn)) {
    await rm(turn, { force: true });
  } else {
    await sleep(20);
  }
}

async function create(path: string): Promise<boolean> {
  try {
    await writeFile(path, `${process.pid} ${hostname()}`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > staleAfterMs) return true;
    const [pid, host] = (await readFile(path, "utf8")).split(" ");
    // A process number means nothing on another machine or in another container.
    return host === hostname() && !isAlive(Number(pid));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false; // released in the meantime
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined); // the folder may just have been removed
}
