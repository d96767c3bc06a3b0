import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { composeFolder, filesIn } from "./compose/folder.ts";

/** `npm run generate [-- --check]`: composes drizzle/, or says what in it is not what would be composed. */
const folder = "drizzle";
const check = process.argv.includes("--check");

const wanted = await composeFolder(folder);
const present = filesIn(folder);
const stale = [...new Set([...wanted.keys(), ...present.keys()])].filter(
  (path) => wanted.get(path) !== present.get(path),
);

if (check) {
  for (const path of stale) console.error(`${join(folder, path)} is not what \`npm run generate\` composes`);
  if (stale.length > 0) process.exit(1);
} else {
  for (const path of stale) {
    const text = wanted.get(path);
    const target = join(folder, path);
    if (text === undefined) rmSync(target);
    else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
}
console.error(`${wanted.size} files, ${stale.length} ${check ? "stale" : "written"}`);
