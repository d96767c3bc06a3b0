import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How often a holder says that it is alive, and after how much silence it counts as dead; milliseconds. */
const heartbeat = 2_000;
const silence = 30_000;

/**
 * Does some work while no other process does such work in the same folder. The lock of a process that was
 * killed is taken over.
 *
 * @param folder - where the lock file lies; it must exist.
 * @param work - what to do; its result or error is passed on.
 * @throws Error when the lock cannot be had within two minutes.
 * @example
 * await withFolderLock(".phoenix-kit", async () => console.log("alone"));
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(folder, "lock");
  await acquire(lock);
  const beat = setInterval(() => void touch(lock), heartbeat);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await create(lock))) {
    if (Date.now() > deadline) {
      throw new Error(`Another process holds ${lock} for too long. Remove it when none does.`);
    }
    if (await isStale(lock)) await removeStale(lock);
    else await sleep(50);
  }
}

/** Two that find the same stale lock must not remove the winner's fresh one: one at a time, who looks again. */
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
    if (Date.now() - mtimeMs > silence) return true;
    const [pid, host] = (await readFile(path, "utf8")).split(" ");
    // A process number says something only on the machine (or in the container) that gave it.
    return host === hostname() && !isAlive(Number(pid));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false; // released meanwhile
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
  await utimes(path, now, now).catch(() => undefined); // the folder may be on its way out
}
