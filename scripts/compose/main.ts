import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findStaleFrozenModules } from "../freeze/frozen-modules.ts";
import { readNewestSnapshot } from "./folder.ts";
import { composeReferenceCatalogs } from "./reference-catalogs.ts";
import { takeSchemaSnapshot } from "./schema.ts";
import { findStaleFiles, writeComposed } from "./write-folder.ts";

/**
 * `npm run generate [-- --check]`: composes drizzle/ and the modules of frozen versions, or says what in them is
 * not what would be composed.
 */
const folder = "drizzle";

const newest = readNewestSnapshot(folder);
if ((await takeSchemaSnapshot(newest.prevId)).id !== newest.id) {
  console.error('schema/ is not the newest snapshot: start a version with npm run version:new -- "<title>"');
  process.exit(1);
}
const modules = findStaleFrozenModules(folder);
const catalogs = join(folder, "catalogs.json");
if (process.argv.includes("--check")) {
  const composed = [...(await findStaleFiles(folder)).keys()].map((path) => join(folder, path));
  const stale = [...composed, ...modules.keys()];
  if (readText(catalogs) !== (await composeReferenceCatalogs())) stale.push(catalogs);
  for (const path of stale) console.error(`${path} is not what npm run generate composes`);
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const [path, text] of modules) writeFileSync(path, text);
for (const path of [...modules.keys(), ...(await writeComposed(folder))]) console.error(path);
// made by the files that were just composed
const composedCatalogs = await composeReferenceCatalogs();
if (readText(catalogs) !== composedCatalogs) {
  writeFileSync(catalogs, composedCatalogs);
  console.error(catalogs);
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
