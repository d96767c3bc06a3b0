import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa, type Options, type ResultPromise } from "execa";
import { ensureBuild } from "../support/build.ts";
import { root } from "../support/root.ts";

const settings = { all: true, reject: false, preferLocal: true } as const satisfies Options;

/** A copy of the example, with the package installed in it as it is built from this checkout. */
export interface App {
  readonly folder: string;
  /** Runs one of the programs that it has installed. */
  run(program: string, args: string[], url?: string): ResultPromise<typeof settings>;
  remove(): Promise<void>;
}

/**
 * Copies examples/app to a folder of its own and installs what it needs, from this checkout and without npm.
 *
 * @example
 * const app = await copyOfApp();
 * await app.run("npm", ["test"]);
 * await app.remove();
 */
export async function copyOfApp(): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-app-"));
  const skipped = /[/\\](node_modules|package-lock\.json)$/;
  await cp(join(root, "examples/app"), folder, { recursive: true, filter: (path) => !skipped.test(path) });
  const modules = join(folder, "node_modules");
  await mkdir(modules);
  await linkAll(join(root, "node_modules"), modules, [".bin"]);
  await mkdir(join(modules, ".bin"));
  await linkAll(join(root, "node_modules/.bin"), join(modules, ".bin"), []);
  await installPackage(modules);
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

async function linkAll(from: string, to: string, except: string[]): Promise<void> {
  const names = (await readdir(from)).filter((name) => !except.includes(name));
  await Promise.all(names.map((name) => symlink(join(from, name), join(to, name))));
}

/** A copy of what the test run has built. */
async function installPackage(modules: string): Promise<void> {
  const installed = join(modules, "phoenix-kit-schema");
  await mkdir(installed);
  await cp(await ensureBuild(), join(installed, "dist"), { recursive: true });
  for (const part of ["package.json", "drizzle"]) await symlink(join(root, part), join(installed, part));
  const program = join(installed, "dist/cli.js");
  await chmod(program, 0o755);
  await symlink(program, join(modules, ".bin/phoenix-kit"));
}
