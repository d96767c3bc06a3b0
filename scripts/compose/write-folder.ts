import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { composeFolder, readComposedFiles } from "./folder.ts";

/**
 * The composed files that are not what would be composed now.
 *
 * @param folder the `drizzle` folder
 * @returns path within the folder → the text that belongs there; undefined if the file does not belong
 * @example
 * (await findStaleFiles("drizzle")).size === 0
 */
export async function findStaleFiles(folder: string): Promise<Map<string, string | undefined>> {
  const wanted = await composeFolder(folder);
  const present = readComposedFiles(folder);
  const paths = [...new Set([...wanted.keys(), ...present.keys()])];
  const stale = paths.filter((path) => wanted.get(path) !== present.get(path));
  return new Map(stale.map((path) => [path, wanted.get(path)]));
}

/**
 * Composes a drizzle folder in place.
 *
 * @param folder the `drizzle` folder
 * @returns the paths that were written or removed
 * @example
 * await writeComposed("drizzle")
 */
export async function writeComposed(folder: string): Promise<string[]> {
  const stale = await findStaleFiles(folder);
  for (const [path, text] of stale) {
    const target = join(folder, path);
    if (text === undefined) {
      rmSync(target);
      continue;
    }
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return [...stale.keys()].map((path) => join(folder, path));
}
