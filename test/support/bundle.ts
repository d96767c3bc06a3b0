import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { root } from "./root.ts";
import { runFolder } from "./run-folder.ts";

/** `index` is there for drizzle-kit studio, which loads the tables from beside the command line. */
const entries = { cli: "src/cli.ts", "up-down": "src/migrate/up-down.ts", index: "schema/index.ts" } as const;

/**
 * Finds a program of ours as one JavaScript file, for processes of its own: it starts in a third of the time that the
 * TypeScript takes. It is bundled once for a test run.
 *
 * @param entry which program
 * @returns the file's path
 * @example
 * await execa(process.execPath, [bundled("cli"), "--version"]);
 */
export function bundled(entry: keyof typeof entries): string {
  const folder = join(runFolder(), "bundle");
  if (!existsSync(folder)) build(folder);
  return join(folder, "src", "bundle", `${entry}.js`);
}

function build(folder: string): void {
  const fresh = `${folder}-${process.pid}`;
  mkdirSync(fresh);
  buildSync({
    absWorkingDir: root,
    entryPoints: entries,
    // as deep as src/migrations, which finds drizzle/ two levels up
    outdir: join(fresh, "src", "bundle"),
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  for (const name of ["drizzle", "node_modules", "package.json", "src/site"]) {
    symlinkSync(join(root, name), join(fresh, name));
  }
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // another worker was faster
    if (!existsSync(folder)) throw error;
    rmSync(fresh, { recursive: true });
  }
}
