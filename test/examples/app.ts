import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa, type Options, type ResultPromise } from "execa";
import { ensureBuild } from "../support/build.ts";
import { root } from "../support/root.ts";

const settings = { all: true, reject: false, preferLocal: true } as const satisfies Options;

/** A copy of the example outside of the repository, with the packed package and all others installed by npm. */
export interface App {
  readonly folder: string;
  /** Runs one of the programs that it has installed. */
  run(program: string, args: string[], url?: string): ResultPromise<typeof settings>;
  remove(): Promise<void>;
}

/**
 * Takes the example from the packed package and installs it as its README says.
 *
 * @example
 * const app = await copyOfApp();
 * await app.run("npm", ["test"]);
 * await app.remove();
 */
export async function copyOfApp(): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-app-"));
  await ensureBuild();
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const [{ filename }] = JSON.parse((await execa("npm", pack, { cwd: root })).stdout);
  await execa("tar", ["-xzf", filename, "--strip-components=3", "package/examples/app"], { cwd: folder });
  await replaceText(join(folder, "package.json"), "file:../..", `file:${filename}`);
  await execa("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: folder });
  return {
    folder,
    run: (program, args, url = "") =>
      execa(program, args, {
        ...settings,
        cwd: folder,
        localDir: folder,
        env: { DATABASE_URL: url, PORT: "0" },
      }),
    remove: () => rm(folder, { recursive: true }),
  };
}

async function replaceText(path: string, old: string, replacement: string): Promise<void> {
  const text = await readFile(path, "utf8");
  if (!text.includes(old)) throw new Error(`${path} has no ${old}`);
  await writeFile(path, text.replace(old, replacement));
}
