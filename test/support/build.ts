import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { withFolderLock } from "../../src/embedded/folder-lock.ts";
import { root } from "./root.ts";
import { runFolder } from "./run-folder.ts";

/**
 * Builds `dist/` as npm does before it packs the package. That happens once for a test run, whoever asks first.
 *
 * @returns the path of `dist/`
 * @throws Error with the output of the build if it fails
 * @example
 * const program = join(await ensureBuild(), "cli.js");
 */
export async function ensureBuild(): Promise<string> {
  const folder = join(runFolder(), "build");
  const done = join(folder, "done");
  await mkdir(folder, { recursive: true });
  await withFolderLock(folder, async () => {
    if (existsSync(done)) return;
    await execa("npm", ["run", "prepare"], { cwd: root });
    await writeFile(done, "");
  });
  return join(root, "dist");
}
