import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { withFolderLock } from "../../src/embedded/folder-lock.ts";
import { useFolders } from "./folders.ts";

const { newFolder } = useFolders();

describe("the lock file of a folder", () => {
  test("is taken over from a process that was killed, by one at a time", async () => {
    const folder = dirname(await newFolder("unused"));
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "exit");
    await writeFile(join(folder, "lock"), `${dead.pid} ${hostname()}`);
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(10);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFolderLock(folder, work)));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});
