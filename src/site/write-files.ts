import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PhoenixKitError } from "../error.ts";

/** The file that lists the others, so that the next run knows which are its own. */
const manifest = "phoenix-kit-docs.json";

/**
 * Writes files into a folder that is new, empty or from an earlier run, and removes those of the earlier run that are
 * not among them.
 */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  try {
    const stale = (await readOwnFiles(folder)).filter((path) => !files.has(path));
    await createFolder(folder);
    const written = [[manifest, formatManifest([...files.keys()])] as const, ...files];
    for (const directory of new Set(written.map(([path]) => dirname(join(folder, path))))) {
      await mkdir(directory, { recursive: true });
    }
    await Promise.all(written.map(([path, text]) => writeFile(join(folder, path), text)));
    await Promise.all(stale.map((path) => rm(join(folder, path), { force: true })));
  } catch (error) {
    throw error instanceof PhoenixKitError ? error : notWritableError(folder, error);
  }
}

/** Creates a folder and its parents. Node's own recursive mkdir tries forever in places such as /proc. */
async function createFolder(folder: string): Promise<void> {
  const hasParent = await stat(dirname(folder)).then(
    () => true,
    () => false,
  );
  if (!hasParent) await createFolder(dirname(folder));
  await mkdir(folder).catch(ignoreExisting);
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

function formatManifest(files: readonly string[]): string {
  return `${JSON.stringify({ files }, undefined, 1)}\n`;
}

async function readOwnFiles(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(ignoreMissing)) ?? [];
  if (names.length === 0) return [];
  const text = await readFile(join(folder, manifest), "utf8").catch(ignoreMissing);
  if (text !== undefined) return parseManifest(text);
  throw new PhoenixKitError(`The folder ${folder} is not empty, and not from an earlier run.`, {
    code: "invalid_option",
    remedy: "Give a folder that is new, empty, or that phoenix-kit docs wrote; nothing was written.",
  });
}

/** Ignores paths that lead out of the folder: this command did not write them. */
function parseManifest(text: string): string[] {
  try {
    const { files }: { files?: unknown } = JSON.parse(text);
    const paths = Array.isArray(files) ? files.map(String) : [];
    return paths.filter((path) => !path.split(/[\\/]/).includes("..") && !/^([\\/]|\w:)/.test(path));
  } catch {
    return [];
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

function notWritableError(folder: string, cause: unknown): PhoenixKitError {
  return new PhoenixKitError(`Cannot write to ${folder}: ${cause instanceof Error ? cause.message : cause}`, {
    code: "invalid_option",
    remedy: "Give a folder that this user may write to.",
    cause,
  });
}
