import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { composeFolder, filesIn } from "./compose/folder.ts";
import { frozenModules, frozenModulesPresent } from "./freeze.ts";

/**
 * `npm run generate [-- --check]`: composes drizzle/ and the frozen modules, or says what in them is not what
 * would be composed.
 */
const folder = "drizzle";
const check = process.argv.includes("--check");

const inFolder = (files: Map<string, string>) =>
  [...files].map(([path, text]): [string, string] => [join(folder, path), text]);
const wanted = new Map([...inFolder(await composeFolder(folder)), ...frozenModules(folder)]);
const present = new Map([...inFolder(filesIn(folder)), ...frozenModulesPresent()]);
const stale = [...new Set([...wanted.keys(), ...present.keys()])].filter(
  (path) => wanted.get(path) !== present.get(path),
);

if (check) {
  for (const path of stale) console.error(`${path} is not what \`npm run generate\` composes`);
  if (stale.length > 0) process.exit(1);
} else {
  for (const path of stale) {
    const text = wanted.get(path);
    if (text === undefined) rmSync(path);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
}
console.error(`${wanted.size} files, ${stale.length} ${check ? "stale" : "written"}`);
